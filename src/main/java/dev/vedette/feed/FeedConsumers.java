package dev.vedette.feed;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** One consumer for each partition of a feed, all doing the same work. */
public final class FeedConsumers {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final List<FeedConsumer> consumers;

  /**
   * Consumers that stand still until {@link #start}.
   *
   * @param batchRecords most records of one batch
   * @param work what is done with a batch; see {@link FeedConsumer}
   */
  public FeedConsumers(
      Feed feed,
      DeadLetters deadLetters,
      FeedName name,
      int batchRecords,
      FeedConsumer.Processor work) {
    this.consumers =
        IntStream.range(0, feed.partitions())
            .mapToObj(partition ->
                new FeedConsumer(feed, deadLetters, name, partition, batchRecords, work))
            .toList();
  }

  /** Starts to read every partition. */
  public void start() {
    consumers.forEach(FeedConsumer::start);
  }

  /** Ends all, each after the batch it works on; waits. */
  public void stop() {
    consumers.forEach(FeedConsumer::requestStop);
    consumers.forEach(consumer -> consumer.awaitStopped(STOP_LIMIT));
  }
}
