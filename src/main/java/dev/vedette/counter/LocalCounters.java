package dev.vedette.counter;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counters of one process. All operations are short and hold one lock. */
public final class LocalCounters implements Counters {

  private static final int SWEEP_EVERY = 10_000;

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Deque<Instant>> windows = new HashMap<>();
  private int operations;

  private record Entry(long count, @Nullable String text, Instant expires) {}

  /** Counters that expire by the given clock. */
  public LocalCounters(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Future<Long> increment(String key, long amount, Instant expires) {
    lock.lock();
    try {
      long count = count(key) + amount;
      put(key, new Entry(count, null, expires));
      return Future.succeededFuture(count);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Future<Long> slide(String key, Duration window) {
    lock.lock();
    try {
      Instant now = clock.instant();
      Deque<Instant> hits = windows.computeIfAbsent(key, unused -> new ArrayDeque<>());
      hits.add(now);
      while (!hits.isEmpty() && hits.peek().isBefore(now.minus(window))) {
        hits.remove();
      }
      sweepSometimes(now);
      return Future.succeededFuture((long) hits.size());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Future<Optional<String>> get(String key) {
    lock.lock();
    try {
      Entry entry = live(key);
      return Future.succeededFuture(
          entry == null ? Optional.empty() : Optional.ofNullable(entry.text()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Future<Void> set(String key, String value, Instant expires) {
    lock.lock();
    try {
      put(key, new Entry(0, value, expires));
      return Future.succeededFuture();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Future<Boolean> setIfAbsent(String key, String value, Instant expires) {
    lock.lock();
    try {
      boolean absent = live(key) == null;
      if (absent) {
        put(key, new Entry(0, value, expires));
      }
      return Future.succeededFuture(absent);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Future<List<Boolean>> consume(List<Allowance> allowances) {
    lock.lock();
    try {
      List<Boolean> refused = new ArrayList<>(allowances.size());
      for (Allowance one : allowances) {
        long sum = count(one.key()) - count(one.refundKey()) + one.amount();
        refused.add(one.limit() >= 0 && sum > one.limit());
      }
      if (!refused.contains(true)) {
        for (Allowance one : allowances) {
          put(one.key(), new Entry(count(one.key()) + one.amount(), null, one.expires()));
        }
      }
      return Future.succeededFuture(refused);
    } finally {
      lock.unlock();
    }
  }

  private long count(String key) {
    Entry entry = live(key);
    return entry == null ? 0 : entry.count();
  }

  private @Nullable Entry live(String key) {
    Entry entry = entries.get(key);
    return entry == null || entry.expires().isBefore(clock.instant()) ? null : entry;
  }

  private void put(String key, Entry entry) {
    entries.put(key, entry);
    sweepSometimes(clock.instant());
  }

  private void sweepSometimes(Instant now) {
    if (++operations % SWEEP_EVERY == 0) {
      entries.values().removeIf(entry -> entry.expires().isBefore(now));
      Instant longAgo = now.minus(Duration.ofHours(1));
      windows.values().removeIf(hits -> hits.isEmpty() || hits.getLast().isBefore(longAgo));
    }
  }
}
