package dev.vedette.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes to hold. */
public final class Awaited {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 20_000_000L;

  private Awaited() {}

  /** Asks until the answer is as wanted, at most 20 s; gives the last answer, wanted or not. */
  public static <T> T answer(Callable<T> question, Predicate<T> wanted) throws Exception {
    return answer(LIMIT, question, wanted);
  }

  /** Asks until the answer is as wanted, for what takes its time. */
  public static <T> T answer(Duration limit, Callable<T> question, Predicate<T> wanted)
      throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    T answer = question.call();
    while (!wanted.test(answer) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
      answer = question.call();
    }
    return answer;
  }
}
