package dev.vedette.feed;

import dev.vedette.store.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.KafkaConsumerRecords;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * This node's member of a feed's consumer group. Partitions come and go with the other members;
 * each is read from where PostgreSQL says. Full lanes are paused one by one, so that the member
 * goes on telling the group that it is alive.
 */
final class KafkaReader {

  private static final Logger LOG = LogManager.getLogger(KafkaReader.class);
  private static final long PAUSE_MS = 1000;
  private static final long COMMIT_EVERY_MS = 1000;
  private static final long ANSWER_LIMIT_MS = 3000;
  private static final Duration POLL_LIMIT = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Database database;
  private final FeedName feed;
  private final String topic;
  private final LongAdder lost;

  /** Name of the positions, which tells this topic from others of its name. */
  private final String log;

  private final KafkaConsumer<Buffer, Buffer> consumer;
  private final List<KafkaLane> lanes = new ArrayList<>();
  private final Arrivals arrivals;
  private final Map<TopicPartition, OffsetAndMetadata> toCommit = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final long committer;

  /** What was asked of the consumer and is not answered yet. */
  private final Set<Future<?>> asked = ConcurrentHashMap.newKeySet();

  /** What was counted as lost lies before these offsets. */
  private final Map<TopicPartition, Long> lostBefore = new ConcurrentHashMap<>();

  private volatile boolean closed;

  KafkaReader(
      Vertx vertx,
      Database database,
      FeedName feed,
      String topic,
      String log,
      int partitions,
      Map<String, String> settings,
      LongAdder lost) {
    this.lost = lost;
    this.vertx = vertx;
    this.arrivals = new Arrivals(vertx);
    this.database = database;
    this.feed = feed;
    this.topic = topic;
    this.log = log;
    for (int part = 0; part < partitions; part++) {
      lanes.add(new KafkaLane(lost));
    }
    this.consumer = KafkaConsumer.create(vertx, settings);
    // what is asked of the consumer waits for the poll that is under way
    consumer.pollTimeout(POLL_LIMIT);
    consumer.exceptionHandler(this::failed);
    // whole polls: handed out one by one, what is left of a poll would be lost at the next seek
    consumer.batchHandler(this::arrived);
    consumer.partitionsAssignedHandler(this::assigned);
    consumer.partitionsRevokedHandler(this::revoked);
    consumer
        .subscribe(topic)
        .onFailure(failure -> LOG.error("{} cannot be read: {}", topic, failure.toString()));
    this.committer = vertx.setPeriodic(COMMIT_EVERY_MS, timer -> commit());
  }

  /**
   * Asks the consumer, unless it is closed: one that is asked after its end starts anew, and stays
   * in the group.
   */
  private <T> Future<T> ask(Supplier<Future<T>> question) {
    lock.lock();
    try {
      if (closed) {
        return Future.failedFuture("the reader is closed");
      }
      Future<T> answer = question.get();
      asked.add(answer);
      answer.onComplete(done -> asked.remove(answer));
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private TopicPartition topicPartition(int partition) {
    return new TopicPartition(topic, partition);
  }

  private void assigned(Set<TopicPartition> partitions) {
    LOG.info("{}: reads partitions {}", topic, numbers(partitions));
    partitions.forEach(one -> position(one.getPartition(), true));
  }

  private void revoked(Set<TopicPartition> partitions) {
    LOG.info("{}: leaves partitions {}", topic, numbers(partitions));
    locked(() -> partitions.forEach(one -> lanes.get(one.getPartition()).leave()));
  }

  /** A poll that fails is tried again, but not at once: some failures last. */
  private void failed(Throwable failure) {
    LOG.warn("{}: {}", topic, failure.toString());
    if (!closed) {
      consumer.pause();
      vertx.setTimer(PAUSE_MS, again -> resumeAll());
    }
  }

  private void resumeAll() {
    if (!closed) {
      consumer.resume();
    }
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

  /** Finds anew where a partition is to be read, and goes there, unless it has left us. */
  private void position(int partition) {
    position(partition, false);
  }

  /**
   * Finds where a partition is to be read, and goes there.
   *
   * @param fresh whether it has just been given to us; else it must still be ours
   */
  private void position(int partition, boolean fresh) {
    if (closed) {
      return;
    }
    TopicPartition place = topicPartition(partition);
    KafkaLane lane = lanes.get(partition);
    lock.lock();
    int turn;
    try {
      if (!fresh && !lane.isAssigned()) {
        return;
      }
      turn = lane.enter();
    } finally {
      lock.unlock();
    }
    ask(() -> consumer.pause(place))
        .compose(paused -> stored(partition))
        .compose(next -> readable(place, next).compose(from -> seek(place, lane, turn, next, from)))
        .onFailure(failure -> {
          if (closed) {
            return;
          }
          LOG.warn("{}/{} cannot be positioned yet: {}", topic, partition, failure.toString());
          vertx.setTimer(PAUSE_MS, again -> retry(partition, lane, turn));
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
    return ReaderPositions.startSettled(database.sql(), log, partition)
        .timeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * The position itself, or the beginning where the log has lost it; never waits for what is gone.
   */
  private Future<Long> readable(TopicPartition place, long next) {
    return ask(() -> consumer.beginningOffsets(place))
        .compose(first ->
            ask(() -> consumer.endOffsets(place))
                .map(end -> {
                  if (next < first) {
                    LOG.error(
                        "{} has lost the records from {} to {}: reading goes on behind them",
                        place,
                        next,
                        first - 1);
                    countLost(place, next, first);
                    return first;
                  }
                  if (next > end) {
                    LOG.error(
                        "{} ends at {} although {} was read before: it was truncated or made anew,"
                            + " reading goes on from its beginning",
                        place,
                        end,
                        next - 1);
                    lost.increment();
                    return first;
                  }
                  return next;
                }));
  }

  /** Counts what a partition has lost, once however often it is positioned. */
  private void countLost(TopicPartition place, long next, long first) {
    Long before = lostBefore.put(place, first);
    lost.add(Math.max(0, first - Math.max(next, before == null ? next : before)));
  }

  /** Goes to a position, unless the partition has been positioned anew, or has gone, meanwhile. */
  private Future<Void> seek(
      TopicPartition place, KafkaLane lane, int turn, long stored, long from) {
    lock.lock();
    try {
      if (!lane.isTurn(turn)) {
        return Future.succeededFuture();
      }
      return ask(() -> consumer.seek(place, from))
          .compose(sought -> begin(place, lane, turn, stored, from));
    } finally {
      lock.unlock();
    }
  }

  private Future<Void> begin(
      TopicPartition place, KafkaLane lane, int turn, long stored, long from) {
    lock.lock();
    try {
      return lane.ready(turn, stored, from)
          ? ask(() -> consumer.resume(place))
          : Future.succeededFuture();
    } finally {
      lock.unlock();
    }
  }

  private void arrived(KafkaConsumerRecords<Buffer, Buffer> records) {
    Set<Integer> touched = new HashSet<>();
    Set<Integer> astray = new HashSet<>();
    lock.lock();
    try {
      for (int i = 0; i < records.size(); i++) {
        KafkaConsumerRecord<Buffer, Buffer> record = records.recordAt(i);
        int partition = record.partition();
        touched.add(partition);
        switch (lanes.get(partition).add(record.offset(), body(record))) {
          case KEPT -> {}
          // within the lock, so that no resume overtakes it
          case FULL -> {
            var unused = ask(() -> consumer.pause(topicPartition(partition)));
          }
          case ASTRAY -> astray.add(partition);
        }
      }
    } finally {
      lock.unlock();
    }
    astray.forEach(partition -> {
      LOG.error("{}/{} does not go on where it was read to; looking for it", topic, partition);
      position(partition);
    });
    touched.forEach(this::wake);
  }

  /** What is no record of ours becomes a dead letter, even nothing at all. */
  private static byte[] body(KafkaConsumerRecord<Buffer, Buffer> record) {
    Buffer value = record.value();
    return value == null ? new byte[0] : value.getBytes();
  }

  FeedBatch read(int partition, int maxRecords) {
    lock.lock();
    try {
      KafkaLane lane = lanes.get(partition);
      FeedBatch batch = lane.take(feed, partition, maxRecords);
      if (lane.hasRoomAgain()) {
        var unused = ask(() -> consumer.resume(topicPartition(partition)));
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  Future<Void> arrival(int partition) {
    return arrivals.next(new Lane(feed, partition));
  }

  void wake(int partition) {
    arrivals.wake(new Lane(feed, partition));
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
      ask(() -> consumer.commit(offsets))
          .onFailure(failure -> LOG.debug("{}: commit: {}", topic, failure.toString()));
    }
  }

  void rewind(int partition) {
    position(partition);
  }

  /** Positions the partition anew if what was saved of it has been forgotten. */
  void settle(int partition) {
    long believed = believed(partition);
    if (believed >= 0 && stored(partition).await() != believed && believed(partition) == believed) {
      position(partition);
    }
  }

  /** Where the reader of a partition believes itself to be, or −1 while it does not know. */
  private long believed(int partition) {
    lock.lock();
    try {
      KafkaLane lane = lanes.get(partition);
      return lane.isReady() ? lane.stored() : -1;
    } finally {
      lock.unlock();
    }
  }

  Future<Void> close() {
    vertx.cancelTimer(committer);
    commit();
    locked(() -> closed = true);
    return Future.join(List.copyOf(asked))
        .<Void>mapEmpty()
        .timeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .compose(answered -> consumer.close());
  }
}
