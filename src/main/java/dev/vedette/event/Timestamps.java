package dev.vedette.event;

import dev.vedette.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Timestamps and clock drift (spec 01 §19). */
final class Timestamps {

  private static final double MAX_FUTURE = 60;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'");
  private static final double MAX_PAST = 2_592_000;

  private Timestamps() {}

  /**
   * Corrects the clock of the client.
   *
   * @param received Unix seconds
   * @param sentAt the client's clock at sending, or null
   * @param maxDrift seconds of difference that are tolerated
   */
  static Json.Obj correct(
      Json.Obj event, double received, @Nullable Double sentAt, double maxDrift, Meta meta) {
    Json.Obj result = event;
    if (sentAt != null && Math.abs(received - sentAt) >= maxDrift) {
      result = shift(result, received - sentAt);
      note(meta, "clock_drift", sentAt, received);
    }
    Json.Num timestamp = result.number("timestamp");
    if (timestamp == null) {
      return result;
    }
    double at = timestamp.asDouble();
    String kind =
        at > received + MAX_FUTURE
            ? "future_timestamp"
            : at < received - MAX_PAST ? "past_timestamp" : null;
    if (kind == null) {
      return result;
    }
    note(meta, kind, at, received);
    return shift(result, received - at);
  }

  private static void note(Meta meta, String kind, double sdk, double server) {
    meta.at("timestamp")
        .error(
            kind, Json.object().put("sdk_time", iso(sdk)).put("server_time", iso(server)).build());
  }

  static String iso(double seconds) {
    long micros = Math.round(seconds * 1e6);
    Instant time =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    return (time.getNano() == 0 ? SECONDS : MICROS).format(time.atOffset(ZoneOffset.UTC));
  }

  private static Json.Obj shift(Json.Obj event, double by) {
    Json.Obj result = moved(event, by, "timestamp", "start_timestamp");
    if (result.get("spans") instanceof Json.Arr spans) {
      result = result.with("spans", each(spans, by, "timestamp", "start_timestamp"));
    }
    Json.Obj breadcrumbs = result.object("breadcrumbs");
    if (breadcrumbs.get("values") instanceof Json.Arr values) {
      result =
          result.with("breadcrumbs", breadcrumbs.with("values", each(values, by, "timestamp")));
    }
    return result;
  }

  private static Json.Arr each(Json.Arr array, double by, String... names) {
    List<Json> moved = new ArrayList<>();
    for (Json item : array.items()) {
      moved.add(item instanceof Json.Obj object ? moved(object, by, names) : item);
    }
    return new Json.Arr(moved);
  }

  private static Json.Obj moved(Json.Obj object, double by, String... names) {
    Map<String, Json> members = new LinkedHashMap<>(object.members());
    for (String name : names) {
      Json.Num number = object.number(name);
      if (number != null) {
        members.put(name, Json.of(Math.rint((number.asDouble() + by) * 1e6) / 1e6));
      }
    }
    return new Json.Obj(members);
  }
}
