/**
 * Grouping: which events belong to one issue (spec 03). Batches of normalized events come in with
 * their projects' settings; the events go out with their hashes, fingerprint and frames decided.
 * Also asked: why an event has its hashes, and what rules would make of it. The decisions are pure
 * functions.
 */
@NullMarked
package dev.vedette.grouping;

import org.jspecify.annotations.NullMarked;
