package dev.vedette.feed;

import java.util.List;

/**
 * Consecutive records of one partition, in order.
 *
 * @param from position of the first record
 * @param bodies the records
 */
public record FeedBatch(FeedName feed, int partition, long from, List<byte[]> bodies) {

  /** The stretch this batch covers. */
  public FeedPosition position() {
    return new FeedPosition(feed, partition, from, from + bodies.size());
  }

  /** Whether there is nothing to read. */
  public boolean isEmpty() {
    return bodies.isEmpty();
  }

  /** The records from {@code start} up to but without {@code end}, counted within this batch. */
  FeedBatch slice(int start, int end) {
    return new FeedBatch(feed, partition, from + start, bodies.subList(start, end));
  }
}
