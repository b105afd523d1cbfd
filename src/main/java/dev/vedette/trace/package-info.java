/**
 * Traces: spans, logs, replays and profile chunks of the traces feed come in and are stored,
 * partitioned by day or bounded by retention.
 */
@NullMarked
package dev.vedette.trace;

import org.jspecify.annotations.NullMarked;
