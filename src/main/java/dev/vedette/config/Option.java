package dev.vedette.config;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * A runtime option: typed, with a default, changed while the server runs (spec 10 §4).
 *
 * @param name dotted name, at most 128 characters
 * @param type how its text is read and shown
 * @param defaultValue used while nothing is stored
 * @param least smallest number that is allowed
 */
public record Option(String name, Type type, Json defaultValue, long least) {

  private Option(String name, Type type, Json defaultValue) {
    this(name, type, defaultValue, Long.MIN_VALUE);
  }

  /** Types of options, named as {@code config list} prints them. */
  public enum Type {
    BOOL,
    INT,
    FLOAT,
    STRING,
    /** A list of conditions of a {@link Killswitch}. */
    CONDITIONS
  }

  /** Days that events are kept. */
  public static final Option EVENT_RETENTION_DAYS =
      new Option("system.event-retention-days", Type.INT, Json.of(90), 1);

  /** Errors per minute and organization; 0 means no limit. */
  public static final Option SYSTEM_RATE_LIMIT =
      new Option("system.rate-limit", Type.INT, Json.of(0));

  /** Window of the abuse limits, in seconds. */
  public static final Option ABUSE_WINDOW =
      new Option("project-abuse-quota.window", Type.INT, Json.of(10), 1);

  /** Errors per second and project; 0 no limit, negative refuses all. */
  public static final Option ABUSE_ERRORS =
      new Option("project-abuse-quota.error-limit", Type.INT, Json.of(0));

  /** Transactions per second and project; 0 no limit, negative refuses all. */
  public static final Option ABUSE_TRANSACTIONS =
      new Option("project-abuse-quota.transaction-limit", Type.INT, Json.of(0));

  /** Attachments per second and project; 0 no limit, negative refuses all. */
  public static final Option ABUSE_ATTACHMENTS =
      new Option("project-abuse-quota.attachment-limit", Type.INT, Json.of(0));

  /** Sessions per second and project; 0 no limit, negative refuses all. */
  public static final Option ABUSE_SESSIONS =
      new Option("project-abuse-quota.session-limit", Type.INT, Json.of(0));

  /** Whether feedback without a message of its own is dropped. */
  public static final Option FEEDBACK_FILTER_GARBAGE =
      new Option("feedback.filter-garbage-messages", Type.BOOL, Json.FALSE);

  /**
   * Whether a transaction counts twice, as one and as one that is stored ({@code
   * transaction_indexed}), as where metrics are made of transactions (spec 01 §8.1).
   */
  public static final Option TRANSACTION_METRICS =
      new Option("transaction_metrics", Type.BOOL, Json.FALSE);

  /** Attachments per second and project that are kept; 0 means no limit. */
  public static final Option ATTACHMENTS_PER_SECOND =
      new Option("save-event-attachments.project-per-sec-limit", Type.INT, Json.of(100), 0);

  /** Attachments per five minutes and project that are kept; 0 means no limit. */
  public static final Option ATTACHMENTS_PER_5_MINUTES =
      new Option("save-event-attachments.project-per-5-minute-limit", Type.INT, Json.of(2000), 0);

  /** Conditions under which envelopes are dropped at the door. */
  public static final Option INGEST_DROP =
      new Option("ingest.drop", Type.CONDITIONS, Json.Arr.EMPTY);

  /** Conditions under which events are dropped before they are grouped. */
  public static final Option PIPELINE_DROP =
      new Option("pipeline.drop", Type.CONDITIONS, Json.Arr.EMPTY);

  /** Every option there is. */
  public static final List<Option> ALL =
      List.of(
          EVENT_RETENTION_DAYS,
          SYSTEM_RATE_LIMIT,
          ABUSE_WINDOW,
          ABUSE_ERRORS,
          ABUSE_TRANSACTIONS,
          ABUSE_ATTACHMENTS,
          ABUSE_SESSIONS,
          FEEDBACK_FILTER_GARBAGE,
          TRANSACTION_METRICS,
          ATTACHMENTS_PER_SECOND,
          ATTACHMENTS_PER_5_MINUTES,
          INGEST_DROP,
          PIPELINE_DROP);

  /** The option of a name. */
  public static Optional<Option> of(String name) {
    return ALL.stream().filter(option -> option.name.equals(name)).findFirst();
  }

  /**
   * Reads a text as a value of this option.
   *
   * @throws IllegalArgumentException with the rule
   */
  public Json read(String text) {
    return switch (type) {
      case BOOL -> Json.of(Units.flag(text));
      case STRING -> Json.of(text);
      case CONDITIONS -> Killswitch.of(this).read(text);
      case INT -> {
        long number;
        try {
          number = Long.parseLong(text);
        } catch (NumberFormatException notWhole) {
          throw new IllegalArgumentException("must be a whole number", notWhole);
        }
        if (number < least) {
          throw new IllegalArgumentException("must be at least " + least);
        }
        yield Json.of(number);
      }
      case FLOAT -> {
        try {
          yield Json.of(Double.parseDouble(text));
        } catch (NumberFormatException notNumber) {
          throw new IllegalArgumentException("must be a number", notNumber);
        }
      }
    };
  }
}
