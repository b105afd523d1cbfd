package dev.vedette.issue;

/**
 * What a save did.
 *
 * @param stored events stored for the first time
 * @param repeated events that were there already
 */
public record Saved(int stored, int repeated) {}
