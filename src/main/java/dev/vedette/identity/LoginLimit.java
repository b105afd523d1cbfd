package dev.vedette.identity;

import dev.vedette.counter.Counters;
import java.time.Instant;
import java.util.HexFormat;

/** How often somebody may try to log in: ten times a minute by name and by address. */
public final class LoginLimit {

  private static final int TRIES_PER_NAME = 10;

  /** An office may sit behind one address. */
  private static final int TRIES_PER_ADDRESS = 100;

  private static final int MINUTE = 60;

  private final Counters counters;

  /** A limit over the given counters. */
  public LoginLimit(Counters counters) {
    this.counters = counters;
  }

  /** Counts a try; whether it is one too many. Waits. */
  public boolean isReached(String address, String name, Instant now) {
    boolean byAddress = count("address:" + address, now) > TRIES_PER_ADDRESS;
    return count("name:" + Accounts.normalized(name), now) > TRIES_PER_NAME || byAddress;
  }

  private long count(String key, Instant now) {
    String counter =
        "login:%s:%d"
            .formatted(
                HexFormat.of().formatHex(Secrets.digest(key)), now.getEpochSecond() / MINUTE);
    return counters.increment(counter, 1, now.plusSeconds(2L * MINUTE)).await();
  }
}
