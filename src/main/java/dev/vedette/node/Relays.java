package dev.vedette.node;

import dev.vedette.blob.Blobs;
import dev.vedette.config.Keys;
import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.config.Settings;
import dev.vedette.relay.RelayOutput;
import dev.vedette.relay.RelayTopic;
import dev.vedette.relay.RelayVerticle;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the settings say of a Relay's topics: reading them is another door, writing another exit.
 */
final class Relays {

  private final Vertx vertx;
  private final Settings settings;
  private final BiConsumer<String, VedetteNode.Stop> started;

  /**
   * Relays of a node.
   *
   * @param started notes what has to be stopped
   */
  Relays(Vertx vertx, Settings settings, BiConsumer<String, VedetteNode.Stop> started) {
    this.vertx = vertx;
    this.settings = settings;
    this.started = started;
  }

  /** Reads the topics that the settings name. */
  void read(
      RelayVerticle.Resources resources, BiConsumer<String, Supplier<AbstractVerticle>> deploy)
      throws StartFailure {
    List<RelayTopic> topics = topics();
    if (!topics.isEmpty()) {
      RelayVerticle.Source source =
          new RelayVerticle.Source(
              Feeds.address(settings),
              topics,
              settings.get(Keys.RELAY_TOPIC_PREFIX),
              settings.get(Keys.RELAY_GROUP),
              settings.get(Keys.FEED_PARTITIONS));
      deploy.accept("relay", () -> new RelayVerticle(resources, source));
    }
  }

  private List<RelayTopic> topics() throws StartFailure {
    try {
      return RelayTopic.named(settings.get(Keys.RELAY_TOPICS));
    } catch (IllegalArgumentException rule) {
      throw new StartFailure(
          StartFailure.CONFIGURATION, "relay.topics", String.valueOf(rule.getMessage()));
    }
  }

  /** Writes a Relay's topics where the settings say so. */
  Optional<RelayOutput> output(Blobs blobs, Options options, Telemetry telemetry) {
    String written = settings.get(Keys.RELAY_WRITE);
    if (written.equals("none")) {
      return Optional.empty();
    }
    RelayOutput output =
        new RelayOutput(
            vertx,
            new RelayOutput.Target(
                Feeds.address(settings),
                settings.get(Keys.RELAY_TOPIC_PREFIX),
                settings.get(Keys.FEED_PARTITIONS),
                written.equals("instead")),
            blobs,
            () -> (int) options.number(Option.EVENT_RETENTION_DAYS),
            telemetry);
    started.accept("relay output", output::close);
    return Optional.of(output);
  }
}
