package dev.vedette.relay;

import dev.vedette.feed.KafkaAddress;
import dev.vedette.feed.KafkaTopics;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Makes the topics of a Relay that are missing, where the settings allow it. */
final class RelayTopics {

  /** A node that stops does not wait longer for a broker that is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Vertx vertx;
  private final KafkaAddress kafka;
  private final Wanted wanted;

  /**
   * Topics that are to be there.
   *
   * @param prefix begins their names
   */
  record Wanted(List<RelayTopic> topics, String prefix, int partitions) {}

  RelayTopics(Vertx vertx, KafkaAddress kafka, Wanted wanted) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.wanted = wanted;
  }

  /** Waits until all topics are there. */
  void prepare() {
    if (!kafka.createTopics()) {
      return;
    }
    KafkaTopics topics = new KafkaTopics(vertx, kafka, PATIENCE);
    try {
      topics.make(names(RelayTopic::label), wanted.partitions());
      topics.make(names(RelayTopic::deadLetters), 1);
    } finally {
      var unused = topics.close();
    }
  }

  private List<String> names(Function<RelayTopic, String> label) {
    return wanted.topics().stream().map(label).map(wanted.prefix()::concat).distinct().toList();
  }
}
