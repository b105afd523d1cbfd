package dev.vedette.ingest;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns an OTLP trace export into spans as SDKs send them (spec 01 §15.1). */
final class OtlpSpans {

  private static final List<String> KINDS =
      List.of("", "internal", "server", "client", "producer", "consumer");
  private static final double NANOS = 1e9;

  private OtlpSpans() {}

  static List<Json.Obj> read(Json.Obj export) {
    List<Json.Obj> spans = new ArrayList<>();
    for (Json.Obj resource : objects(export.array("resourceSpans"))) {
      Json.Obj shared = prefixed(attributes(resource.object("resource")));
      for (Json.Obj scope : objects(resource.array("scopeSpans"))) {
        Json.Builder all = Json.object().putAll(shared);
        Json.Obj library = scope.object("scope");
        all.putPresent("instrumentation.name", library.string("name"));
        all.putPresent("instrumentation.version", library.string("version"));
        Json.Obj inherited = all.build();
        for (Json.Obj span : objects(scope.array("spans"))) {
          spans.add(span(span, inherited));
        }
      }
    }
    return spans;
  }

  private static List<Json.Obj> objects(Json.Arr array) {
    List<Json.Obj> objects = new ArrayList<>();
    for (Json item : array.items()) {
      if (item instanceof Json.Obj object) {
        objects.add(object);
      }
    }
    return objects;
  }

  private static Json.Obj span(Json.Obj span, Json.Obj inherited) {
    Json.Obj own = attributes(span);
    Json.Obj data = Json.object().putAll(inherited).putAll(own).build();
    String kind = kind(span);
    String op = own.string("sentry.op");
    return Json.object()
        .putPresent("trace_id", lower(span.string("traceId")))
        .putPresent("span_id", lower(span.string("spanId")))
        .putPresent("parent_span_id", parent(span))
        .putPresent("start_timestamp", seconds(span.get("startTimeUnixNano")))
        .putPresent("timestamp", seconds(span.get("endTimeUnixNano")))
        .putPresent("name", span.string("name"))
        .putPresent("description", span.string("name"))
        .put("op", op != null ? op : inferredOp(own, kind))
        .put("status", isError(span) ? "unknown_error" : "ok")
        .putPresent("kind", kind.isEmpty() ? null : Json.of(kind))
        .put("data", data)
        .build();
  }

  private static @Nullable String parent(Json.Obj span) {
    String parent = lower(span.string("parentSpanId"));
    return parent == null || parent.isEmpty() ? null : parent;
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static String kind(Json.Obj span) {
    Json.Num number = span.number("kind");
    int index = number == null ? 0 : (int) number.asLong();
    return index > 0 && index < KINDS.size() ? KINDS.get(index) : "";
  }

  private static boolean isError(Json.Obj span) {
    Json.Num code = span.object("status").number("code");
    return code != null && code.asLong() == 2;
  }

  private static String inferredOp(Json.Obj attributes, String kind) {
    if (attributes.get("http.request.method") != null || attributes.get("http.method") != null) {
      return kind.equals("server") ? "http.server" : "http.client";
    }
    if (attributes.get("db.system") != null || attributes.get("db.system.name") != null) {
      return "db";
    }
    if (attributes.get("messaging.system") != null) {
      return "message";
    }
    if (attributes.get("rpc.service") != null) {
      return "rpc";
    }
    String trigger = attributes.string("faas.trigger");
    return trigger == null ? "default" : trigger;
  }

  private static @Nullable Json seconds(@Nullable Json nanos) {
    return switch (nanos) {
      case Json.Str(String text) when text.matches("\\d{1,19}") ->
          Json.of(Double.parseDouble(text) / NANOS);
      case Json.Num number -> Json.of(number.asDouble() / NANOS);
      case null, default -> null;
    };
  }

  private static Json.Obj prefixed(Json.Obj attributes) {
    Json.Builder prefixed = Json.object();
    attributes.members().forEach((key, value) -> prefixed.put("resource." + key, value));
    return prefixed.build();
  }

  private static Json.Obj attributes(Json.Obj owner) {
    Json.Builder attributes = Json.object();
    for (Json.Obj attribute : objects(owner.array("attributes"))) {
      String key = attribute.string("key");
      if (key != null) {
        attributes.put(key, value(attribute.object("value")));
      }
    }
    return attributes.build();
  }

  private static Json value(Json.Obj value) {
    for (var member : value.members().entrySet()) {
      return switch (member.getKey()) {
        case "intValue" -> integer(member.getValue());
        case "arrayValue" ->
            new Json.Arr(
                objects(value.object("arrayValue").array("values")).stream()
                    .map(OtlpSpans::value)
                    .toList());
        default -> member.getValue();
      };
    }
    return Json.NULL;
  }

  private static Json integer(Json value) {
    return value instanceof Json.Str(String text) && text.matches("-?\\d{1,18}")
        ? Json.of(Long.parseLong(text))
        : value;
  }
}
