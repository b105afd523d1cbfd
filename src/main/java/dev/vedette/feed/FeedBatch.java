package dev.vedette.feed;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Records of one partition that follow each other.
 *
 * @param from position of the reader before the first record; the record itself may stand further
 *     on, where a log has lost some
 * @param ends for each record the position after it
 * @param bodies the records
 * @param more whether others are known to follow
 */
public record FeedBatch(
    FeedName feed, int partition, long from, List<Long> ends, List<byte[]> bodies, boolean more) {

  /**
   * Records whose positions have no gaps.
   *
   * @param head position after the last record that is known, at the end of this batch or behind
   */
  static FeedBatch contiguous(
      FeedName feed, int partition, long from, List<byte[]> bodies, long head) {
    List<Long> ends = LongStream.rangeClosed(1, bodies.size()).map(i -> from + i).boxed().toList();
    return new FeedBatch(feed, partition, from, ends, bodies, head > from + bodies.size());
  }

  /** The stretch this batch covers. */
  public FeedPosition position() {
    return new FeedPosition(feed, partition, from, bodies.isEmpty() ? from : ends.getLast());
  }

  /** Size of all records. */
  long bytes() {
    return bodies.stream().mapToLong(body -> body.length).sum();
  }

  /** Whether there is nothing to read. */
  public boolean isEmpty() {
    return bodies.isEmpty();
  }

  /** The records from {@code start} up to but without {@code end}, counted within this batch. */
  FeedBatch slice(int start, int end) {
    return new FeedBatch(
        feed,
        partition,
        start == 0 ? from : ends.get(start - 1),
        ends.subList(start, end),
        bodies.subList(start, end),
        more || end < bodies.size());
  }
}
