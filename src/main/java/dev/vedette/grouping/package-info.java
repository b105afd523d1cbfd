/**
 * Grouping: which events belong to one issue. Batches of normalized events come in; the hashes of
 * each go out. The strategy is a pure function.
 */
@NullMarked
package dev.vedette.grouping;

import org.jspecify.annotations.NullMarked;
