package dev.vedette.feed;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.Config;
import io.vertx.kafka.admin.ConfigEntry;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.admin.TopicDescription;
import io.vertx.kafka.client.common.ConfigResource;
import io.vertx.kafka.client.common.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Topics of a Kafka: made where they are missing, and asked about. Methods wait. */
public final class KafkaTopics {

  private static final org.apache.kafka.common.config.ConfigResource.Type TOPIC =
      org.apache.kafka.common.config.ConfigResource.Type.TOPIC;

  private static final Logger LOG = LogManager.getLogger(KafkaTopics.class);
  private static final long POLL_NANOS = 100_000_000;

  private final KafkaAdminClient admin;
  private final KafkaAddress address;
  private final Duration patience;

  /**
   * A topic.
   *
   * @param id tells it from others that had its name
   * @param replicas number of copies
   */
  public record Topic(String name, String id, int partitions, int replicas) {}

  /**
   * Topics that are asked about over a connection of their own.
   *
   * @param patience how long a question may take
   */
  public KafkaTopics(Vertx vertx, KafkaAddress address, Duration patience) {
    Properties properties = new Properties();
    properties.putAll(address.common());
    properties.put("request.timeout.ms", Long.toString(patience.toMillis() / 2));
    properties.put("default.api.timeout.ms", Long.toString(patience.toMillis()));
    this.admin = KafkaAdminClient.create(vertx, properties);
    this.address = address;
    this.patience = patience;
  }

  /** Those of the names that no topic has. */
  List<String> missing(Collection<String> names) {
    Set<String> existing = admin.listTopics().await();
    return names.stream().filter(name -> !existing.contains(name)).toList();
  }

  /**
   * Makes the topics that are missing, and waits until all serve.
   *
   * @param partitions number for topics that are made; those that exist keep theirs
   */
  public void make(Collection<String> names, int partitions) {
    List<NewTopic> missing =
        missing(names).stream()
            .map(name ->
                new NewTopic(name, partitions, (short) address.replication())
                    .setConfig(
                        Map.of(
                            "max.message.bytes", Integer.toString(KafkaAddress.MAX_RECORD_BYTES))))
            .toList();
    if (!missing.isEmpty()) {
      var unused =
          admin
              .createTopics(missing)
              // another node has made them at the same time
              .recover(failure ->
                  failure instanceof TopicExistsException
                      ? Future.succeededFuture()
                      : Future.failedFuture(failure))
              .await();
    }
    // those that another node has just made are there, but may not serve yet
    Collection<Topic> topics = describe(names);
    try {
      awaitServing(topics);
    } catch (Exception notServing) {
      if (!missing.isEmpty()) {
        throw notServing;
      }
      // a broker that is away must not keep a node from the partitions of the others
      LOG.warn("not all partitions of Kafka's topics serve: {}", notServing.toString());
    }
  }

  /**
   * Waits until the leader of each partition has opened its log. To one that has not, an idempotent
   * producer's first batch may fail and its second succeed; the first, tried again, is then out of
   * order until it expires.
   */
  private void awaitServing(Collection<Topic> topics) {
    Map<TopicPartition, OffsetSpec> beginnings = new HashMap<>();
    for (Topic topic : topics) {
      for (int part = 0; part < topic.partitions(); part++) {
        beginnings.put(new TopicPartition(topic.name(), part), OffsetSpec.EARLIEST);
      }
    }
    var unused = admin.listOffsets(beginnings).await();
  }

  /** What topics look like, in the order of their names; waits for those that were just made. */
  List<Topic> describe(Collection<String> names) {
    long limit = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        Map<String, TopicDescription> found = admin.describeTopics(List.copyOf(names)).await();
        List<Topic> topics = new ArrayList<>();
        for (String name : names) {
          TopicDescription one = Objects.requireNonNull(found.get(name));
          topics.add(
              new Topic(
                  name,
                  one.getTopicId().toString(),
                  one.getPartitions().size(),
                  one.getPartitions().getFirst().getReplicas().size()));
        }
        return topics;
      } catch (RuntimeException notYet) {
        // brokers hear of a new topic one after the other
        if (System.nanoTime() > limit) {
          throw notYet;
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  /**
   * Refuses topics that no append can reach.
   *
   * @throws IllegalStateException with one sentence when a topic wants more copies of an append
   *     than it has
   */
  void requireWritable(Collection<Topic> topics) {
    List<ConfigResource> asked =
        topics.stream().map(topic -> new ConfigResource(TOPIC, topic.name())).toList();
    Map<ConfigResource, Config> settings = admin.describeConfigs(asked).await();
    for (Topic topic : topics) {
      Config config = Objects.requireNonNull(settings.get(new ConfigResource(TOPIC, topic.name())));
      for (ConfigEntry entry : config.getEntries()) {
        if (entry.getName().equals("min.insync.replicas")
            && Integer.parseInt(entry.getValue()) > topic.replicas()) {
          throw new IllegalStateException(
              "Kafka's topic %s takes nothing: min.insync.replicas is %s and it has %d copies. "
                      .formatted(topic.name(), entry.getValue(), topic.replicas())
                  + "Lower the one or add copies");
        }
      }
    }
  }

  /** The offsets that the next records of all partitions get. */
  Map<TopicPartition, Long> ends(Collection<Topic> topics) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (Topic topic : topics) {
      for (int part = 0; part < topic.partitions(); part++) {
        wanted.put(new TopicPartition(topic.name(), part), OffsetSpec.LATEST);
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(wanted).await().forEach((place, end) -> ends.put(place, end.getOffset()));
    return ends;
  }

  /** Ends the connection. */
  public Future<Void> close() {
    return admin.close();
  }
}
