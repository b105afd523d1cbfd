package dev.vedette.feed;

import dev.vedette.bus.Fault;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.serialization.BufferDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.errors.RecordTooLargeException;
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

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long CLOSE_SECONDS = 10;

  private final Vertx vertx;
  private final Database database;
  private final KafkaAddress address;
  private final int partitions;
  private final Map<FeedName, KafkaTopics.Topic> logs;
  private final KafkaTopics topics;
  private final KafkaProducer<Buffer, Buffer> producer;
  private final Map<FeedName, KafkaReader> readers = new ConcurrentHashMap<>();
  private final LongAdder lost = new LongAdder();

  private KafkaFeed(
      Vertx vertx,
      Database database,
      KafkaAddress address,
      Map<FeedName, KafkaTopics.Topic> logs,
      KafkaTopics topics) {
    this.vertx = vertx;
    this.logs = logs;
    this.database = database;
    this.address = address;
    this.partitions = Objects.requireNonNull(logs.get(FeedName.EVENTS)).partitions();
    this.topics = topics;
    this.producer = address.openProducer(vertx);
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
    KafkaTopics topics = new KafkaTopics(vertx, address, PATIENCE);
    try {
      Map<FeedName, KafkaTopics.Topic> logs = prepare(topics, address, partitions);
      for (KafkaTopics.Topic log : logs.values()) {
        for (int part = 0; part < log.partitions(); part++) {
          ReaderPositions.prepare(database.sql(), name(log), part);
        }
      }
      return new KafkaFeed(vertx, database, address, logs, topics);
    } catch (Exception failure) {
      var unused = topics.close();
      throw failure;
    }
  }

  /**
   * Whether the feeds could be opened, without making anything; waits.
   *
   * @throws IllegalStateException like {@link #open}
   */
  public static void verify(Vertx vertx, KafkaAddress address) {
    KafkaTopics topics = new KafkaTopics(vertx, address, PATIENCE);
    try {
      List<String> names = names(address);
      List<String> missing = missing(topics, address);
      var unused =
          described(topics, names.stream().filter(name -> !missing.contains(name)).toList());
    } finally {
      var unused = topics.close();
    }
  }

  private static List<String> names(KafkaAddress address) {
    return Arrays.stream(FeedName.values()).map(address::topic).toList();
  }

  /** The topics that are missing, if they may be made. */
  private static List<String> missing(KafkaTopics topics, KafkaAddress address) {
    List<String> missing = topics.missing(names(address));
    if (!missing.isEmpty() && !address.createTopics()) {
      throw new IllegalStateException(
          "Kafka lacks the topics %s. Make them or set kafka.create-topics: true"
              .formatted(String.join(", ", missing)));
    }
    return missing;
  }

  private static Map<FeedName, KafkaTopics.Topic> prepare(
      KafkaTopics topics, KafkaAddress address, int partitions) {
    List<String> names = names(address);
    missing(topics, address);
    topics.make(names, partitions);
    List<KafkaTopics.Topic> found = described(topics, names);
    Map<FeedName, KafkaTopics.Topic> logs = new EnumMap<>(FeedName.class);
    for (FeedName feed : FeedName.values()) {
      logs.put(feed, found.get(feed.ordinal()));
    }
    return logs;
  }

  private static List<KafkaTopics.Topic> described(KafkaTopics topics, List<String> names) {
    List<KafkaTopics.Topic> found = topics.describe(names);
    topics.requireWritable(found);
    if (found.stream().mapToInt(KafkaTopics.Topic::partitions).distinct().count() > 1) {
      throw new IllegalStateException(
          "Kafka's topics %s have different numbers of partitions. Give all the same"
              .formatted(String.join(", ", names)));
    }
    return found;
  }

  /** Name of the positions of a topic. */
  private static String name(KafkaTopics.Topic topic) {
    return "kafka:%s:%s".formatted(topic.name(), topic.id());
  }

  private String log(FeedName feed) {
    return name(Objects.requireNonNull(logs.get(feed)));
  }

  /** Kafka says so by itself. */
  @Override
  public boolean isFull() {
    return false;
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
    return producer
        .send(
            KafkaProducerRecord.create(
                address.topic(feed),
                Buffer.buffer(Long.BYTES).appendLong(key),
                Buffer.buffer(body),
                (Long) null,
                partition))
        .recover(failure ->
            Future.failedFuture(
                failure instanceof RecordTooLargeException
                    ? failure
                    : new Fault(Fault.Code.UNAVAILABLE, "Kafka takes no records.", failure)));
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

  @Override
  public void settle(FeedName feed, int partition) {
    reader(feed).settle(partition);
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
    Map<TopicPartition, Long> ends = topics.ends(logs.values());
    List<Lag> lags = new ArrayList<>();
    for (FeedName feed : FeedName.values()) {
      for (int part = 0; part < partitions; part++) {
        Long end = ends.get(new TopicPartition(address.topic(feed), part));
        if (end != null) {
          long next = ReaderPositions.next(database.sql(), log(feed), part);
          lags.add(new Lag(feed, part, end, Math.min(next, end)));
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
    closing.add(topics.close());
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
