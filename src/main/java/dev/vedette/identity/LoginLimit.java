package dev.vedette.identity;

import dev.vedette.counter.Counters;
import java.time.Instant;
import java.util.HexFormat;

/** How often somebody may try to log in: ten times a minute by name and by address. */
public final class LoginLimit {

  private static final int TRIES_PER_MINUTE = 10;
  private static final int MINUTE = 60;

  private final Counters counters;

  /** A limit over the given counters. */
  public LoginLimit(Counters counters) {
    this.counters = counters;
  }

  /** Counts a try; whether it is one too many. Waits. */
  public boolean isReached(String address, String name, Instant now) {
    boolean byAddress = count("address:" + address, now);
    return count("name:" + Accounts.normalized(name), now) || byAddress;
  }

  private boolean count(String key, Instant now) {
    String counter =
        "login:%s:%d"
            .formatted(
                HexFormat.of().formatHex(Secrets.digest(key)), now.getEpochSecond() / MINUTE);
    return counters.increment(counter, 1, now.plusSeconds(2L * MINUTE)).await() > TRIES_PER_MINUTE;
  }
}
