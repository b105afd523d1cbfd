/**
 * The event (spec 02): payloads of SDKs come in; normalized, filtered, scrubbed and trimmed
 * immutable trees go out, with {@code _meta} beside them telling what was changed. Pure: no I/O, no
 * clock.
 */
@NullMarked
package dev.vedette.event;

import org.jspecify.annotations.NullMarked;
