package dev.vedette.project;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;

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

  private static final String SAMPLED = "Sampled:";

  /** Whether a reason names rules that leave out a part on purpose (spec 01 §24.4). */
  public static boolean isSampled(String reason) {
    return reason.startsWith(SAMPLED);
  }

  /** The reasons of clients that statistics tell apart (spec 01 §20.7). */
  public static final Set<String> CLIENT_REASONS =
      Set.of(
          "queue_overflow",
          "cache_overflow",
          "ratelimit_backoff",
          "network_error",
          "sample_rate",
          "before_send",
          "event_processor",
          "send_error",
          "internal_sdk_error",
          "insufficient_data",
          "backpressure",
          "ignored",
          "invalid",
          "buffer_overflow",
          "no_parent_span");

  /** The name of all other reasons of clients. */
  public static final String OTHER = "other";

  /**
   * How statistics name a reason: those that differ by their object are one, as are those of
   * clients that nobody knows (spec 01 §23.3).
   */
  public static String shownReason(Kind kind, String reason) {
    if (kind == Kind.CLIENT_DISCARD) {
      return CLIENT_REASONS.contains(reason) ? reason : OTHER;
    }
    int colon = reason.indexOf(':');
    return switch (colon < 0 ? reason : reason.substring(0, colon)) {
      case "too_large" -> "too_large";
      case "Sampled" -> "dynamic-sampling";
      case "smart_rate_limit" -> "spike_protection";
      default -> reason.startsWith("profiling_") ? "invalid" : reason;
    };
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
