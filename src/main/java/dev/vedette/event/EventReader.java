package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload attribute by attribute: shapes, old names, defaults (spec 02 §3 to §16). Made for
 * one payload; not safe for use by several threads.
 */
final class EventReader {

  private static final Shape SDK =
      Shape.of()
          .with(Read::string, "name", "version")
          .with(Read::array, "integrations", "features", "packages")
          .with(Read::object, "settings");

  private static final Shape BREADCRUMB =
      Shape.of()
          .with(Read::timestamp, "timestamp")
          .with(Read::string, "type", "category", "message", "event_id", "origin")
          .with(Read::object, "data");

  private final Map<String, Json> sent;
  private final Map<String, Json> out = new LinkedHashMap<>();
  private final Normalizer.Origin origin;
  private final boolean transaction;
  private final Meta meta;

  EventReader(Json.Obj payload, Normalizer.Origin origin, boolean transaction, Meta meta) {
    this.sent = Attributes.plain(payload, meta);
    this.origin = origin;
    this.transaction = transaction;
    this.meta = meta;
  }

  /** All that is known of the event; places with a remark keep their null. */
  Json.Obj read() {
    put("event_id", Json.of(origin.eventId()));
    put("project", Json.of(origin.project()));
    put("key_id", Json.of(Long.toString(origin.keyId())));
    put("received", Json.of(origin.received()));
    Json version = Read.string(sent.getOrDefault("version", Json.NULL), meta.at("version"));
    put("version", version.isNull() ? version() : version);
    put("type", Json.orNull(sent.get("type")));
    readTimes();
    put("platform", Attributes.platform(sent.get("platform")));
    boolean calm = transaction || origin.itemType().equals("feedback");
    put("level", Attributes.level(sent.get("level"), calm, meta.at("level")));
    readNames();
    readInterfaces();
    readSdk();
    if (transaction) {
      readTransaction();
    }
    sent.forEach((key, value) -> {
      if (value.isNull() && meta.at(key).isNoted() && !out.containsKey(key)) {
        out.put(key, value);
      }
    });
    return new Json.Obj(out);
  }

  private Json version() {
    return Json.of(origin.version() > 0 ? Integer.toString(origin.version()) : "5");
  }

  private void put(String key, Json value) {
    if (!value.isNull() || meta.at(key).isNoted()) {
      out.put(key, value);
    }
  }

  private void read(String key, Read.Reader reader) {
    Json value = sent.get(key);
    if (value != null) {
      put(key, reader.read(value, meta.at(key)));
    }
  }

  private void readTimes() {
    read("timestamp", Read::timestamp);
    read("start_timestamp", Read::timestamp);
    Json timestamp = out.get("timestamp");
    if (!transaction && !(timestamp instanceof Json.Num)) {
      out.put("timestamp", Json.of(origin.received()));
    }
  }

  private void readNames() {
    read("logger", Attributes::logger);
    read("transaction", Read::string);
    read("transaction_info", Read::object);
    read("culprit", Read::string);
    read("checksum", Read::string);
    read("time_spent", Attributes::timeSpent);
    read("release", Attributes::release);
    Tags.Result tags = Tags.read(sent.getOrDefault("tags", Json.NULL), meta.at("tags"));
    Json environment =
        Attributes.environment(sent.getOrDefault("environment", Json.NULL), meta.at("environment"));
    String ofTags = tags.environment();
    boolean moved = environment.isNull() && ofTags != null;
    put(
        "environment",
        moved ? Attributes.environment(Json.of(ofTags), meta.at("environment")) : environment);
    read("dist", Attributes::dist);
    if (!(out.get("release") instanceof Json.Str)) {
      out.remove("dist");
    }
    Json.Arr all = tags.tags();
    for (String place : List.of("server_name", "site")) {
      Json named = Read.string(sent.getOrDefault(place, Json.NULL), meta.at(place));
      if (named instanceof Json.Str(String text) && !text.isBlank()) {
        String value = Titles.cut(text.strip().replaceAll("[\r\n]+", " "), Tags.MAX_LENGTH);
        all = Tags.with(all, place, value, meta.at("tags"));
      }
    }
    out.put("tags", all);
    read("fingerprint", Attributes::fingerprint);
    Json extra = sent.get("extra");
    if (extra != null) {
      out.put(
          "extra", Read.object(extra, meta.at("extra")) instanceof Json.Obj o ? o : Json.Obj.EMPTY);
    }
    read("modules", Attributes::modules);
    read("template", Read::object);
    for (String kept : List.of("csp", "hpkp", "expectct", "expectstaple", "ingest_path")) {
      read(kept, Read::any);
    }
  }

  private void readInterfaces() {
    Json logentry =
        Messages.read(
            sent.get("logentry"), sent.get("message"), meta.at("logentry"), meta.at("message"));
    put("logentry", Json.orNull(logentry));
    read("contexts", Contexts::read);
    read("debug_meta", DebugImages::read);
    String family = SystemCodes.family(DebugImages.os(out));
    readStacktrace(family);
    read("threads", (value, place) -> Json.orNull(Exceptions.threads(value, place)));
    read("request", Requests::read);
    read("user", Users::read);
    read(
        "breadcrumbs",
        (value, place) ->
            Json.orNull(Exceptions.values(value, EventReader::breadcrumb, place, false)));
  }

  /**
   * A bare stack trace beside one exception is that exception's, whatever that one came with (spec
   * 03 §3, N4).
   */
  private void readStacktrace(@Nullable String family) {
    Json exception = sent.get("exception");
    Json read = exception == null ? null : Exceptions.read(exception, family, meta.at("exception"));
    Json trace = sent.getOrDefault("stacktrace", Json.NULL);
    if (!(trace instanceof Json.Obj)) {
      put("stacktrace", Read.object(trace, meta.at("stacktrace")));
    }
    boolean hasTrace = trace instanceof Json.Obj object && !object.isEmpty();
    if (read instanceof Json.Obj object && trace instanceof Json.Obj bare && hasTrace) {
      Json.Arr values = object.array("values");
      if (values.size() == 1
          && values.get(0) instanceof Json.Obj only
          && bare.array("frames").size() > 0) {
        Meta place = meta.at("exception").at("values").at(0).at("stacktrace");
        place.clear();
        meta.at("stacktrace").moveTo(place);
        read =
            object.with(
                "values", Json.array(only.with("stacktrace", Stacktraces.read(trace, place))));
        hasTrace = false;
      }
    }
    put("exception", Json.orNull(read));
    if (hasTrace) {
      put("stacktrace", Stacktraces.read(trace, meta.at("stacktrace")));
    }
  }

  private static Json breadcrumb(Json value, Meta meta) {
    if (!(value instanceof Json.Obj sent)) {
      return Read.object(value, meta);
    }
    Json.Obj read = BREADCRUMB.readObject(sent, meta);
    String type = read.string("type");
    if (type == null || type.isEmpty()) {
      read = read.with("type", Json.of("default"));
    }
    Json level = sent.present("level");
    Json known = level == null ? Json.of("info") : Attributes.level(level, true, meta.at("level"));
    return read.with("level", known);
  }

  private void readSdk() {
    Json value = sent.get("sdk");
    if (value == null || value.isNull()) {
      String client = origin.client();
      int slash = client == null ? -1 : client.indexOf('/');
      if (client != null && slash > 0) {
        out.put(
            "sdk",
            Json.object()
                .put("name", client.substring(0, slash))
                .put("version", client.substring(slash + 1))
                .build());
      }
      return;
    }
    Json read = SDK.read(value, meta.at("sdk"));
    if (read instanceof Json.Obj sdk) {
      for (String required : List.of("name", "version")) {
        if (sdk.present(required) == null) {
          meta.at("sdk").at(required).error("missing_attribute");
        }
      }
    }
    put("sdk", read);
  }

  private void readTransaction() {
    Json spans = sent.getOrDefault("spans", Json.Arr.EMPTY);
    out.put(
        "spans",
        Read.arrayOf(Spans::read).read(spans, meta.at("spans")) instanceof Json.Arr read
            ? read
            : Json.Arr.EMPTY);
    read("measurements", Measurements::read);
    read("_metrics_summary", Read::object);
    if (out.get("contexts") instanceof Json.Obj contexts
        && contexts.get("trace") instanceof Json.Obj trace) {
      Json.Obj filled = trace.present("op") == null ? trace.with("op", Json.of("default")) : trace;
      filled =
          filled.present("status") == null ? filled.with("status", Json.of("unknown")) : filled;
      out.put("contexts", contexts.with("trace", filled));
    }
  }
}
