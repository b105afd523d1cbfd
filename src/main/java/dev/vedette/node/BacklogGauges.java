package dev.vedette.node;

import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedName;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What waits: sampled in the background, so that reading the metrics never waits for the database.
 */
final class BacklogGauges {

  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Feed feed;
  private final DeadLetters deadLetters;
  private final Telemetry telemetry;
  private volatile Map<FeedName, Long> waiting = Map.of();
  private volatile long dead;

  BacklogGauges(Feed feed, DeadLetters deadLetters, Telemetry telemetry) {
    this.feed = feed;
    this.deadLetters = deadLetters;
    this.telemetry = telemetry;
  }

  void register(Maintenance maintenance) {
    for (FeedName name : FeedName.values()) {
      telemetry.gauge(Metric.FEED_LAG, () -> waiting.getOrDefault(name, 0L), "feed", name.label());
    }
    telemetry.gauge(Metric.DEAD_LETTERS, () -> dead);
    telemetry.gauge(Metric.FEED_LOST, feed::lost);
    maintenance.every(PERIOD, "backlog", this::sample);
  }

  private void sample() {
    Map<FeedName, Long> sums = new EnumMap<>(FeedName.class);
    feed.lag().forEach(lag -> sums.merge(lag.feed(), lag.waiting(), Long::sum));
    waiting = sums;
    dead = deadLetters.count();
  }
}
