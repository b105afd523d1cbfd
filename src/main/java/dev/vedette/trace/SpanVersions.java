package dev.vedette.trace;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings the second version of spans, which names things otherwise, into the form of the first. */
final class SpanVersions {

  private static final String OPERATION = "sentry.op";
  private static final String ORIGIN = "sentry.origin";

  private SpanVersions() {}

  /** The span in the first version's form; one that has it already stays as it is. */
  static Json.Obj first(Json.Obj sent) {
    Json.Obj span = renamed(renamed(sent, "end_timestamp", "timestamp"), "name", "description");
    if (!(span.get("attributes") instanceof Json.Obj attributes)) {
      return span;
    }
    Map<String, Json> data = new LinkedHashMap<>(span.object("data").members());
    attributes
        .members()
        .forEach((name, attribute) -> {
          if (attribute instanceof Json.Obj typed && typed.present("value") instanceof Json value) {
            data.putIfAbsent(name, value);
          }
        });
    span = lifted(lifted(span, data, OPERATION, "op"), data, ORIGIN, "origin");
    return span.without("attributes").with("data", new Json.Obj(data));
  }

  private static Json.Obj renamed(Json.Obj span, String from, String to) {
    Json value = span.get(from);
    return value == null || span.get(to) != null ? span : span.without(from).with(to, value);
  }

  /** An attribute that the first version has beside its data. */
  private static Json.Obj lifted(
      Json.Obj span, Map<String, Json> data, String attribute, String name) {
    Json value = data.get(attribute);
    return value == null || span.get(name) != null ? span : span.with(name, value);
  }
}
