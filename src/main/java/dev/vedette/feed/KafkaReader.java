package dev.vedette.feed;

import dev.vedette.store.Database;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * This node's member of a feed's consumer group. Partitions come and go with the other members;
 * each is read from where PostgreSQL says. Full lanes are paused one by one, so that the member
 * goes on telling the group that it is alive.
 */
final class KafkaReader {

  private static final Logger LOG = LogManager.getLogger(KafkaReader.class);
  private static final long ARRIVAL_LIMIT_MS = 1000;
  private static final long COMMIT_EVERY_MS = 1000;

  private final Vertx vertx;
  private final Database database;
  private final FeedName feed;
  private final String topic;
  private final KafkaConsumer<Buffer, Buffer> consumer;
  private final List<KafkaLane> lanes = new ArrayList<>();
  private final Map<Integer, Promise<Void>> arrivals = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> toCommit = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final long committer;

  KafkaReader(
      Vertx vertx,
      Database database,
      FeedName feed,
      String topic,
      int partitions,
      Map<String, String> settings) {
    this.vertx = vertx;
    this.database = database;
    this.feed = feed;
    this.topic = topic;
    for (int part = 0; part < partitions; part++) {
      lanes.add(new KafkaLane());
    }
    this.consumer = KafkaConsumer.create(vertx, settings);
    consumer.exceptionHandler(failure -> LOG.warn("{}: {}", topic, failure.toString()));
    consumer.handler(this::arrived);
    consumer.partitionsAssignedHandler(this::assigned);
    consumer.partitionsRevokedHandler(this::revoked);
    consumer
        .subscribe(topic)
        .onFailure(failure -> LOG.error("{} cannot be read: {}", topic, failure.toString()));
    this.committer = vertx.setPeriodic(COMMIT_EVERY_MS, timer -> commit());
  }

  private TopicPartition topicPartition(int partition) {
    return new TopicPartition(topic, partition);
  }

  private void assigned(Set<TopicPartition> partitions) {
    LOG.info("{}: reads partitions {}", topic, numbers(partitions));
    partitions.forEach(one -> position(one.getPartition()));
  }

  private void revoked(Set<TopicPartition> partitions) {
    LOG.info("{}: leaves partitions {}", topic, numbers(partitions));
    locked(() -> partitions.forEach(one -> lanes.get(one.getPartition()).leave()));
  }

  private static List<Integer> numbers(Set<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::getPartition).sorted().toList();
  }

  private void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /** Finds where a partition is to be read, and goes there. */
  private void position(int partition) {
    TopicPartition place = topicPartition(partition);
    KafkaLane lane = lanes.get(partition);
    lock.lock();
    int turn;
    try {
      turn = lane.enter();
    } finally {
      lock.unlock();
    }
    consumer
        .pause(place)
        .compose(paused -> stored(partition))
        .compose(next -> readable(place, next).compose(from -> seek(place, lane, turn, next, from)))
        .onFailure(failure -> {
          LOG.warn("{}/{} cannot be positioned yet: {}", topic, partition, failure.toString());
          vertx.setTimer(ARRIVAL_LIMIT_MS, again -> retry(partition, lane, turn));
        });
  }

  private void retry(int partition, KafkaLane lane, int turn) {
    lock.lock();
    boolean current;
    try {
      current = lane.isTurn(turn);
    } finally {
      lock.unlock();
    }
    if (current) {
      position(partition);
    }
  }

  private Future<Long> stored(int partition) {
    return database
        .sql()
        .start(
            "SELECT next FROM feed_offset WHERE feed = $1 AND part = $2",
            feed.label(),
            (short) partition)
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * The position itself, or the beginning where the log has lost it; never waits for what is gone.
   */
  private Future<Long> readable(TopicPartition place, long next) {
    return consumer
        .beginningOffsets(place)
        .compose(first ->
            consumer
                .endOffsets(place)
                .map(end -> {
                  if (next < first) {
                    LOG.error(
                        "{} has lost the records from {} to {}: reading goes on behind them",
                        place,
                        next,
                        first - 1);
                    return first;
                  }
                  if (next > end) {
                    LOG.error(
                        "{} ends at {} although {} was read before: it was truncated or made anew,"
                            + " reading goes on from its beginning",
                        place,
                        end,
                        next - 1);
                    return first;
                  }
                  return next;
                }));
  }

  private Future<Void> seek(
      TopicPartition place, KafkaLane lane, int turn, long stored, long from) {
    return consumer
        .seek(place, from)
        .compose(sought -> {
          locked(() -> lane.ready(turn, stored, from));
          return consumer.resume(place);
        });
  }

  private void arrived(KafkaConsumerRecord<Buffer, Buffer> record) {
    lock.lock();
    boolean full;
    try {
      full = lanes.get(record.partition()).add(record.offset(), record.value().getBytes());
    } finally {
      lock.unlock();
    }
    if (full) {
      var unused = consumer.pause(topicPartition(record.partition()));
    }
    wake(record.partition());
  }

  FeedBatch read(int partition, int maxRecords) {
    lock.lock();
    FeedBatch batch;
    boolean room;
    try {
      KafkaLane lane = lanes.get(partition);
      batch = lane.take(feed, partition, maxRecords);
      room = lane.hasRoomAgain();
    } finally {
      lock.unlock();
    }
    if (room) {
      var unused = consumer.resume(topicPartition(partition));
    }
    return batch;
  }

  Future<Void> arrival(int partition) {
    Promise<Void> arrival;
    lock.lock();
    try {
      arrival = arrivals.computeIfAbsent(partition, part -> Promise.promise());
    } finally {
      lock.unlock();
    }
    long timer = vertx.setTimer(ARRIVAL_LIMIT_MS, id -> arrival.tryComplete());
    return arrival
        .future()
        .onComplete(done -> {
          vertx.cancelTimer(timer);
          locked(() -> arrivals.remove(partition, arrival));
        });
  }

  void wake(int partition) {
    Promise<Void> arrival;
    lock.lock();
    try {
      arrival = arrivals.remove(partition);
    } finally {
      lock.unlock();
    }
    if (arrival != null) {
      arrival.tryComplete();
    }
  }

  void committed(FeedPosition position) {
    locked(() -> {
      lanes.get(position.partition()).committed(position);
      toCommit.put(
          topicPartition(position.partition()), new OffsetAndMetadata(position.next(), ""));
    });
  }

  /** For tools that look at Kafka's groups; nothing of ours reads it. */
  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    locked(() -> {
      toCommit.forEach((place, offset) -> {
        if (lanes.get(place.getPartition()).isAssigned()) {
          offsets.put(place, offset);
        }
      });
      toCommit.clear();
    });
    if (!offsets.isEmpty()) {
      consumer
          .commit(offsets)
          .onFailure(failure -> LOG.debug("{}: commit: {}", topic, failure.toString()));
    }
  }

  void rewind(int partition) {
    lock.lock();
    boolean assigned;
    try {
      assigned = lanes.get(partition).isAssigned();
    } finally {
      lock.unlock();
    }
    if (assigned) {
      position(partition);
    }
  }

  Future<Void> close() {
    vertx.cancelTimer(committer);
    commit();
    return consumer.close();
  }
}
