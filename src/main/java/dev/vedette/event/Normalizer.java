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
   * An event that is complete but for its title, which grouping has a say in; see {@link
   * Titles#freeze}.
   */
  public record Kept(Json.Obj event) implements Result {}

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
    Json.Obj event = new EventReader(payload, origin, transaction, meta).read();
    if (!origin.itemType().equals("nel")) {
      event =
          Timestamps.correct(event, origin.received(), origin.sentAt(), origin.maxDrift(), meta);
    }
    if (transaction) {
      String problem = problem(event, origin.received());
      if (problem != null) {
        return new Invalid("invalid_transaction", problem);
      }
      event = Spans.withoutBroken(event, meta.at("spans"));
    }
    event = withReportLogger(event.with("type", Json.of(Titles.type(event, origin.itemType()))));
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
    if (transaction) {
      event = SpanTags.note(event);
    }
    return new Kept(finish(DerivedTags.add(Titles.withCulprit(event), meta), payload, meta));
  }

  /** Security reports that name no logger have one (spec 03 §3, N19). */
  private static Json.Obj withReportLogger(Json.Obj event) {
    String logger = event.string("logger");
    return switch (String.valueOf(event.string("type"))) {
      case "csp", "hpkp", "expectct", "expectstaple" ->
          logger == null || logger.isEmpty() ? event.with("logger", Json.of("csp")) : event;
      default -> event;
    };
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
    return null;
  }

  /** The client's errors, and those of ours that it has not noted, within bounds. */
  private static List<Json> errors(Json.Obj payload, Meta meta) {
    List<Json> errors = new ArrayList<>();
    Set<Json.Obj> known = new HashSet<>();
    // what the client noted has gone through no rule for private data: only its kind and place
    for (Json sent : payload.array("errors").items()) {
      if (sent instanceof Json.Obj error) {
        Json.Obj noted = error.without("value");
        known.add(noted);
        errors.add(noted);
      }
    }
    for (Json own : meta.errors()) {
      if (known.add(((Json.Obj) own).without("value"))) {
        errors.add(own);
      }
    }
    return errors.size() > MAX_ERRORS ? errors.subList(0, MAX_ERRORS) : errors;
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
