package dev.vedette.relay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The topics of a Relay (spec 01 §26.1). */
public enum RelayTopic {
  /** Errors and reports of browsers, without attachments. */
  EVENTS("ingest-events"),
  /** Transactions. */
  TRANSACTIONS("ingest-transactions"),
  /** Feedback of users, without attachments. */
  FEEDBACK("ingest-feedback-events"),
  /** Pieces of attachments, user reports, and events that have attachments. */
  ATTACHMENTS("ingest-attachments"),
  /** Check-ins of monitors. */
  MONITORS("ingest-monitors"),
  /** Replays: recordings, by most with the event of their segment. */
  RECORDINGS("ingest-replay-recordings"),
  /** Events of replay segments whose recordings come without. */
  REPLAY_EVENTS("ingest-replay-events"),
  /** Profiles of transactions, and chunks of continuous ones. */
  PROFILES("profiles"),
  /** Sessions, as counters and sets. */
  SESSION_METRICS("ingest-metrics"),
  /** All other metrics. */
  METRICS("ingest-performance-metrics"),
  /** Spans. */
  SPANS("snuba-spans"),
  /** Spans, as newer versions call the topic. */
  NEWER_SPANS("ingest-spans"),
  /** Logs. */
  LOGS("snuba-ourlogs"),
  /** What was not taken, and why. */
  OUTCOMES("outcomes"),
  /** What was taken, or refused for a limit. */
  BILLED_OUTCOMES("outcomes-billing");

  private static final String ALL = "all";

  private final String label;

  RelayTopic(String label) {
    this.label = label;
  }

  /** The name in Kafka, without a prefix. */
  public String label() {
    return label;
  }

  /** The topic that takes messages of this one which cannot be read. */
  String deadLetters() {
    return label + "-dlq";
  }

  /** The topic of a name. */
  static Optional<RelayTopic> of(String name) {
    return Arrays.stream(values()).filter(topic -> topic.label.equals(name)).findFirst();
  }

  /**
   * The topics that a setting names; {@code all} stands for all of them.
   *
   * @throws IllegalArgumentException with one sentence that names the unknown one
   */
  public static List<RelayTopic> named(List<String> names) {
    if (names.contains(ALL)) {
      return List.of(values());
    }
    return names.stream()
        .filter(name -> !name.isBlank())
        .map(name -> of(name.strip()).orElseThrow(() -> unknown(name)))
        .distinct()
        .toList();
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "%s is no topic of a Relay that is read. Use all, or some of %s"
            .formatted(
                name, String.join(", ", Arrays.stream(values()).map(RelayTopic::label).toList())));
  }
}
