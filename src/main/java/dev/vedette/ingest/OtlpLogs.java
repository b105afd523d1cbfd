package dev.vedette.ingest;

import static dev.vedette.ingest.OtlpAttributes.objects;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Turns an OTLP log export into log entries as SDKs send them (spec 01 §15.2). Pure. */
final class OtlpLogs {

  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "fatal");
  private static final int NUMBERS_PER_LEVEL = 4;

  private OtlpLogs() {}

  /**
   * Reads an export.
   *
   * @param received stands in where an entry has no time
   */
  static List<Json> read(Json.Obj export, Instant received) {
    List<Json> entries = new ArrayList<>();
    for (Json.Obj resource : objects(export.array("resourceLogs"))) {
      for (Json.Obj scope : objects(resource.array("scopeLogs"))) {
        Json.Obj inherited =
            OtlpAttributes.inherited(resource.object("resource"), scope.object("scope"));
        for (Json.Obj one : objects(scope.array("logRecords"))) {
          entries.add(entry(one, inherited, received));
        }
      }
    }
    return entries;
  }

  private static Json.Obj entry(Json.Obj one, Json.Obj inherited, Instant received) {
    Json body = OtlpAttributes.value(one.object("body"));
    Json.Builder attributes = Json.object();
    inherited.members().forEach((key, value) -> attributes.put(key, typed(value)));
    OtlpAttributes.of(one).members().forEach((key, value) -> attributes.put(key, typed(value)));
    return Json.object()
        .put("timestamp", time(one, received))
        .putPresent("trace_id", OtlpAttributes.id(one.string("traceId")))
        .putPresent("span_id", OtlpAttributes.id(one.string("spanId")))
        .put("level", level(one))
        .put("body", body instanceof Json.Str(String text) ? text : JsonText.write(body))
        .put("attributes", attributes.build())
        .build();
  }

  /** When it happened, else when it was noticed, else when it came; zero is no time. */
  private static Json time(Json.Obj one, Instant received) {
    for (String name : List.of("timeUnixNano", "observedTimeUnixNano")) {
      if (OtlpAttributes.seconds(one.get(name)) instanceof Json.Num seconds
          && seconds.asDouble() > 0) {
        return seconds;
      }
    }
    return Json.of(received.toEpochMilli() / 1000.0);
  }

  private static String level(Json.Obj one) {
    Json.Num severity = one.number("severityNumber");
    long number = severity == null ? 0 : severity.asLong();
    return number < 1 || number > (long) LEVELS.size() * NUMBERS_PER_LEVEL
        ? "info"
        : LEVELS.get((int) (number - 1) / NUMBERS_PER_LEVEL);
  }

  /** Logs name the type of each attribute. */
  private static Json typed(Json value) {
    return switch (value) {
      case Json.Bool bool -> typed(bool, "boolean");
      case Json.Num(Number number) when number instanceof Double -> typed(value, "double");
      case Json.Num number -> typed(number, "integer");
      case Json.Str text -> typed(text, "string");
      default -> typed(Json.of(JsonText.write(value)), "string");
    };
  }

  private static Json typed(Json value, String type) {
    return Json.object().put("value", value).put("type", type).build();
  }
}
