package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The answer to an ingest request. */
record Reply(int status, Map<String, String> headers, byte[] body) {

  /** Header that tells what became of a request, where that is known at once (spec 01 §28, 1). */
  static final String OUTCOME = "X-Vedette-Outcome";

  private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");
  private static final int LONGEST_VALUE = 2000;

  /** When to try again after something the server needs was away. */
  private static final String RETRY_SECONDS = "10";

  static Reply empty(int status) {
    return new Reply(status, Map.of(), new byte[0]);
  }

  static Reply json(int status, Json body) {
    return new Reply(status, Map.of("Content-Type", "application/json"), JsonText.writeBytes(body));
  }

  static Reply text(int status, String text) {
    return new Reply(
        status, Map.of("Content-Type", "text/plain"), text.getBytes(StandardCharsets.UTF_8));
  }

  static Reply error(IngestError error) {
    Json.Builder body = Json.object().put("detail", error.detail());
    if (!error.causes().isEmpty()) {
      body.put("causes", Json.strings(error.causes()));
    }
    Reply plain = json(error.status(), body.build()).with("X-Sentry-Error", error.detail());
    String reason = error.reason();
    Reply reply = reason == null ? plain : plain.with(OUTCOME, "invalid/" + reason);
    return error.status() == 503 ? reply.with("Retry-After", RETRY_SECONDS) : reply;
  }

  Reply with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, printable(value));
    return new Reply(status, all, body);
  }

  /** What clients write is part of some values, and must not break the answer. */
  private static String printable(String value) {
    String plain = NOT_PRINTABLE.matcher(value).replaceAll("?");
    return plain.substring(0, Math.min(plain.length(), LONGEST_VALUE));
  }

  Reply withAll(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Reply(status, all, body);
  }
}
