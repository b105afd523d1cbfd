package dev.vedette.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes to hold. */
public final class Awaited {

  private static final long LIMIT_NANOS = 20_000_000_000L;
  private static final long PAUSE_NANOS = 20_000_000L;

  private Awaited() {}

  /** Asks until the answer is as wanted, at most 20 s; gives the last answer, wanted or not. */
  public static <T> T answer(Callable<T> question, Predicate<T> wanted) throws Exception {
    long end = System.nanoTime() + LIMIT_NANOS;
    T answer = question.call();
    while (!wanted.test(answer) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
      answer = question.call();
    }
    return answer;
  }
}
