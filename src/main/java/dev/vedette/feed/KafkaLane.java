package dev.vedette.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one partition has brought and nobody has taken yet. Bounded: a full lane asks for no more
 * until half of it is taken. Guarded by its reader's lock.
 */
final class KafkaLane {

  private static final int MAX_RECORDS = 2000;
  private static final long MAX_BYTES = 2L << 20;
  private static final long MAX_BATCH_BYTES = 768L << 10;

  /** What became of a record. */
  enum Added {
    /** It waits, or was not for us. */
    KEPT,
    /** It waits, and no more are to come for now. */
    FULL,
    /** It is not the one that was to come: the log has changed under the reader. */
    ASTRAY
  }

  private record Waiting(long offset, byte[] body) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final LongAdder lost;
  private boolean assigned;
  private boolean ready;
  private boolean full;
  private long bytes;
  private int turn;

  /** Where PostgreSQL has the reader, and the offset that is to come next. */
  private long stored;

  private long expected;

  /** An offset that has been looked for: it does follow, whatever is missing before it. */
  private long knownGap = -1;

  /**
   * An empty lane.
   *
   * @param lost counts the records that are missing in a log
   */
  KafkaLane(LongAdder lost) {
    this.lost = lost;
  }

  /** The partition is ours, or is to be positioned anew; gives a number for this turn. */
  int enter() {
    assigned = true;
    clear();
    return ++turn;
  }

  void leave() {
    assigned = false;
    turn++;
    clear();
  }

  private void clear() {
    ready = false;
    full = false;
    waiting.clear();
    bytes = 0;
  }

  boolean isAssigned() {
    return assigned;
  }

  /** Whether records count. */
  boolean isReady() {
    return ready;
  }

  /** Where PostgreSQL has the reader, as far as is known; holds while the lane is ready. */
  long stored() {
    return stored;
  }

  boolean isTurn(int number) {
    return assigned && turn == number;
  }

  /** From now on records count, beginning with an offset; whether the turn still holds. */
  boolean ready(int number, long storedPosition, long from) {
    if (!isTurn(number)) {
      return false;
    }
    stored = storedPosition;
    expected = from;
    ready = true;
    return true;
  }

  /** Keeps a record. */
  Added add(long offset, byte[] body) {
    // what was on its way before the position was set is not for us
    if (!ready) {
      return Added.KEPT;
    }
    // an old log has no gap: offsets are left out only where records were lost, once for each gap
    if (offset != expected && offset != knownGap) {
      knownGap = offset;
      // what follows in the same poll is brought again, too
      ready = false;
      return Added.ASTRAY;
    }
    lost.add(Math.max(0, offset - expected));
    expected = offset + 1;
    waiting.add(new Waiting(offset, body));
    bytes += body.length;
    if (full || (waiting.size() < MAX_RECORDS && bytes < MAX_BYTES)) {
      return Added.KEPT;
    }
    full = true;
    return Added.FULL;
  }

  FeedBatch take(FeedName feed, int partition, int maxRecords) {
    List<Long> ends = new ArrayList<>();
    List<byte[]> bodies = new ArrayList<>();
    long taken = 0;
    while (!waiting.isEmpty()
        && bodies.size() < maxRecords
        && (bodies.isEmpty() || taken + waiting.peek().body().length <= MAX_BATCH_BYTES)) {
      Waiting one = waiting.remove();
      ends.add(one.offset() + 1);
      bodies.add(one.body());
      taken += one.body().length;
    }
    bytes -= taken;
    return new FeedBatch(feed, partition, stored, ends, bodies, !waiting.isEmpty());
  }

  /** Whether a full lane has been taken from so far that more may come; told once. */
  boolean hasRoomAgain() {
    boolean room = full && bytes < MAX_BYTES / 2 && waiting.size() < MAX_RECORDS / 2;
    full &= !room;
    return room;
  }

  /** A stretch has been saved; what of it was brought anew meanwhile is not handed out again. */
  void committed(FeedPosition position) {
    if (!ready || position.from() != stored) {
      return;
    }
    stored = position.next();
    while (!waiting.isEmpty() && waiting.peek().offset() < stored) {
      bytes -= waiting.remove().body().length;
    }
    expected = Math.max(expected, stored);
  }
}
