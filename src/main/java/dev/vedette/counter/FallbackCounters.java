package dev.vedette.counter;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Shared counters, and the process's own while those are away: nobody is turned away or held up for
 * their sake, and what is only noticed goes on being noticed, on each node by itself.
 */
public final class FallbackCounters implements Counters {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Counters shared;
  private final Counters own;
  private final Runnable away;
  private final AtomicLong awayUntil = new AtomicLong(System.nanoTime());

  /**
   * Counters with a fallback.
   *
   * @param away told each time the shared ones did not answer
   */
  public FallbackCounters(Counters shared, Counters own, Runnable away) {
    this.shared = shared;
    this.own = own;
    this.away = away;
  }

  private <T> Future<T> or(Supplier<Future<T>> answer, Supplier<Future<T>> fallback) {
    // a server that is silent would hold up every request for its time limit
    if (System.nanoTime() - awayUntil.get() < 0) {
      away.run();
      return fallback.get();
    }
    return answer
        .get()
        .recover(failure -> {
          awayUntil.set(System.nanoTime() + PAUSE.toNanos());
          away.run();
          return fallback.get();
        });
  }

  @Override
  public Future<Long> increment(String key, long amount, Instant expires) {
    return or(
        () -> shared.increment(key, amount, expires), () -> own.increment(key, amount, expires));
  }

  @Override
  public Future<Long> slide(String key, Duration window) {
    return or(() -> shared.slide(key, window), () -> own.slide(key, window));
  }

  @Override
  public Future<Optional<String>> get(String key) {
    return or(() -> shared.get(key), () -> own.get(key));
  }

  @Override
  public Future<Void> set(String key, String value, Instant expires) {
    return or(() -> shared.set(key, value, expires), () -> own.set(key, value, expires));
  }

  @Override
  public Future<Boolean> setIfAbsent(String key, String value, Instant expires) {
    return or(
        () -> shared.setIfAbsent(key, value, expires), () -> own.setIfAbsent(key, value, expires));
  }

  /** Nothing is refused while nobody knows the sum of all nodes (spec 01 §21.4). */
  @Override
  public Future<List<Boolean>> consume(List<Allowance> allowances) {
    return or(
        () -> shared.consume(allowances),
        () -> Future.succeededFuture(Collections.nCopies(allowances.size(), false)));
  }
}
