/**
 * Topics that a Relay in processing mode writes to Kafka (spec 01 §26). Its messages come in, and
 * go out as item groups to Vedette's own feeds, as if they had come through the door; by setting,
 * what the works have normalized goes out in the same form.
 */
@NullMarked
package dev.vedette.relay;

import org.jspecify.annotations.NullMarked;
