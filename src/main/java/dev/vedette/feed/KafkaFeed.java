package dev.vedette.feed;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.ListOffsetsResultInfo;
import io.vertx.kafka.admin.NewTopic;
import io.vertx.kafka.admin.OffsetSpec;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.serialization.BufferDeserializer;
import io.vertx.kafka.client.serialization.BufferSerializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Feeds in Kafka, for clusters: one topic each, read by one consumer group over all nodes. What was
 * read is committed in PostgreSQL, in the transaction of the save ({@link ReaderPositions}), so
 * that every record takes effect once however often it is delivered; Kafka is told afterwards, for
 * its own tools.
 */
public final class KafkaFeed implements Feed, AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(KafkaFeed.class);

  private static final long CLOSE_SECONDS = 10;

  private final Vertx vertx;
  private final Database database;
  private final KafkaAddress address;
  private final int partitions;
  private final KafkaAdminClient admin;
  private final KafkaProducer<Buffer, Buffer> producer;
  private final Map<FeedName, KafkaReader> readers = new ConcurrentHashMap<>();

  private KafkaFeed(
      Vertx vertx,
      Database database,
      KafkaAddress address,
      int partitions,
      KafkaAdminClient admin) {
    this.vertx = vertx;
    this.database = database;
    this.address = address;
    this.partitions = partitions;
    this.admin = admin;
    Map<String, String> settings = address.producer();
    settings.put("key.serializer", BufferSerializer.class.getName());
    settings.put("value.serializer", BufferSerializer.class.getName());
    this.producer = KafkaProducer.create(vertx, settings);
  }

  /**
   * Opens the feeds; waits.
   *
   * @param partitions number for topics that are made; those that exist keep theirs
   * @throws IllegalStateException with one sentence when a topic is missing and may not be made, or
   *     the topics have different numbers of partitions
   */
  public static KafkaFeed open(
      Vertx vertx, Database database, KafkaAddress address, int partitions) {
    KafkaAdminClient admin = KafkaAdminClient.create(vertx, properties(address));
    try {
      int found = prepareTopics(admin, address, partitions);
      for (FeedName feed : FeedName.values()) {
        for (int part = 0; part < found; part++) {
          ReaderPositions.prepare(database.sql(), feed, part);
        }
      }
      return new KafkaFeed(vertx, database, address, found, admin);
    } catch (RuntimeException failure) {
      admin.close();
      throw failure;
    }
  }

  private static java.util.Properties properties(KafkaAddress address) {
    java.util.Properties properties = new java.util.Properties();
    properties.putAll(address.common());
    properties.put("request.timeout.ms", "10000");
    properties.put("default.api.timeout.ms", "20000");
    return properties;
  }

  private static int prepareTopics(KafkaAdminClient admin, KafkaAddress address, int partitions) {
    Set<String> existing = admin.listTopics().await();
    List<NewTopic> missing = new ArrayList<>();
    for (FeedName feed : FeedName.values()) {
      if (!existing.contains(address.topic(feed))) {
        missing.add(
            new NewTopic(address.topic(feed), partitions, (short) address.replication())
                .setConfig(
                    Map.of("max.message.bytes", Integer.toString(KafkaAddress.MAX_RECORD_BYTES))));
      }
    }
    if (!missing.isEmpty()) {
      List<String> names = missing.stream().map(NewTopic::getName).toList();
      if (!address.createTopics()) {
        throw new IllegalStateException(
            "Kafka lacks the topics %s. Make them or set kafka.create-topics: true"
                .formatted(String.join(", ", names)));
      }
      create(admin, missing);
    }
    return countPartitions(admin, address);
  }

  private static void create(KafkaAdminClient admin, List<NewTopic> missing) {
    try {
      admin.createTopics(missing).await();
    } catch (RuntimeException failure) {
      // another node has made them at the same time; what is still missing is noticed next
      if (!String.valueOf(failure).contains("already exists")
          && !String.valueOf(failure.getCause()).contains("already exists")) {
        throw failure;
      }
    }
  }

  private static int countPartitions(KafkaAdminClient admin, KafkaAddress address) {
    List<String> topics = java.util.Arrays.stream(FeedName.values()).map(address::topic).toList();
    long limit = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try {
        Set<Integer> counts = new java.util.HashSet<>();
        admin
            .describeTopics(topics)
            .await()
            .values()
            .forEach(topic -> counts.add(topic.getPartitions().size()));
        if (counts.size() == 1) {
          return counts.iterator().next();
        }
        throw new IllegalStateException(
            "Kafka's topics %s have different numbers of partitions. Give all the same"
                .formatted(String.join(", ", topics)));
      } catch (RuntimeException notYet) {
        // brokers hear of a new topic one after the other
        if (System.nanoTime() > limit || notYet instanceof IllegalStateException) {
          throw notYet;
        }
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
    }
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public Future<Void> append(List<FeedRecord> records) {
    List<Future<?>> sent = new ArrayList<>(records.size());
    for (FeedRecord record : records) {
      int partition = (int) Long.remainderUnsigned(record.key(), partitions);
      sent.add(send(record.feed(), partition, record.key(), record.body()));
    }
    return Future.join(sent).mapEmpty();
  }

  private Future<?> send(FeedName feed, int partition, long key, byte[] body) {
    return producer.send(
        KafkaProducerRecord.create(
            address.topic(feed),
            Buffer.buffer(Long.BYTES).appendLong(key),
            Buffer.buffer(body),
            (Long) null,
            partition));
  }

  @Override
  public void replay(Sql transaction, FeedName feed, int partition, byte[] body) {
    var unused = send(feed, partition, partition, body).await();
  }

  private KafkaReader reader(FeedName feed) {
    return readers.computeIfAbsent(
        feed,
        name -> {
          Map<String, String> settings = address.consumer(name);
          settings.put("key.deserializer", BufferDeserializer.class.getName());
          settings.put("value.deserializer", BufferDeserializer.class.getName());
          return new KafkaReader(vertx, database, name, address.topic(name), partitions, settings);
        });
  }

  @Override
  public FeedBatch read(FeedName feed, int partition, int maxRecords) {
    return reader(feed).read(partition, maxRecords);
  }

  @Override
  public Future<Void> arrival(FeedName feed, int partition) {
    return reader(feed).arrival(partition);
  }

  @Override
  public void wake(FeedName feed, int partition) {
    reader(feed).wake(partition);
  }

  @Override
  public void commit(Sql transaction, FeedPosition position) {
    ReaderPositions.move(transaction, position);
  }

  @Override
  public void committed(FeedPosition position) {
    reader(position.feed()).committed(position);
  }

  @Override
  public void rewind(FeedName feed, int partition) {
    reader(feed).rewind(partition);
  }

  /** Kafka drops what is old by itself. */
  @Override
  public void trim() {}

  @Override
  public long storedBytes() {
    return 0;
  }

  @Override
  public List<Lag> lag() {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (FeedName feed : FeedName.values()) {
      for (int part = 0; part < partitions; part++) {
        wanted.put(new TopicPartition(address.topic(feed), part), OffsetSpec.LATEST);
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(wanted).await();
    List<Lag> lags = new ArrayList<>();
    for (FeedName feed : FeedName.values()) {
      for (int part = 0; part < partitions; part++) {
        ListOffsetsResultInfo end = ends.get(new TopicPartition(address.topic(feed), part));
        if (end != null) {
          long next = ReaderPositions.next(database.sql(), feed, part);
          lags.add(new Lag(feed, part, end.getOffset(), Math.min(next, end.getOffset())));
        }
      }
    }
    return lags;
  }

  @Override
  public void close() {
    List<Future<?>> closing = new ArrayList<>();
    readers.values().forEach(reader -> closing.add(reader.close()));
    closing.add(producer.close());
    closing.add(admin.close());
    try {
      var unused = Future.join(closing).timeout(CLOSE_SECONDS, TimeUnit.SECONDS).await();
    } catch (RuntimeException brokerAway) {
      LOG.warn("Kafka was not left cleanly: {}", brokerAway.toString());
    }
  }
}
