package dev.vedette.grouping;

import org.jspecify.annotations.Nullable;

/**
 * Why a line of rules cannot be read, or does not do what it seems to.
 *
 * @param line number from 1
 * @param column number from 1, in code points
 * @param message what is wrong; of lines that cannot be read in the words of the API (spec 03 §6.8,
 *     §18.1)
 * @param suggestion a word that may have been meant, or null
 */
public record RuleProblem(int line, int column, String message, @Nullable String suggestion) {

  /** A problem without a suggestion. */
  RuleProblem(int line, int column, String message) {
    this(line, column, message, null);
  }
}
