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
import io.vertx.kafka.admin.TopicDescription;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.serialization.BufferDeserializer;
import io.vertx.kafka.client.serialization.BufferSerializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
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
  private final Map<FeedName, Log> logs;
  private final KafkaAdminClient admin;
  private final KafkaProducer<Buffer, Buffer> producer;
  private final Map<FeedName, KafkaReader> readers = new ConcurrentHashMap<>();
  private final LongAdder lost = new LongAdder();

  private KafkaFeed(
      Vertx vertx,
      Database database,
      KafkaAddress address,
      Map<FeedName, Log> logs,
      KafkaAdminClient admin) {
    this.vertx = vertx;
    this.logs = logs;
    this.database = database;
    this.address = address;
    this.partitions = Objects.requireNonNull(logs.get(FeedName.EVENTS)).partitions();
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
      Map<FeedName, Log> logs = prepareTopics(admin, address, partitions);
      for (Log log : logs.values()) {
        for (int part = 0; part < log.partitions(); part++) {
          ReaderPositions.prepare(database.sql(), log.name(), part);
        }
      }
      return new KafkaFeed(vertx, database, address, logs, admin);
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

  /** A topic: the name of its positions, with its id, and its size. */
  private record Log(String name, int partitions) {}

  private static Map<FeedName, Log> prepareTopics(
      KafkaAdminClient admin, KafkaAddress address, int partitions) {
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
    return describe(admin, address);
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

  private static Map<FeedName, Log> describe(KafkaAdminClient admin, KafkaAddress address) {
    List<String> topics = Arrays.stream(FeedName.values()).map(address::topic).toList();
    long limit = System.nanoTime() + 20_000_000_000L;
    while (true) {
      Map<String, TopicDescription> found;
      try {
        found = admin.describeTopics(topics).await();
      } catch (RuntimeException notYet) {
        // brokers hear of a new topic one after the other
        if (System.nanoTime() > limit) {
          throw notYet;
        }
        LockSupport.parkNanos(100_000_000);
        continue;
      }
      Map<FeedName, Log> logs = new EnumMap<>(FeedName.class);
      for (FeedName feed : FeedName.values()) {
        TopicDescription topic = Objects.requireNonNull(found.get(address.topic(feed)));
        String name = "kafka:%s:%s".formatted(topic.getName(), topic.getTopicId());
        logs.put(feed, new Log(name, topic.getPartitions().size()));
      }
      if (logs.values().stream().mapToInt(Log::partitions).distinct().count() != 1) {
        throw new IllegalStateException(
            "Kafka's topics %s have different numbers of partitions. Give all the same"
                .formatted(String.join(", ", topics)));
      }
      return logs;
    }
  }

  private String log(FeedName feed) {
    return Objects.requireNonNull(logs.get(feed)).name();
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
          return new KafkaReader(
              vertx, database, name, address.topic(name), log(name), partitions, settings, lost);
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
    ReaderPositions.move(transaction, log(position.feed()), position);
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
  public long lost() {
    return lost.sum();
  }

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
          long next = ReaderPositions.next(database.sql(), log(feed), part);
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
    Future.join(closing)
        .<Void>mapEmpty()
        .timeout(CLOSE_SECONDS, TimeUnit.SECONDS)
        .recover(brokerAway -> {
          LOG.warn("Kafka was not left cleanly: {}", brokerAway.toString());
          return Future.succeededFuture();
        })
        .await();
  }
}
