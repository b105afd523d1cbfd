/**
 * The pipeline: item groups of the events feed come in; they are normalized, filtered, grouped and
 * handed on to be saved, a batch at a time. Outcomes tell what is not saved, and why.
 */
@NullMarked
package dev.vedette.pipeline;

import org.jspecify.annotations.NullMarked;
