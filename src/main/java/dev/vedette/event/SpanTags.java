package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server notes on each span of a transaction, so that spans are found by it: facts of the
 * transaction, and of the span itself (spec 02 §16.3, but for what is made of descriptions).
 */
final class SpanTags {

  private static final String TAGS = "sentry_tags";

  private static final List<String> MOBILE =
      List.of(
          "sentry.cocoa",
          "sentry.java.android",
          "sentry.javascript.react-native",
          "sentry.dart.flutter");

  private SpanTags() {}

  /** A transaction with noted spans; what the client had noted under other names stays. */
  static Json.Obj note(Json.Obj event) {
    if (!(event.get("spans") instanceof Json.Arr spans) || spans.size() == 0) {
      return event;
    }
    Map<String, Json> shared = ofTransaction(event);
    return event.with(
        "spans",
        spans.mapped((at, value) -> value instanceof Json.Obj span ? noted(span, shared) : value));
  }

  private static Json noted(Json.Obj span, Map<String, Json> shared) {
    Map<String, Json> tags = new LinkedHashMap<>(span.object(TAGS).members());
    tags.putAll(shared);
    Json.Obj data = span.object("data");
    String op = span.string("op");
    put(tags, "op", op);
    put(tags, "category", category(op));
    put(tags, "status", span.string("status"));
    put(tags, "status_code", statusCode(span, data));
    put(tags, "system", data.string("db.system"));
    for (String name : List.of("http.response_content_length", "resource.render_blocking_status")) {
      put(tags, name, text(data.present(name)));
    }
    return span.with(TAGS, new Json.Obj(tags));
  }

  private static Map<String, Json> ofTransaction(Json.Obj event) {
    Map<String, Json> tags = new LinkedHashMap<>();
    Json.Obj trace = event.object("contexts").object("trace");
    String sdk = event.object("sdk").string("name");
    String method = event.object("request").string("method");
    put(tags, "release", event.string("release"));
    put(tags, "environment", event.string("environment"));
    put(tags, "user", event.object("user").string("sentry_user"));
    put(tags, "transaction", event.string("transaction"));
    put(tags, "transaction.method", method == null ? null : method.toUpperCase(Locale.ROOT));
    put(tags, "transaction.op", trace.string("op"));
    put(tags, "trace.status", trace.string("status"));
    put(tags, "browser.name", event.object("contexts").object("browser").string("name"));
    put(tags, "device.class", DeviceClass.of(event));
    put(tags, "sdk.name", sdk);
    put(tags, "mobile", sdk != null && MOBILE.stream().anyMatch(sdk::startsWith) ? "true" : null);
    return tags;
  }

  /** The first part of an operation's name, e.g. {@code db} of {@code db.sql.query}. */
  private static @Nullable String category(@Nullable String op) {
    return op == null || op.equals("default") ? null : op.split("\\.", 2)[0];
  }

  private static @Nullable String statusCode(Json.Obj span, Json.Obj data) {
    String code = text(data.present("http.response.status_code"));
    return code == null ? span.object("tags").string("http.status_code") : code;
  }

  private static @Nullable String text(@Nullable Json value) {
    return switch (value) {
      case null -> null;
      case Json.Str(String text) -> text;
      case Json.Num number -> number.text();
      default -> null;
    };
  }

  private static void put(Map<String, Json> tags, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      tags.put(name, Json.of(value));
    }
  }
}
