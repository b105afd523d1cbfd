package dev.vedette.identity;

import dev.vedette.counter.Counters;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * How often somebody may fail to log in within a minute: with one name from one address, with one
 * name from all of them, so that nobody far away keeps its owner out soon, and from one address.
 */
public final class LoginLimit {

  private static final int FAILURES_OF_BOTH = 10;
  private static final int FAILURES_PER_NAME = 100;

  /** An office may sit behind one address. */
  private static final int FAILURES_PER_ADDRESS = 100;

  private static final int MINUTE = 60;

  private final Counters counters;

  /** A limit over the given counters. */
  public LoginLimit(Counters counters) {
    this.counters = counters;
  }

  /**
   * A try to log in. It counts until it has succeeded, so that many at once are not free.
   *
   * @param isTooMany whether it must not be made
   */
  public record Try(boolean isTooMany, Counters counters, List<String> counted, Instant expiry) {

    /** Takes back what was counted. Waits. */
    public void succeeded() {
      counted.forEach(counter -> counters.increment(counter, -1, expiry).await());
    }
  }

  /** Counts a try. Waits. */
  public Try begin(String address, String name, Instant now) {
    String known = Accounts.normalized(name);
    Map<String, Integer> limits =
        Map.of(
            counter("both:" + address + " " + known, now),
            FAILURES_OF_BOTH,
            counter("name:" + known, now),
            FAILURES_PER_NAME,
            counter("address:" + address, now),
            FAILURES_PER_ADDRESS);
    Instant expiry = now.plusSeconds(2L * MINUTE);
    boolean reached = false;
    for (Map.Entry<String, Integer> limit : limits.entrySet()) {
      reached |= counters.increment(limit.getKey(), 1, expiry).await() > limit.getValue();
    }
    return new Try(reached, counters, List.copyOf(limits.keySet()), expiry);
  }

  private static String counter(String key, Instant now) {
    return "login:%s:%d"
        .formatted(HexFormat.of().formatHex(Secrets.digest(key)), now.getEpochSecond() / MINUTE);
  }
}
