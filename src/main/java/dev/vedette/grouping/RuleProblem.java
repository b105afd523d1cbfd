package dev.vedette.grouping;

/**
 * Why a line of rules cannot be read.
 *
 * @param line number from 1
 * @param column number from 1, in code points
 * @param message what is wrong, in the words of the API (spec 03 §6.8, §18.1)
 */
public record RuleProblem(int line, int column, String message) {}
