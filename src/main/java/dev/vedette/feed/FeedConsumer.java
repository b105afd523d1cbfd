package dev.vedette.feed;

import dev.vedette.bus.Fault;
import dev.vedette.store.Database;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Reads one partition batch by batch on a virtual thread of its own. A batch that fails for a
 * reason in its data is halved until the record is alone and becomes a dead letter; any other
 * failure pauses the partition and is tried again, so that nothing is dropped.
 */
public final class FeedConsumer {

  /** Processes a batch and commits its position in the transaction that stores the result. */
  @FunctionalInterface
  public interface Processor {
    /** Processes; throws to have the batch tried again or halved. */
    void process(FeedBatch batch);
  }

  private static final Logger LOG = LogManager.getLogger(FeedConsumer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final long SMALL_BYTES = 384L << 10;

  /**
   * Longer than PostgreSQL takes, as it is set by default, to write what was committed without
   * waiting for the disk.
   */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Feed feed;
  private final DeadLetters deadLetters;
  private final FeedName name;
  private final int partition;
  private final int batchRecords;
  private final Duration gathering;
  private final Processor processor;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** When the last batch was saved, and whether it was asked since then where that left us. */
  private long saved;

  private boolean settled = true;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** A consumer that does nothing until {@link #start}. */
  public FeedConsumer(FeedReading reading, FeedName name, int partition, Processor processor) {
    this.feed = reading.feed();
    this.deadLetters = reading.deadLetters();
    this.name = name;
    this.partition = partition;
    this.batchRecords = reading.batchRecords();
    this.gathering = reading.gathering();
    this.processor = processor;
  }

  /** Begins to read. */
  public void start() {
    var unused =
        Thread.ofVirtual()
            .name("feed-" + name.label() + "-" + partition)
            .start(() -> {
              try {
                run();
              } finally {
                ended.countDown();
              }
            });
  }

  /** Asks the reader to end after the batch at hand. */
  public void requestStop() {
    stopping.countDown();
    feed.wake(name, partition);
  }

  /**
   * Waits for the end of a reader that was asked to stop.
   *
   * @return whether the reader ended within the limit
   */
  public boolean awaitStopped(Duration limit) {
    try {
      return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!isStopping()) {
      try {
        // asked for before the read: what arrives in between ends the wait
        Future<Void> arrival = feed.arrival(name, partition);
        FeedBatch batch = feed.read(name, partition, batchRecords);
        if (!batch.isEmpty()) {
          long began = System.nanoTime();
          process(batch);
          saved = System.nanoTime();
          settled = false;
          gather(batch, began);
        } else if (!isStopping()) {
          arrival.await();
          settle();
        }
        pause = FIRST_PAUSE;
      } catch (Throwable failure) {
        // whatever it is: a lane without its reader would stand still until the next start
        feed.rewind(name, partition);
        LOG.warn(
            "feed {}/{} pauses for {} ms: {}",
            name.label(),
            partition,
            pause.toMillis(),
            failure.toString());
        LOG.debug("the failure", failure);
        sleep(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  /**
   * Asks once, a while after the last batch, where the reader stands: a save is on disk a moment
   * after it returned, and if the database was killed in between, its position is behind ours.
   * Where more comes in, the next save would find that out.
   */
  private void settle() {
    if (!settled && System.nanoTime() - saved > SETTLED.toNanos()) {
      feed.rewind(name, partition);
      settled = true;
    }
  }

  /**
   * After a small batch, waits for a larger one: its transaction costs as much as that of many
   * records, and those who wait for an answer want the processors, too.
   */
  private void gather(FeedBatch batch, long began) {
    long left = gathering.toNanos() - (System.nanoTime() - began);
    if (left > 0 && batch.bytes() < SMALL_BYTES && batch.bodies().size() < batchRecords / 2) {
      pause(left);
    }
  }

  private void process(FeedBatch batch) {
    try {
      processor.process(batch);
      feed.committed(batch.position());
    } catch (Exception | StackOverflowError failure) {
      if (!isDataError(failure)) {
        throw failure;
      }
      int size = batch.bodies().size();
      if (size == 1) {
        LOG.error(
            "feed {}/{} position {} becomes a dead letter: {}",
            name.label(),
            partition,
            batch.from(),
            failure.toString());
        deadLetters.bury(feed, batch, String.valueOf(failure.getMessage()));
        feed.committed(batch.position());
        return;
      }
      process(batch.slice(0, size / 2));
      process(batch.slice(size / 2, size));
    }
  }

  /**
   * Whether the batch is to blame: any failure but those of what surrounds us, so that no record,
   * whatever defect of ours it brings out, holds up its lane. Checked exceptions, which {@code
   * await} throws undeclared, are of connections and files.
   */
  private static boolean isDataError(Throwable failure) {
    return switch (failure) {
      case Fault fault ->
          fault.code() == Fault.Code.UNPROCESSABLE || fault.code() == Fault.Code.INTERNAL;
      case PositionMoved moved -> false;
      case io.vertx.core.VertxException statement -> Database.isDataError(statement);
      case RuntimeException defect -> true;
      case StackOverflowError tooDeep -> true;
      default -> false;
    };
  }

  private void sleep(Duration pause) {
    long jittered =
        ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1);
    pause(TimeUnit.MILLISECONDS.toNanos(jittered));
  }

  private void pause(long nanos) {
    try {
      var unused = stopping.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
