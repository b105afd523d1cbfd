package dev.vedette.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A refused request: status, detail and causes as SDKs know them (spec 01 §6.4). */
final class IngestError extends Exception {
  private static final long serialVersionUID = 1L;

  private static final String INVALID_ENVELOPE = "invalid_envelope";

  private final int status;
  private final transient List<String> causes;
  private final @Nullable String reason;

  IngestError(int status, String detail, String... causes) {
    this(status, detail, List.of(causes), null);
  }

  private IngestError(int status, String detail, List<String> causes, @Nullable String reason) {
    super(detail, null, false, false);
    this.status = status;
    this.causes = causes;
    this.reason = reason;
  }

  /** The same, telling for what reason nothing was kept. */
  IngestError of(String reason) {
    return new IngestError(status, detail(), causes, reason);
  }

  /** The reason of the outcome {@code invalid}; null where nothing is told of what was sent. */
  @Nullable String reason() {
    return reason;
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
    return new IngestError(400, "invalid event envelope", cause).of(INVALID_ENVELOPE);
  }

  static IngestError badMultipart(String... causes) {
    return new IngestError(400, "invalid multipart data", causes).of("invalid_multipart");
  }

  static IngestError badMessagePack() {
    return new IngestError(400, "invalid messagepack data").of("invalid_msgpack");
  }

  static IngestError badContainer() {
    return new IngestError(400, "invalid compression container").of("invalid_compression");
  }

  static IngestError tooLarge(String itemType) {
    return new IngestError(413, "envelope exceeded size limits for type '" + itemType + "'");
  }
}
