package dev.vedette.ingest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of request contents in memory, of all requests together ({@code ingest.queue-bytes}): what
 * is read and not yet answered. Above the limit SDKs are told to come again.
 */
final class MemoryBudget {

  private final long limit;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  long used() {
    return used.get();
  }

  /** A share for one request; closing it gives everything back. */
  Share share() {
    return new Share();
  }

  /** What one request holds. Not safe for use by several threads. */
  final class Share implements AutoCloseable {
    private long held;

    private Share() {}

    /** Takes more; throws {@link Appender.Busy} when there is none. */
    void take(long bytes) {
      if (used.addAndGet(bytes) > limit) {
        used.addAndGet(-bytes);
        throw new Appender.Busy();
      }
      held += bytes;
    }

    @Override
    public void close() {
      used.addAndGet(-held);
      held = 0;
    }
  }
}
