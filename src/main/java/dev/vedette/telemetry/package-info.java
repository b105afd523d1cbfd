/**
 * What the server tells about itself: the one catalogue of metric names, the registry behind {@code
 * /metrics}, and the set-up of logging. Counts and times come in, Prometheus text goes out.
 */
@NullMarked
package dev.vedette.telemetry;

import org.jspecify.annotations.NullMarked;
