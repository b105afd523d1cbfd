package dev.vedette.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one partition has brought and nobody has taken yet. Bounded: a full lane asks for no more
 * until half of it is taken. Guarded by its reader's lock.
 */
final class KafkaLane {

  private static final int MAX_RECORDS = 2000;
  private static final long MAX_BYTES = 2L << 20;
  private static final long MAX_BATCH_BYTES = 768L << 10;

  private record Waiting(long offset, byte[] body) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean assigned;
  private boolean ready;
  private boolean full;
  private long bytes;
  private int turn;

  /** Where PostgreSQL has the reader, and the offset that is to come next. */
  private long stored;

  private long expected;

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

  boolean isTurn(int number) {
    return assigned && turn == number;
  }

  /** From now on records count, beginning with an offset. */
  void ready(int number, long storedPosition, long from) {
    if (isTurn(number)) {
      stored = storedPosition;
      expected = from;
      ready = true;
    }
  }

  /** Keeps a record; tells whether the lane has become full. */
  boolean add(long offset, byte[] body) {
    // what was on its way before the position was set is not for us
    if (!ready || offset < expected) {
      return false;
    }
    expected = offset + 1;
    waiting.add(new Waiting(offset, body));
    bytes += body.length;
    boolean becomesFull = !full && (waiting.size() >= MAX_RECORDS || bytes >= MAX_BYTES);
    full |= becomesFull;
    return becomesFull;
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
    return new FeedBatch(feed, partition, stored, ends, bodies);
  }

  /** Whether a full lane has been taken from so far that more may come; told once. */
  boolean hasRoomAgain() {
    boolean room = full && bytes < MAX_BYTES / 2 && waiting.size() < MAX_RECORDS / 2;
    full &= !room;
    return room;
  }

  void committed(FeedPosition position) {
    if (ready && position.from() == stored) {
      stored = position.next();
    }
  }
}
