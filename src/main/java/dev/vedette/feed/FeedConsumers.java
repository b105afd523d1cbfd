package dev.vedette.feed;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** One consumer for each partition that a verticle reads, all doing the same work. */
public final class FeedConsumers {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final List<FeedConsumer> consumers;

  /**
   * Consumers that stand still until {@link #start}.
   *
   * @param work what is done with a batch; see {@link FeedConsumer}
   */
  public FeedConsumers(FeedReading reading, FeedName name, FeedConsumer.Processor work) {
    this.consumers =
        IntStream.range(0, reading.feed().partitions())
            .filter(reading::takes)
            .mapToObj(partition -> new FeedConsumer(reading, name, partition, work))
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
