package dev.vedette.project;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Data categories: the units of quotas and outcomes (spec 01 §8.4). */
public enum Category {
  DEFAULT(0),
  ERROR(1),
  TRANSACTION(2),
  SECURITY(3),
  ATTACHMENT(4),
  SESSION(5),
  PROFILE(6),
  REPLAY(7),
  TRANSACTION_PROCESSED(8),
  TRANSACTION_INDEXED(9),
  MONITOR(10),
  PROFILE_INDEXED(11),
  SPAN(12),
  MONITOR_SEAT(13),
  FEEDBACK(14),
  METRIC_BUCKET(15),
  SPAN_INDEXED(16),
  PROFILE_DURATION(17),
  PROFILE_CHUNK(18),
  METRIC_SECOND(19),
  REPLAY_VIDEO(20),
  UPTIME(21),
  ATTACHMENT_ITEM(22),
  LOG_ITEM(23),
  LOG_BYTE(24),
  PROFILE_DURATION_UI(25),
  PROFILE_CHUNK_UI(26),
  SEER_AUTOFIX(27),
  SEER_SCANNER(28),
  PREVENT_USER(29),
  PREVENT_REVIEW(30),
  SIZE_ANALYSIS(31),
  INSTALLABLE_BUILD(32),
  TRACE_METRIC(33);

  private final int number;

  Category(int number) {
    this.number = number;
  }

  /** The number in outcome records. */
  public int number() {
    return number;
  }

  /** The name in quotas, headers and client reports, e.g. {@code log_item}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether anything that is taken in is counted as such, so that it can be limited. */
  public boolean isLimited() {
    return switch (this) {
      case ERROR,
          TRANSACTION,
          SECURITY,
          ATTACHMENT,
          ATTACHMENT_ITEM,
          SESSION,
          PROFILE,
          PROFILE_CHUNK,
          PROFILE_CHUNK_UI,
          REPLAY,
          MONITOR,
          SPAN,
          FEEDBACK,
          LOG_ITEM,
          LOG_BYTE,
          TRACE_METRIC ->
          true;
      default -> false;
    };
  }

  /** The category of a name. */
  public static Optional<Category> of(String label) {
    return Arrays.stream(values()).filter(category -> category.label().equals(label)).findFirst();
  }

  /** The category of a number. */
  public static Optional<Category> of(int number) {
    return Arrays.stream(values()).filter(category -> category.number == number).findFirst();
  }
}
