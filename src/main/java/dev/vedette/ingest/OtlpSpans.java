package dev.vedette.ingest;

import static dev.vedette.ingest.OtlpAttributes.objects;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Turns an OTLP trace export into spans as SDKs send them (spec 01 §15.1). */
final class OtlpSpans {

  private static final List<String> KINDS =
      List.of("", "internal", "server", "client", "producer", "consumer");
  private static final int REMOTE_KNOWN = 1 << 8;
  private static final int REMOTE = 1 << 9;

  private OtlpSpans() {}

  static List<Json.Obj> read(Json.Obj export) {
    List<Json.Obj> spans = new ArrayList<>();
    for (Json.Obj resource : objects(export.array("resourceSpans"))) {
      for (Json.Obj scope : objects(resource.array("scopeSpans"))) {
        Json.Obj inherited =
            OtlpAttributes.inherited(resource.object("resource"), scope.object("scope"));
        for (Json.Obj span : objects(scope.array("spans"))) {
          spans.add(span(span, inherited));
        }
      }
    }
    return spans;
  }

  private static Json.Obj span(Json.Obj span, Json.Obj inherited) {
    Json.Obj own = OtlpAttributes.of(span);
    Json.Obj data = Json.object().putAll(inherited).putAll(own).build();
    String kind = kind(span);
    String op = own.string("sentry.op");
    return Json.object()
        .putPresent("trace_id", OtlpAttributes.id(span.string("traceId")))
        .putPresent("span_id", OtlpAttributes.id(span.string("spanId")))
        .putPresent("parent_span_id", OtlpAttributes.id(span.string("parentSpanId")))
        .putPresent("start_timestamp", OtlpAttributes.seconds(span.get("startTimeUnixNano")))
        .putPresent("timestamp", OtlpAttributes.seconds(span.get("endTimeUnixNano")))
        .putPresent("name", span.string("name"))
        .putPresent("description", span.string("name"))
        .put("op", op != null ? op : inferredOp(own, kind))
        .put("status", isError(span) ? "error" : "ok")
        .putPresent("kind", kind.isEmpty() ? null : Json.of(kind))
        .put("is_remote", isRemote(span, kind))
        .put("data", data)
        .build();
  }

  private static String kind(Json.Obj span) {
    Json.Num number = span.number("kind");
    int index = number == null ? 0 : (int) number.asLong();
    return index > 0 && index < KINDS.size() ? KINDS.get(index) : "";
  }

  /** Said by the flags of newer senders; else the first span of a service is taken for it. */
  private static boolean isRemote(Json.Obj span, String kind) {
    Json.Num flags = span.number("flags");
    if (flags != null && (flags.asLong() & REMOTE_KNOWN) != 0) {
      return (flags.asLong() & REMOTE) != 0;
    }
    boolean isRoot = OtlpAttributes.id(span.string("parentSpanId")) == null;
    return isRoot || kind.equals("server") || kind.equals("consumer");
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
}
