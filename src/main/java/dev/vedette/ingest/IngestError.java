package dev.vedette.ingest;

import java.util.List;

/** A refused request: status, detail and causes as SDKs know them (spec 01 §6.4). */
final class IngestError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> causes;
  private final String outcome;

  IngestError(int status, String detail, String... causes) {
    this(status, detail, List.of(causes), "");
  }

  private IngestError(int status, String detail, List<String> causes, String outcome) {
    super(detail, null, false, false);
    this.status = status;
    this.causes = causes;
    this.outcome = outcome;
  }

  /** The same, telling for what reason nothing was kept. */
  IngestError of(String reason) {
    return new IngestError(status, detail(), causes, "invalid/" + reason);
  }

  /** Kind and reason of its fate; empty when there is nothing to tell. */
  String outcome() {
    return outcome;
  }

  int status() {
    return status;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<String> causes() {
    return causes;
  }

  static IngestError undecodable() {
    return new IngestError(400, "invalid request body");
  }

  static IngestError tooLarge() {
    return new IngestError(413, "request body too large");
  }

  static IngestError badEnvelope(String cause) {
    return new IngestError(400, "invalid event envelope", cause);
  }

  static IngestError tooLarge(String itemType) {
    return new IngestError(413, "envelope exceeded size limits for type '" + itemType + "'");
  }
}
