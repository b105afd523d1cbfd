package dev.vedette.relay;

import dev.vedette.blob.Blobs;
import dev.vedette.feed.Feed;
import dev.vedette.feed.KafkaAddress;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RefusalRecorder;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.Telemetry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.List;

/** Reads a Relay's topics on a virtual thread of its own and appends what they bring. */
public final class RelayVerticle extends AbstractVerticle {

  private final Resources resources;
  private final Source source;
  private RelayReader reader;

  /** What the node gives. */
  public record Resources(
      Feed feed,
      ProjectViews projects,
      Blobs blobs,
      RefusalRecorder refusals,
      DiskSpace disk,
      Telemetry telemetry,
      InstantSource clock) {}

  /**
   * Where the messages are.
   *
   * @param prefix begins the names of the topics
   * @param group the consumer group, which all nodes share
   * @param partitions number for topics that are made
   */
  public record Source(
      KafkaAddress kafka, List<RelayTopic> topics, String prefix, String group, int partitions) {

    /** The name of a topic in Kafka. */
    String name(String label) {
      return prefix + label;
    }
  }

  /** A verticle that does not read yet. */
  @SuppressWarnings("NullAway.Init") // reader is made by start(), which precedes stop()
  public RelayVerticle(Resources resources, Source source) {
    this.resources = resources;
    this.source = source;
  }

  @Override
  public void start() {
    reader = new RelayReader(vertx, resources, source);
    reader.start();
  }

  /** The reader's answers come on this context, which must not wait for them. */
  @Override
  public void stop(Promise<Void> stopped) {
    reader.stop().onComplete(stopped);
  }
}
