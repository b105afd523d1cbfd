package dev.vedette.ingest;

import dev.vedette.event.Spans;
import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a failed span by the code that its protocol gave (spec 01 §15.1, 02 §16.3). */
final class OtlpStatus {

  private static final List<String> HTTP = List.of("http.response.status_code", "http.status_code");
  private static final String GRPC = "rpc.grpc.status_code";

  private OtlpStatus() {}

  /** The status by the attributes of the span. */
  static String of(Json.Obj attributes) {
    Long rpc = number(attributes.get(GRPC));
    if (rpc != null && rpc > 0 && rpc < Spans.STATUSES.size()) {
      return Spans.STATUSES.get(rpc.intValue());
    }
    for (String name : HTTP) {
      Long code = number(attributes.get(name));
      if (code != null && code >= 400) {
        return http(code.intValue());
      }
    }
    return "unknown_error";
  }

  private static @Nullable Long number(@Nullable Json value) {
    return switch (value) {
      case Json.Num number -> number.asLong();
      case Json.Str(String text) when text.matches("\\d{1,3}") -> Long.valueOf(text);
      case null, default -> null;
    };
  }

  private static String http(int code) {
    return switch (code) {
      case 401 -> "unauthenticated";
      case 403 -> "permission_denied";
      case 404 -> "not_found";
      case 409 -> "already_exists";
      case 413, 429 -> "resource_exhausted";
      case 501 -> "unimplemented";
      case 503 -> "unavailable";
      case 504 -> "deadline_exceeded";
      default -> code < 500 ? "invalid_argument" : "internal_error";
    };
  }
}
