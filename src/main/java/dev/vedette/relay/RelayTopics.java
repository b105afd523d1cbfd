package dev.vedette.relay;

import dev.vedette.feed.KafkaAddress;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Makes the topics of a Relay that are missing, where the settings allow it. */
final class RelayTopics {

  private static final Logger LOG = LogManager.getLogger(RelayTopics.class);

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
    Properties properties = new Properties();
    properties.putAll(kafka.common());
    // a node that stops does not wait for a broker that is away
    properties.put("request.timeout.ms", "3000");
    properties.put("default.api.timeout.ms", "4000");
    KafkaAdminClient admin = KafkaAdminClient.create(vertx, properties);
    try {
      List<NewTopic> missing = missing(admin.listTopics().await(), (short) kafka.replication());
      if (!missing.isEmpty()) {
        admin.createTopics(missing).await();
      }
    } catch (RuntimeException failure) {
      // another node may have made them at the same time; the next try will see
      LOG.debug("topics were not made", failure);
      throw failure;
    } finally {
      admin.close().await();
    }
  }

  private List<NewTopic> missing(Set<String> existing, short replication) {
    List<NewTopic> missing = new ArrayList<>();
    for (RelayTopic topic : wanted.topics()) {
      String name = wanted.prefix() + topic.label();
      add(missing, existing, name, wanted.partitions(), replication);
      add(missing, existing, wanted.prefix() + topic.deadLetters(), 1, replication);
    }
    return missing;
  }

  private static void add(
      List<NewTopic> missing, Set<String> existing, String name, int partitions, short copies) {
    if (!existing.contains(name)) {
      missing.add(
          new NewTopic(name, partitions, copies)
              .setConfig(
                  Map.of("max.message.bytes", Integer.toString(KafkaAddress.MAX_RECORD_BYTES))));
    }
  }
}
