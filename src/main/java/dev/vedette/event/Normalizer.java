package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a payload as an SDK sent it into the event that is grouped and stored (spec 02 §2):
 * reading, defaults, inference, inbound filters, scrubbing, trimming. Pure, apart from a bounded
 * memory of parsed user agents.
 */
public final class Normalizer {

  private static final double METRICS_PAST = 5 * 86_400;
  private static final double METRICS_FUTURE = 60;

  private static final Set<String> DROPPED_WHEN_EMPTY =
      Set.of(
          "tags",
          "extra",
          "modules",
          "fingerprint",
          "request",
          "user",
          "contexts",
          "breadcrumbs",
          "debug_meta",
          "logentry",
          "exception",
          "threads",
          "stacktrace",
          "measurements");

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

  private static final int MAX_ERRORS = 200;
  private static final Pattern EVENT_ID = Pattern.compile("[0-9a-fA-F]{32}");
  private static final List<String> CLIENT_HINTS =
      List.of("Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Platform-Version", "Sec-CH-UA-Model");

  private final UserAgents userAgents;
  private final Places places;

  /** A normalizer with the given memory of user agents and knowledge of places. */
  public Normalizer(UserAgents userAgents, Places places) {
    this.userAgents = userAgents;
    this.places = places;
  }

  /**
   * What is known of an event besides its payload.
   *
   * @param itemType type of the item that brought it
   * @param received Unix seconds
   * @param sentAt the client's clock at sending, or null
   * @param client SDK name and version of the credentials, or null
   * @param clientAddress address of the client, or null
   * @param userAgent agent of the request that brought the event, where it stands for the user's;
   *     or null
   * @param maxDrift tolerated difference of clocks in seconds
   */
  public record Origin(
      String eventId,
      String itemType,
      double received,
      @Nullable Double sentAt,
      long project,
      long keyId,
      int version,
      @Nullable String client,
      @Nullable String clientAddress,
      @Nullable String userAgent,
      Map<String, String> clientHints,
      double maxDrift) {}

  /** What became of a payload. */
  public sealed interface Result {}

  /**
   * A complete event.
   *
   * @param message the text that search looks into
   */
  public record Kept(Json.Obj event, String message) implements Result {}

  /** A payload that cannot become an event; the reason is the outcome's, the detail explains it. */
  public record Invalid(String reason, String detail) implements Result {}

  /** An event that an inbound filter drops. */
  public record Filtered(String reason) implements Result {}

  /** Normalizes a payload. */
  public Result normalize(
      Json.Obj payload, Origin origin, InboundFilters filters, ScrubSettings scrubbing) {
    Meta meta = Meta.root(payload.get("_meta"));
    Json sentId = payload.get("event_id");
    if (sentId != null && !sentId.isNull() && !isEventId(sentId)) {
      var unused = meta.at("event_id").invalid(sentId, "expected an event id");
    }
    boolean transaction =
        origin.itemType().equals("transaction") || "transaction".equals(payload.string("type"));
    Json.Obj event = read(payload, origin, transaction, meta);
    if (!origin.itemType().equals("nel")) {
      event =
          Timestamps.correct(event, origin.received(), origin.sentAt(), origin.maxDrift(), meta);
    }
    if (transaction) {
      String problem = problem(event, origin.received());
      if (problem != null) {
        return new Invalid("invalid_transaction", problem);
      }
    }
    event = event.with("type", Json.of(Titles.type(event, origin.itemType())));
    event = places.locate(Users.inferAddress(event, origin.clientAddress()));
    event = userAgents.addContexts(event, agent(event, origin), hints(event, origin));
    if (transaction) {
      event = TransactionNames.normalize(Spans.measured(event), meta);
    }
    String filtered = filters.match(event, origin, userAgents);
    if (filtered != null) {
      return new Filtered(filtered);
    }
    event = Scrubber.scrub(event, scrubbing, meta);
    event = Users.identify(Trimmer.trim(event, meta));
    event = Titles.freeze(event);
    event = DerivedTags.add(event);
    Json.Obj finished = finish(event, payload, meta);
    return new Kept(finished, DerivedTags.searchMessage(finished));
  }

  private static boolean isEventId(Json sent) {
    return sent instanceof Json.Str(String text)
        && EVENT_ID.matcher(text.strip().replace("-", "")).matches();
  }

  private static @Nullable String agent(Json.Obj event, Origin origin) {
    String own = Pairs.find(event.object("request").get("headers"), "User-Agent");
    return own == null ? origin.userAgent() : own;
  }

  /** The client hints among the event's own headers, else those of its sender. */
  private static Map<String, String> hints(Json.Obj event, Origin origin) {
    Json headers = event.object("request").get("headers");
    Map<String, String> own = new LinkedHashMap<>();
    for (String name : CLIENT_HINTS) {
      String value = Pairs.find(headers, name);
      if (value != null) {
        own.put(name.toLowerCase(Locale.ROOT), value);
      }
    }
    boolean fromSender = own.isEmpty() && Pairs.find(headers, "User-Agent") == null;
    return fromSender ? origin.clientHints() : own;
  }

  private static Json.Obj read(Json.Obj payload, Origin origin, boolean transaction, Meta meta) {
    Map<String, Json> sent = Attributes.plain(payload, meta);
    Map<String, Json> out = new LinkedHashMap<>();
    put(out, "event_id", Json.of(origin.eventId()), meta);
    put(out, "project", Json.of(origin.project()), meta);
    put(out, "key_id", Json.of(Long.toString(origin.keyId())), meta);
    put(out, "received", Json.of(origin.received()), meta);
    put(out, "version", sent.get("version") instanceof Json.Str v ? v : version(origin), meta);
    put(out, "type", Json.orNull(sent.get("type")), meta);
    readTimes(sent, out, origin, transaction, meta);
    put(out, "platform", Attributes.platform(sent.get("platform")), meta);
    put(out, "level", Attributes.level(sent.get("level"), transaction, meta.at("level")), meta);
    readNames(sent, out, meta);
    readInterfaces(sent, out, meta);
    readSdk(sent, out, origin, meta);
    if (transaction) {
      readTransaction(sent, out, meta);
    }
    sent.forEach((key, value) -> {
      if (value.isNull() && meta.at(key).isNoted() && !out.containsKey(key)) {
        out.put(key, value);
      }
    });
    return new Json.Obj(out);
  }

  private static Json version(Origin origin) {
    return Json.of(origin.version() == 7 ? "7" : "5");
  }

  private static void put(Map<String, Json> out, String key, Json value, Meta meta) {
    if (!value.isNull() || meta.at(key).isNoted()) {
      out.put(key, value);
    }
  }

  private static void read(
      Map<String, Json> sent, Map<String, Json> out, String key, Read.Reader reader, Meta meta) {
    Json value = sent.get(key);
    if (value != null) {
      put(out, key, reader.read(value, meta.at(key)), meta);
    }
  }

  private static void readTimes(
      Map<String, Json> sent,
      Map<String, Json> out,
      Origin origin,
      boolean transaction,
      Meta meta) {
    read(sent, out, "timestamp", Read::timestamp, meta);
    read(sent, out, "start_timestamp", Read::timestamp, meta);
    Json timestamp = out.get("timestamp");
    if (!transaction && !(timestamp instanceof Json.Num)) {
      out.put("timestamp", Json.of(origin.received()));
    }
  }

  private static void readNames(Map<String, Json> sent, Map<String, Json> out, Meta meta) {
    read(sent, out, "logger", Attributes::logger, meta);
    read(sent, out, "transaction", Read::string, meta);
    read(sent, out, "transaction_info", Read::object, meta);
    read(sent, out, "culprit", Read::string, meta);
    read(sent, out, "checksum", Read::string, meta);
    read(sent, out, "time_spent", Attributes::timeSpent, meta);
    read(sent, out, "release", Attributes::release, meta);
    Tags.Result tags = Tags.read(sent.getOrDefault("tags", Json.NULL), meta.at("tags"));
    Json environment = sent.getOrDefault("environment", Json.NULL);
    boolean absent = environment.isNull() || environment.equals(Json.of(""));
    Json found = absent && tags.environment() != null ? tags.environment() : environment;
    put(out, "environment", Attributes.environment(found, meta.at("environment")), meta);
    read(sent, out, "dist", Attributes::dist, meta);
    if (!(out.get("release") instanceof Json.Str)) {
      out.remove("dist");
    }
    Json.Arr all = tags.tags();
    for (String moved : List.of("server_name", "site")) {
      Json value = Read.string(sent.getOrDefault(moved, Json.NULL), meta.at(moved));
      if (value instanceof Json.Str(String text) && !text.isBlank()) {
        all = Tags.with(all, moved, Titles.cut(text.strip(), Tags.MAX_LENGTH));
      }
    }
    out.put("tags", all);
    read(sent, out, "fingerprint", Attributes::fingerprint, meta);
    Json extra = sent.get("extra");
    if (extra != null) {
      out.put(
          "extra", Read.object(extra, meta.at("extra")) instanceof Json.Obj o ? o : Json.Obj.EMPTY);
    }
    read(sent, out, "modules", Attributes::modules, meta);
    read(sent, out, "template", Read::object, meta);
    for (String kept : List.of("csp", "hpkp", "expectct", "expectstaple", "ingest_path")) {
      read(sent, out, kept, Read::any, meta);
    }
  }

  private static void readInterfaces(Map<String, Json> sent, Map<String, Json> out, Meta meta) {
    Json logentry = Messages.read(sent.get("logentry"), sent.get("message"), meta.at("logentry"));
    put(out, "logentry", Json.orNull(logentry), meta);
    read(sent, out, "contexts", Contexts::read, meta);
    read(sent, out, "debug_meta", DebugImages::read, meta);
    String family = SystemCodes.family(DebugImages.os(out));
    readStacktrace(sent, out, family, meta);
    read(
        sent,
        out,
        "threads",
        (value, place) -> Json.orNull(Exceptions.threads(value, place)),
        meta);
    read(sent, out, "request", Requests::read, meta);
    read(sent, out, "user", Users::read, meta);
    read(
        sent,
        out,
        "breadcrumbs",
        (value, place) ->
            Json.orNull(Exceptions.values(value, Normalizer::breadcrumb, place, false)),
        meta);
  }

  /** A bare stack trace beside one exception without its own belongs to that exception. */
  private static void readStacktrace(
      Map<String, Json> sent, Map<String, Json> out, @Nullable String family, Meta meta) {
    Json exception = sent.get("exception");
    Json read = exception == null ? null : Exceptions.read(exception, family, meta.at("exception"));
    Json trace = Read.any(sent.getOrDefault("stacktrace", Json.NULL), meta);
    boolean hasTrace = trace instanceof Json.Obj object && object.array("frames").size() > 0;
    if (read instanceof Json.Obj object && hasTrace) {
      Json.Arr values = object.array("values");
      if (values.size() == 1
          && values.get(0) instanceof Json.Obj only
          && only.present("stacktrace") == null) {
        Meta place = meta.at("exception").at("values").at(0).at("stacktrace");
        read =
            object.with(
                "values", Json.array(only.with("stacktrace", Stacktraces.read(trace, place))));
        hasTrace = false;
      }
    }
    put(out, "exception", Json.orNull(read), meta);
    if (hasTrace) {
      put(out, "stacktrace", Stacktraces.read(trace, meta.at("stacktrace")), meta);
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

  private static void readSdk(
      Map<String, Json> sent, Map<String, Json> out, Origin origin, Meta meta) {
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
    put(out, "sdk", read, meta);
  }

  private static void readTransaction(Map<String, Json> sent, Map<String, Json> out, Meta meta) {
    Json spans = sent.getOrDefault("spans", Json.Arr.EMPTY);
    out.put(
        "spans",
        Read.arrayOf(Spans::read).read(spans, meta.at("spans")) instanceof Json.Arr read
            ? read
            : Json.Arr.EMPTY);
    read(sent, out, "measurements", Measurements::read, meta);
    if (out.get("contexts") instanceof Json.Obj contexts
        && contexts.get("trace") instanceof Json.Obj trace) {
      Json.Obj filled = trace.present("op") == null ? trace.with("op", Json.of("default")) : trace;
      filled =
          filled.present("status") == null ? filled.with("status", Json.of("unknown")) : filled;
      out.put("contexts", contexts.with("trace", filled));
    }
  }

  /** Why a transaction is invalid, or null (spec 02 §16.1). */
  private static @Nullable String problem(Json.Obj event, double received) {
    Json.Num end = event.number("timestamp");
    Json.Num start = event.number("start_timestamp");
    if (end == null) {
      return "timestamp hard-required for transaction events";
    }
    if (start == null) {
      return "start_timestamp hard-required for transaction events";
    }
    if (end.asDouble() < start.asDouble()) {
      return "end timestamp is smaller than start timestamp";
    }
    if (end.asDouble() < received - METRICS_PAST || end.asDouble() > received + METRICS_FUTURE) {
      return "timestamp is out of the valid range for metrics";
    }
    if (!(event.object("contexts").get("trace") instanceof Json.Obj trace)) {
      return "missing valid trace context";
    }
    if (trace.string("trace_id") == null || trace.string("span_id") == null) {
      return "trace context is missing trace_id / span_id";
    }
    return Spans.problem(event.array("spans"));
  }

  /** The client's errors and ours, each kind once for a place, within bounds. */
  private static List<Json> errors(Json.Obj payload, Meta meta) {
    List<Json> errors = new ArrayList<>();
    Set<List<Json>> known = new HashSet<>();
    List<Json> all = new ArrayList<>(meta.errors());
    // what the client noted has gone through no rule for private data: only its kind and place
    for (Json sent : payload.array("errors").items()) {
      if (sent instanceof Json.Obj error) {
        all.add(error.without("value"));
      }
    }
    for (Json one : all) {
      Json.Obj error = (Json.Obj) one;
      boolean isNew =
          known.add(List.of(Json.orNull(error.get("type")), Json.orNull(error.get("name"))));
      if (isNew && errors.size() < MAX_ERRORS) {
        errors.add(error);
      }
    }
    return errors;
  }

  /** Lists the errors, drops what is empty, and adds {@code _meta}. */
  private static Json.Obj finish(Json.Obj event, Json.Obj payload, Meta meta) {
    Map<String, Json> out = new LinkedHashMap<>();
    event
        .members()
        .forEach((key, value) -> {
          boolean empty =
              DROPPED_WHEN_EMPTY.contains(key)
                  && (value.equals(Json.Obj.EMPTY) || value.equals(Json.Arr.EMPTY))
                  && !meta.at(key).isNoted();
          if (!empty) {
            out.put(key, value);
          }
        });
    List<Json> errors = errors(payload, meta);
    if (!errors.isEmpty()) {
      out.put("errors", new Json.Arr(errors));
    }
    Json.Obj tree = meta.tree();
    if (tree != null) {
      out.put("_meta", tree);
    }
    return new Json.Obj(out);
  }
}
