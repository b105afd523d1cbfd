package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Measurements of transactions (spec 02 §16.4). */
final class Measurements {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.-]{0,199}");
  private static final int MAX_CUSTOM = 10;
  private static final double LONGEST_START = 180_000;

  private static final Set<String> MILLIS =
      Set.of(
          "app_start_cold",
          "app_start_warm",
          "fcp",
          "fid",
          "fp",
          "inp",
          "lcp",
          "ttfb",
          "ttfb.requesttime",
          "stall_longest_time",
          "stall_total_time",
          "time_to_full_display",
          "time_to_initial_display");
  private static final Set<String> COUNTS =
      Set.of("cls", "frames_frozen", "frames_slow", "frames_total", "stall_count");
  private static final Set<String> RATIOS =
      Set.of("frames_frozen_rate", "frames_slow_rate", "stall_percentage");
  private static final Set<String> VITALS = Set.of("fcp", "fid", "fp", "inp", "lcp", "ttfb", "cls");

  private Measurements() {}

  static Json read(Json value, Meta meta) {
    if (!(value instanceof Json.Obj(Map<String, Json> members))) {
      return Read.object(value, meta);
    }
    Map<String, Json> kept = new LinkedHashMap<>();
    int custom = 0;
    for (Map.Entry<String, Json> member : new TreeMap<>(members).entrySet()) {
      String name = member.getKey();
      Meta place = meta.at(name);
      Json.Num number =
          member.getValue() instanceof Json.Obj object ? object.number("value") : null;
      if (!NAME.matcher(name).matches() || number == null) {
        var unused = place.invalid(member.getValue(), "expected a measurement");
      } else if (isPlausible(name, number.asDouble())) {
        boolean builtin = builtin(name) != null;
        if (builtin || custom++ < MAX_CUSTOM) {
          kept.put(name, measurement(name, number, (Json.Obj) member.getValue()));
        } else {
          var unused = place.invalid(member.getValue(), "too many measurements");
        }
      }
    }
    derive(kept);
    return new Json.Obj(kept);
  }

  private static boolean isPlausible(String name, double value) {
    boolean start = name.startsWith("app_start_") || name.startsWith("time_to_");
    return !(start && value > LONGEST_START) && !(VITALS.contains(name) && value < 0);
  }

  private static @org.jspecify.annotations.Nullable String builtin(String name) {
    if (MILLIS.contains(name)) {
      return "millisecond";
    }
    if (COUNTS.contains(name)) {
      return "none";
    }
    return RATIOS.contains(name) || name.startsWith("score.") ? "ratio" : null;
  }

  private static Json measurement(String name, Json.Num number, Json.Obj sent) {
    String unit = builtin(name);
    if (unit == null) {
      String given = sent.string("unit");
      unit = given == null || given.isEmpty() || given.length() > 15 ? "none" : given;
    }
    return Json.object().put("value", number.asDouble()).put("unit", unit).build();
  }

  private static void derive(Map<String, Json> kept) {
    double total = value(kept, "frames_total");
    if (total > 0) {
      rate(kept, "frames_slow", "frames_slow_rate", total);
      rate(kept, "frames_frozen", "frames_frozen_rate", total);
    }
  }

  /** The transaction with the share of its time in which its user waited, where that is told. */
  static Json.Obj withStalls(Json.Obj event) {
    Json.Obj measurements = event.object("measurements");
    Json.Num start = event.number("start_timestamp");
    Json.Num end = event.number("timestamp");
    double stalled = value(measurements.members(), "stall_total_time");
    if (start == null || end == null || Double.isNaN(stalled)) {
      return event;
    }
    double millis = (end.asDouble() - start.asDouble()) * 1000;
    if (millis <= 0) {
      return event;
    }
    Json share = Json.object().put("value", stalled / millis).put("unit", "ratio").build();
    return event.with("measurements", measurements.with("stall_percentage", share));
  }

  private static double value(Map<String, Json> kept, String name) {
    return kept.get(name) instanceof Json.Obj object && object.number("value") instanceof Json.Num n
        ? n.asDouble()
        : Double.NaN;
  }

  private static void rate(Map<String, Json> kept, String part, String name, double total) {
    double value = value(kept, part);
    if (!Double.isNaN(value)) {
      kept.put(name, Json.object().put("value", value / total).put("unit", "ratio").build());
    }
  }
}
