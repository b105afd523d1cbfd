package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Spans: fields, exclusive times, breakdowns (spec 02 §16.3, §16.6). */
public final class Spans {

  /** Statuses by their numbers, which are those of gRPC. */
  private static final List<String> STATUSES =
      List.of(
          "ok",
          "cancelled",
          "unknown",
          "invalid_argument",
          "deadline_exceeded",
          "not_found",
          "already_exists",
          "permission_denied",
          "resource_exhausted",
          "failed_precondition",
          "aborted",
          "out_of_range",
          "unimplemented",
          "internal_error",
          "unavailable",
          "data_loss",
          "unauthenticated");

  private static final Set<String> KNOWN = Set.copyOf(STATUSES);

  private static final Map<String, String> DATA_NAMES =
      Map.of(
          "status_code", "http.response.status_code",
          "method", "http.request_method",
          "http.method", "http.request_method",
          "url", "url.full",
          "http.url", "url.full",
          "response_content_length", "http.response_content_length",
          "Encoded Body Size", "http.response_content_length",
          "decoded_body_size", "http.decoded_response_content_length",
          "transfer_size", "http.response_transfer_size");

  private static final List<String> BREAKDOWNS = List.of("http", "db", "browser", "resource", "ui");

  private static final Shape SPAN =
      Shape.of()
          .with(Read::timestamp, "start_timestamp", "timestamp")
          .with(Read::traceId, "trace_id")
          .with(Read::spanId, "span_id", "parent_span_id", "segment_id")
          .with(Read::string, "op", "description", "origin")
          .with(Spans::status, "status")
          .with(Spans::tags, "tags")
          .with(Spans::data, "data");

  /** The one status besides {@code ok} that spans of the newer form have (spec 01 §15.1). */
  private static final Json FAILED = Json.of("error");

  private Spans() {}

  /** A time span in seconds. */
  private record Interval(double start, double end) {
    double millis() {
      return (end - start) * 1000;
    }
  }

  static Json status(Json value, Meta meta) {
    String name =
        switch (value) {
          case Json.Str(String text) -> alias(text);
          case Json.Num number when number.isIntegral() && number.asLong() >= 0 ->
              number.asLong() < STATUSES.size() ? STATUSES.get((int) number.asLong()) : null;
          default -> null;
        };
    if (name != null) {
      return Json.of(name);
    }
    return value.isNull() ? value : meta.invalid(value, "expected a trace status");
  }

  private static @Nullable String alias(String text) {
    return switch (text) {
      case "success" -> "ok";
      case "failure" -> "internal_error";
      case "unknown_error" -> "unknown";
      default -> KNOWN.contains(text) ? text : null;
    };
  }

  private static Json tags(Json value, Meta meta) {
    if (!(value instanceof Json.Obj(Map<String, Json> members))) {
      return Read.object(value, meta);
    }
    Map<String, Json> tags = new LinkedHashMap<>();
    members.forEach((key, tag) -> tags.put(key, Read.lenient(tag, meta.at(key))));
    return new Json.Obj(tags);
  }

  private static Json data(Json value, Meta meta) {
    if (!(value instanceof Json.Obj(Map<String, Json> members))) {
      return Read.object(value, meta);
    }
    Map<String, Json> data = new LinkedHashMap<>();
    members.forEach((key, member) -> data.putIfAbsent(DATA_NAMES.getOrDefault(key, key), member));
    return new Json.Obj(data);
  }

  /** Reads one span; its op defaults to {@code default}. */
  static Json read(Json value, Meta meta) {
    Json read = SPAN.read(value, meta);
    if (!(read instanceof Json.Obj span)) {
      return read;
    }
    return span.present("op") == null ? span.with("op", Json.of("default")) : span;
  }

  /**
   * Reads a span that arrived by itself.
   *
   * @return null when ids or times are missing or wrong
   */
  public static Json.@Nullable Obj standalone(Json.Obj sent) {
    Meta meta = Meta.root(null);
    boolean failed = FAILED.equals(sent.get("status"));
    Json.Obj known = failed ? sent.without("status") : sent;
    if (!(read(known, meta.at("span")) instanceof Json.Obj span) || interval(span) == null) {
      return null;
    }
    span = failed ? span.with("status", FAILED) : span;
    return span.string("trace_id") == null || span.string("span_id") == null ? null : span;
  }

  private static @Nullable Interval interval(Json.Obj span) {
    Json.Num start = span.number("start_timestamp");
    Json.Num end = span.number("timestamp");
    return start == null || end == null || end.asDouble() < start.asDouble()
        ? null
        : new Interval(start.asDouble(), end.asDouble());
  }

  /**
   * A transaction without the spans that are none; each leaves an error (spec 02 §27, 1, which
   * keeps the transaction that §16.1 would reject for it).
   */
  static Json.Obj withoutBroken(Json.Obj event, Meta meta) {
    List<Json> spans = event.array("spans").items();
    List<Json> kept = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      String problem = problem(spans.get(i));
      if (problem == null) {
        if (kept.size() < i) {
          meta.at(i).moveTo(meta.at(kept.size()));
        }
        kept.add(spans.get(i));
      } else {
        meta.at(i).clear();
        meta.error(
            "invalid_data", Json.object().put("reason", problem).put("index", (long) i).build());
      }
    }
    return kept.size() == spans.size() ? event : event.with("spans", new Json.Arr(kept));
  }

  private static @Nullable String problem(Json item) {
    if (!(item instanceof Json.Obj span)) {
      return "spans must be valid in transaction event";
    }
    if (interval(span) == null) {
      return "span is missing timestamps";
    }
    boolean named = span.string("trace_id") != null && span.string("span_id") != null;
    return named ? null : "span is missing trace_id / span_id";
  }

  /** The transaction with exclusive times on its root and its spans, and with breakdowns. */
  static Json.Obj measured(Json.Obj event) {
    List<Json.Obj> spans = new ArrayList<>();
    for (Json item : event.array("spans").items()) {
      if (item instanceof Json.Obj span) {
        spans.add(span);
      }
    }
    Map<String, List<Interval>> children = new LinkedHashMap<>();
    for (Json.Obj span : spans) {
      String parent = span.string("parent_span_id");
      Interval interval = interval(span);
      if (parent != null && interval != null) {
        children.computeIfAbsent(parent, unused -> new ArrayList<>()).add(interval);
      }
    }
    List<Json> measured = new ArrayList<>();
    for (Json.Obj span : spans) {
      measured.add(withExclusive(span, interval(span), children));
    }
    Json.Obj contexts = event.object("contexts");
    Json.Obj trace = contexts.object("trace");
    Json.Obj root = withExclusive(trace, interval(event), children);
    Json.Obj done =
        Measurements.withStalls(
            event
                .with("spans", new Json.Arr(measured))
                .with("contexts", contexts.with("trace", root)));
    Json.Obj breakdown = breakdown(spans);
    return breakdown.isEmpty()
        ? done
        : done.with("breakdowns", Json.object().put("span_ops", breakdown).build());
  }

  private static Json.Obj withExclusive(
      Json.Obj span, @Nullable Interval interval, Map<String, List<Interval>> children) {
    if (interval == null) {
      return span;
    }
    String id = span.string("span_id");
    List<Interval> below = id == null ? List.of() : children.getOrDefault(id, List.of());
    List<Interval> clipped = new ArrayList<>();
    for (Interval child : below) {
      double start = Math.max(child.start(), interval.start());
      double end = Math.min(child.end(), interval.end());
      if (end > start) {
        clipped.add(new Interval(start, end));
      }
    }
    double exclusive = interval.millis() - union(clipped);
    return span.with("exclusive_time", Json.of(Math.rint(exclusive * 1e6) / 1e6));
  }

  private static double union(List<Interval> intervals) {
    List<Interval> sorted = new ArrayList<>(intervals);
    sorted.sort(java.util.Comparator.comparingDouble(Interval::start));
    double total = 0;
    double reached = Double.NEGATIVE_INFINITY;
    for (Interval interval : sorted) {
      double start = Math.max(interval.start(), reached);
      if (interval.end() > start) {
        total += (interval.end() - start) * 1000;
        reached = interval.end();
      }
    }
    return total;
  }

  private static Json.Obj breakdown(List<Json.Obj> spans) {
    Map<String, List<Interval>> byPrefix = new LinkedHashMap<>();
    for (Json.Obj span : spans) {
      String op = span.string("op");
      Interval interval = interval(span);
      if (op == null || interval == null) {
        continue;
      }
      BREAKDOWNS.stream()
          .filter(op::startsWith)
          .findFirst()
          .ifPresent(prefix ->
              byPrefix.computeIfAbsent(prefix, unused -> new ArrayList<>()).add(interval));
    }
    Json.Builder out = Json.object();
    double total = 0;
    for (String prefix : BREAKDOWNS) {
      List<Interval> intervals = byPrefix.get(prefix);
      if (intervals != null) {
        double length = Math.rint(union(intervals) * 1e6) / 1e6;
        total += length;
        out.put("ops." + prefix, millis(length));
      }
    }
    if (!byPrefix.isEmpty()) {
      out.put("total.time", millis(total));
    }
    return out.build();
  }

  private static Json millis(double value) {
    return Json.object().put("value", value).put("unit", "millisecond").build();
  }
}
