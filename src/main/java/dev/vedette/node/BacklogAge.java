package dev.vedette.node;

import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long records have waited, from what was seen of the feeds before: what lay before the head of
 * a partition then, and has not been read yet, is at least as old.
 */
final class BacklogAge {

  /** More than anybody asks about. */
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final Map<Lane, Deque<Seen>> lanes = new HashMap<>();

  private record Lane(FeedName feed, int partition) {}

  private record Seen(Instant time, long head) {}

  /**
   * Adds an observation of all partitions.
   *
   * @return the least age of the oldest record that waits, up to ten minutes; zero when none does
   */
  synchronized Duration observe(List<Feed.Lag> lags, Instant now) {
    Duration oldest = Duration.ZERO;
    for (Feed.Lag lag : lags) {
      Deque<Seen> seen =
          lanes.computeIfAbsent(new Lane(lag.feed(), lag.partition()), lane -> new ArrayDeque<>());
      while (!seen.isEmpty() && isOver(seen.peekFirst(), lag, now)) {
        seen.removeFirst();
      }
      Seen first = seen.peekFirst();
      if (first != null) {
        Duration age = Duration.between(first.time(), now);
        oldest = age.compareTo(oldest) > 0 ? age : oldest;
      }
      seen.addLast(new Seen(now, lag.head()));
    }
    return oldest;
  }

  private static boolean isOver(Seen seen, Feed.Lag lag, Instant now) {
    boolean read = seen.head() <= lag.offset();
    boolean madeAnew = seen.head() > lag.head();
    return read
        || madeAnew
        || Duration.between(seen.time(), now).compareTo(MEMORY) > 0
        || seen.time().isAfter(now);
  }
}
