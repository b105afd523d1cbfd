package dev.vedette.relay;

import dev.vedette.bus.Fault;
import dev.vedette.feed.KafkaAddress;
import dev.vedette.project.ProjectId;
import dev.vedette.project.ProjectView;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.Metric;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import io.vertx.kafka.client.serialization.BufferDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * This node's member of the group that reads a Relay's topics. Offsets are committed once what was
 * read is durable in Vedette's own feeds, and never beyond a chunk whose attachment is not complete
 * yet: after a crash messages come again, and events that are known are not stored twice.
 */
final class RelayReader {

  private static final Logger LOG = LogManager.getLogger(RelayReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How long a feed may refuse until other members take over. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(6);
  private static final long APPEND_BYTES = 1L << 20;

  private final RelayVerticle.Resources resources;
  private final RelayVerticle.Source source;
  private final KafkaConsumer<Buffer, Buffer> consumer;
  private final KafkaProducer<Buffer, Buffer> deadLetters;
  private final RelayTopics topics;
  private final Chunks chunks;
  private final Queue<TopicPartition> left = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Promise<Void> ended = Promise.promise();
  private boolean subscribed;

  RelayReader(Vertx vertx, RelayVerticle.Resources resources, RelayVerticle.Source source) {
    this.resources = resources;
    this.source = source;
    this.chunks = new Chunks(resources.blobs());
    KafkaAddress kafka = source.kafka();
    this.topics =
        new RelayTopics(
            vertx,
            kafka,
            new RelayTopics.Wanted(source.topics(), source.prefix(), source.partitions()));
    Map<String, String> reading = kafka.consumer(source.group());
    reading.put("max.poll.interval.ms", Long.toString(LONGEST_WAIT.toMillis()));
    reading.put("key.deserializer", BufferDeserializer.class.getName());
    reading.put("value.deserializer", BufferDeserializer.class.getName());
    this.consumer = KafkaConsumer.create(vertx, reading);
    consumer.partitionsRevokedHandler(left::addAll);
    this.deadLetters = kafka.openProducer(vertx);
  }

  void start() {
    var unused =
        Thread.ofVirtual()
            .name("relay")
            .start(() -> {
              try {
                run();
              } finally {
                ended.complete();
              }
            });
  }

  /** Ends the reading after the batch at hand. */
  Future<Void> stop() {
    stopping.countDown();
    return ended
        .future()
        .timeout(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> LOG.warn("the reading of a Relay's topics did not end in time"))
        .otherwiseEmpty();
  }

  private void run() {
    while (stopping.getCount() > 0) {
      try {
        subscribe();
        requireRoom();
        ConsumerRecords<Buffer, Buffer> polled = consumer.poll(POLL).await().records();
        leave();
        takeAll(polled);
        chunks.expire(resources.clock().instant());
        commit();
      } catch (Throwable failure) {
        LOG.warn("the topics of a Relay wait: {}", failure.toString());
        LOG.debug("the failure", failure);
        pause();
      }
    }
    close();
  }

  private void subscribe() {
    if (!subscribed) {
      topics.prepare();
      consumer
          .subscribe(
              source.topics().stream()
                  .map(topic -> source.name(topic.label()))
                  .collect(Collectors.toSet()))
          .await();
      subscribed = true;
      LOG.info("reads the topics of a Relay: {}", source.topics());
    }
  }

  /** Forgets what another member reads from now on. */
  private void leave() {
    for (TopicPartition gone = left.poll(); gone != null; gone = left.poll()) {
      chunks.leave(topic(gone.getTopic()), gone.getPartition());
      next.remove(gone);
      committed.remove(gone);
    }
  }

  /** What is read is written to disk on its way: nothing is read for a disk that is full. */
  private void requireRoom() {
    if (resources.disk().level() == DiskSpace.Level.FULL) {
      throw new IllegalStateException("the disk is full");
    }
  }

  private RelayTopic topic(String name) {
    return RelayTopic.of(name.substring(source.prefix().length())).orElseThrow();
  }

  private void takeAll(ConsumerRecords<Buffer, Buffer> polled) throws IOException {
    Map<TopicPartition, Long> taken = new HashMap<>();
    try {
      RelayItems items = new RelayItems(chunks);
      for (ConsumerRecord<Buffer, Buffer> record : polled) {
        take(record, items);
        taken.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        if (items.bytes() > APPEND_BYTES) {
          append(items);
          next.putAll(taken);
          items = new RelayItems(chunks);
        }
      }
      append(items);
      next.putAll(taken);
    } catch (Exception | Error failure) {
      rewind(polled);
      throw failure;
    }
  }

  private void take(ConsumerRecord<Buffer, Buffer> record, RelayItems items) throws IOException {
    RelayTopic topic = topic(record.topic());
    try {
      if (record.value() == null) {
        throw new RelayMessages.Malformed("it is empty");
      }
      Instant now = resources.clock().instant();
      Instant told = Instant.ofEpochMilli(record.timestamp());
      Instant written = record.timestamp() < 0 || told.isAfter(now) ? now : told;
      RelayMessage message = RelayMessages.read(topic, record.value().getBytes(), written);
      count(
          topic,
          switch (message) {
            case RelayMessage.Ignored ignored -> "ignored";
            case RelayMessage.Chunk chunk -> keep(topic, record, chunk);
            case RelayMessage.OfProject ofProject -> add(ofProject, items);
          });
    } catch (RelayMessages.Malformed malformed) {
      bury(topic, record, malformed);
    } catch (Fault | KafkaException surroundings) {
      throw surroundings;
    } catch (RuntimeException defect) {
      // one message that brings out a defect of ours must not hold up all others
      LOG.debug("the defect", defect);
      bury(topic, record, defect);
    }
  }

  /** Nobody will refer to chunks of a project that takes nothing. */
  private String keep(
      RelayTopic topic, ConsumerRecord<Buffer, Buffer> record, RelayMessage.Chunk chunk)
      throws IOException {
    if (view(chunk).isEmpty()) {
      return "unknown_project";
    }
    Instant now = resources.clock().instant();
    chunks.add(topic, record.partition(), record.offset(), now, chunk);
    return "taken";
  }

  private Optional<ProjectView> view(RelayMessage.OfProject message) {
    return resources
        .projects()
        .byId(new ProjectId(message.project()))
        .filter(ProjectView::accepting);
  }

  private String add(RelayMessage.OfProject message, RelayItems items)
      throws RelayMessages.Malformed, IOException {
    Optional<ProjectView> view = view(message);
    if (view.isEmpty()) {
      RelayItems.owners(message).forEach(chunks::forget);
      return "unknown_project";
    }
    items.add(view.get(), message);
    return "taken";
  }

  private void count(RelayTopic topic, String result) {
    resources
        .telemetry()
        .counter(Metric.RELAY_MESSAGES, "topic", topic.label(), "result", result)
        .increment();
  }

  /** Sends a message that cannot be read to the topic of dead letters. */
  private void bury(RelayTopic topic, ConsumerRecord<Buffer, Buffer> record, Exception why) {
    LOG.error(
        "{} partition {} offset {} becomes a dead letter: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        why.toString());
    var unused =
        deadLetters
            .send(
                KafkaProducerRecord.create(
                    source.name(topic.deadLetters()), record.key(), record.value()))
            .await();
    count(topic, "dead");
  }

  /** Appends; waits for a feed that refuses, since the contents lie in the blob store already. */
  private void append(RelayItems items) {
    while (!items.records().isEmpty()) {
      try {
        resources.feed().append(items.records()).await();
        break;
      } catch (Exception refused) {
        if (stopping.getCount() == 0) {
          throw refused;
        }
        LOG.warn("the feed refuses what a Relay wrote, waiting: {}", refused.toString());
        pause();
      }
    }
    resources.refusals().record(items.outcomes());
    items.taken().forEach(chunks::forget);
  }

  /** Has what is not durable come again; partitions that are gone are read elsewhere. */
  private void rewind(ConsumerRecords<Buffer, Buffer> polled) {
    for (var partition : polled.partitions()) {
      TopicPartition place = new TopicPartition(partition.topic(), partition.partition());
      long first = polled.records(partition).getFirst().offset();
      try {
        consumer.seek(place, Math.max(first, next.getOrDefault(place, first))).await();
      } catch (Exception gone) {
        LOG.debug("{} is another node's", partition, gone);
      }
    }
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach((partition, offset) -> {
      long oldest =
          chunks.oldest(topic(partition.getTopic()), partition.getPartition()).orElse(offset);
      if (!Long.valueOf(oldest).equals(committed.get(partition))) {
        offsets.put(partition, new OffsetAndMetadata(oldest, ""));
      }
    });
    if (!offsets.isEmpty()) {
      consumer.commit(offsets).await();
      offsets.forEach((partition, offset) -> committed.put(partition, offset.getOffset()));
    }
  }

  private void pause() {
    try {
      var unused = stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void close() {
    try {
      consumer.close().await();
      deadLetters.close().await();
    } catch (Exception brokerAway) {
      LOG.warn("Kafka was not left cleanly: {}", brokerAway.toString());
    }
  }
}
