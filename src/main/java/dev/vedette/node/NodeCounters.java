package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.counter.Counters;
import dev.vedette.counter.FallbackCounters;
import dev.vedette.counter.LocalCounters;
import dev.vedette.counter.RedisCounters;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The counters of a node: in the process, or shared in a Redis, and then in the process while that
 * is away.
 *
 * @param shared those in Redis; empty without one
 */
record NodeCounters(Counters all, Optional<RedisCounters> shared) {

  /**
   * Opens what the settings name; waits for a Redis that is not there yet.
   *
   * @param started notes what has to be stopped
   */
  static NodeCounters open(
      VedetteNode.Services services,
      Settings settings,
      InstantSource clock,
      Telemetry telemetry,
      BiConsumer<String, VedetteNode.Stop> started)
      throws StartFailure {
    Counters own = new LocalCounters(clock);
    String url = settings.find(Keys.REDIS_URL);
    if (url == null) {
      return new NodeCounters(own, Optional.empty());
    }
    RedisCounters shared = new RedisCounters(services.vertx(), url, clock);
    started.accept("counters", shared::close);
    ConnectedChecks.require(ConnectedChecks.await(shared));
    Counters all =
        new FallbackCounters(
            shared, own, () -> telemetry.counter(Metric.COUNTERS_UNAVAILABLE).increment());
    return new NodeCounters(all, Optional.of(shared));
  }
}
