package dev.vedette.issue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How urgent an issue is (spec 04 §5); stored and sent as a number that grows with it. */
public enum Priority {
  LOW(25),
  MEDIUM(50),
  HIGH(75);

  private static final int ERROR = 40;
  private static final int WARNING = 30;

  private final int number;

  Priority(int number) {
    this.number = number;
  }

  /** The number by which it is stored. */
  public int number() {
    return number;
  }

  /** Its name in the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The priority of a name in the API. */
  public static Optional<Priority> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** The priority of a stored number. */
  static Priority of(int number) {
    return number >= HIGH.number ? HIGH : number >= MEDIUM.number ? MEDIUM : LOW;
  }

  /** What an issue has at first, by the level of its first event. */
  static Priority ofLevel(int level) {
    return level >= ERROR ? HIGH : level >= WARNING ? MEDIUM : LOW;
  }
}
