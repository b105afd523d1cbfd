package dev.vedette.project;

import java.time.Instant;
import java.util.Locale;

/**
 * The fate of a counted quantity (spec 01 §23.1).
 *
 * @param key number of the project key, 0 when unknown
 * @param reason empty when there is none
 * @param quantity things, or bytes for {@code attachment} and {@code log_byte}
 */
public record Outcome(
    OrganizationId organization,
    ProjectId project,
    long key,
    Instant timestamp,
    Kind kind,
    String reason,
    Category category,
    long quantity) {

  private static final long MOST = 1L << 40;

  /** Clamps what clients claim; sums saturate. */
  public Outcome {
    quantity = Math.clamp(quantity, 0, MOST);
  }

  /** The kinds of fate, in the order of their numbers. */
  public enum Kind {
    ACCEPTED,
    FILTERED,
    RATE_LIMITED,
    INVALID,
    ABUSE,
    CLIENT_DISCARD,
    CARDINALITY_LIMITED;

    /** The number in outcome records. */
    public int number() {
      return ordinal();
    }

    /** The name in statistics, e.g. {@code rate_limited}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
