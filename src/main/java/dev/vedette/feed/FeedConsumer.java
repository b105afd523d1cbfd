package dev.vedette.feed;

import dev.vedette.store.Blame;
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

  /** How long a reader is idle before it asks whether its last save is on disk. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** How often it asks again: another server, which lags, may have taken the database's place. */
  private static final Duration ASKED_AGAIN = Duration.ofMinutes(1);

  private final Feed feed;
  private final DeadLetters deadLetters;
  private final FeedName name;
  private final int partition;
  private final int batchRecords;
  private final Duration gathering;
  private final Processor processor;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Until when it is not asked where the last save has left us. */
  private long unasked = System.nanoTime();

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
          unasked = System.nanoTime() + IDLE.toNanos();
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
   * Asks an idle reader's place: a save is on disk a moment after it returned, and if the database
   * was killed in between, its position is behind ours. Where more comes in, the next save would
   * find that out.
   */
  private void settle() {
    if (System.nanoTime() - unasked > 0) {
      feed.settle(name, partition);
      unasked = System.nanoTime() + ASKED_AGAIN.toNanos();
    }
  }

  /**
   * After a small batch that took all there was, waits for a larger one: its transaction costs as
   * much as that of many records, and those who wait for an answer want the processors, too.
   */
  private void gather(FeedBatch batch, long began) {
    long left = gathering.toNanos() - (System.nanoTime() - began);
    if (left > 0 && !batch.more() && batch.bytes() < SMALL_BYTES) {
      pause(left);
    }
  }

  private void process(FeedBatch batch) {
    try {
      processor.process(batch);
      feed.committed(batch.position());
    } catch (Exception | StackOverflowError failure) {
      if (Blame.of(failure) == Blame.SURROUNDINGS) {
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
