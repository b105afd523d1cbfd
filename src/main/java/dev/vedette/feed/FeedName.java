package dev.vedette.feed;

import java.util.Arrays;
import java.util.Optional;

/** The feeds, one for each kind of processing. */
public enum FeedName {
  /** Events and what belongs to them: attachments, user reports, client reports. */
  EVENTS("events"),
  /** Release health: session updates and aggregates. */
  SESSIONS("sessions"),
  /** Check-ins of monitors. */
  CHECK_INS("check-ins"),
  /** Spans, logs, profiles and replays. */
  TRACES("traces");

  private final String label;

  FeedName(String label) {
    this.label = label;
  }

  /** The name in the database, in metrics and on the command line. */
  public String label() {
    return label;
  }

  /** The feed of a label. */
  public static Optional<FeedName> of(String label) {
    return Arrays.stream(values()).filter(feed -> feed.label.equals(label)).findFirst();
  }
}
