package dev.vedette.relay;

import dev.vedette.ingest.EventIds;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads those messages of a Relay that are JSON objects (spec 01 §26.5, §26.7, §23.1). */
final class RelayJson {

  private static final String OF_SESSIONS = ":sessions/";

  private RelayJson() {}

  static RelayMessage read(RelayTopic topic, byte[] body, Instant written)
      throws RelayMessages.Malformed {
    Json.Obj message = object(body);
    return switch (topic) {
      case REPLAY_EVENTS -> replayEvent(message, written);
      case SPANS, NEWER_SPANS -> span(message, written);
      case LOGS -> log(message, written);
      case OUTCOMES, BILLED_OUTCOMES -> outcome(message, written);
      default -> metric(message, written, body);
    };
  }

  /** The JSON object of a text. */
  static Json.Obj object(byte[] text) throws RelayMessages.Malformed {
    try {
      if (JsonText.parse(text) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw new RelayMessages.Malformed("it is no JSON");
    }
    throw new RelayMessages.Malformed("it is no JSON object");
  }

  private static RelayMessage replayEvent(Json.Obj message, Instant written)
      throws RelayMessages.Malformed {
    String id = EventIds.parse(String.valueOf(message.string("replay_id")));
    if (id == null) {
      throw new RelayMessages.Malformed("replay_id is no id");
    }
    return new RelayMessage.Single(
        project(message),
        id,
        seconds(message, "start_time", written),
        ItemType.REPLAY_EVENT,
        Json.object().put(Item.PART, true).build(),
        bytes(message.array("payload")));
  }

  private static byte[] bytes(Json.Arr numbers) throws RelayMessages.Malformed {
    byte[] bytes = new byte[numbers.size()];
    for (int at = 0; at < bytes.length; at++) {
      if (!(numbers.items().get(at) instanceof Json.Num number)) {
        throw new RelayMessages.Malformed("payload is no list of bytes");
      }
      bytes[at] = (byte) number.asLong();
    }
    return bytes;
  }

  /** Spans of transactions come twice: here, and with their transaction, which has them already. */
  private static RelayMessage span(Json.Obj message, Instant written)
      throws RelayMessages.Malformed {
    if (message.present("event_id") != null) {
      return new RelayMessage.Ignored();
    }
    Json.Obj derived = message.object("sentry_tags");
    Json.Builder span = Json.object();
    for (String key :
        new String[] {
          "trace_id",
          "span_id",
          "parent_span_id",
          "segment_id",
          "is_segment",
          "is_remote",
          "description",
          "origin",
          "profile_id",
          "measurements",
          "data",
          "tags"
        }) {
      span.putPresent(key, message.present(key));
    }
    for (String key : new String[] {"op", "status"}) {
      Json own = message.present(key);
      span.putPresent(key, own == null ? derived.present(key) : own);
    }
    span.putPresent("exclusive_time", message.present("exclusive_time_ms"));
    double start = start(message);
    span.put("start_timestamp", Json.of(start));
    span.put("timestamp", Json.of(end(message, start)));
    return single(message, written, ItemType.SPAN, span.build());
  }

  private static double start(Json.Obj message) throws RelayMessages.Malformed {
    Json.Num precise = message.number("start_timestamp_precise");
    return precise == null
        ? required(message, "start_timestamp_ms").asDouble() / 1000
        : precise.asDouble();
  }

  private static double end(Json.Obj message, double start) throws RelayMessages.Malformed {
    Json.Num precise = message.number("end_timestamp_precise");
    return precise == null
        ? start + required(message, "duration_ms").asDouble() / 1000
        : precise.asDouble();
  }

  private static RelayMessage log(Json.Obj message, Instant written)
      throws RelayMessages.Malformed {
    Json.Builder log = Json.object();
    log.put("timestamp", Json.of(required(message, "timestamp_nanos").asDouble() / 1e9));
    String level = message.string("severity_text");
    log.put("level", level == null ? "info" : level.toLowerCase(Locale.ROOT));
    for (String key : new String[] {"body", "trace_id", "span_id", "severity_number"}) {
      log.putPresent(key, message.present(key));
    }
    Json.Builder attributes = Json.object();
    message
        .object("attributes")
        .members()
        .forEach((key, value) -> attributes.put(key, attribute(value)));
    log.put("attributes", attributes.build());
    return single(message, written, ItemType.LOG, log.build());
  }

  /** An attribute with its type, whether it is written so, by a member of its type, or plainly. */
  private static Json attribute(Json value) {
    Json plain = value;
    if (value instanceof Json.Obj(Map<String, Json> members)) {
      if (members.containsKey("type")) {
        return value;
      }
      plain = members.values().stream().findFirst().orElse(Json.NULL);
    }
    return switch (plain) {
      case Json.Bool flag -> typed("boolean", flag);
      case Json.Num number -> typed(number.isIntegral() ? "integer" : "double", number);
      case Json.Str text -> typed("string", text);
      default -> Json.NULL;
    };
  }

  private static Json typed(String type, Json value) {
    return Json.object().put("value", value).put("type", type).build();
  }

  private static RelayMessage metric(Json.Obj message, Instant written, byte[] body)
      throws RelayMessages.Malformed {
    String name = message.string("name");
    if (name == null) {
      throw new RelayMessages.Malformed("name is missing");
    }
    Instant received = seconds(message, "received_at", written);
    long project = project(message);
    return name.contains(OF_SESSIONS)
        ? new RelayMessage.Single(
            project, null, received, ItemType.METRIC_BUCKETS, Json.Obj.EMPTY, body)
        : new RelayMessage.Fate(
            project, received, Outcome.Kind.ACCEPTED, "", Category.METRIC_BUCKET, 1);
  }

  /** What Relay did not take. What it took is counted where it is stored. */
  private static RelayMessage outcome(Json.Obj message, Instant written)
      throws RelayMessages.Malformed {
    long number = required(message, "outcome").asLong();
    Outcome.Kind[] kinds = Outcome.Kind.values();
    if (number < 0 || number >= kinds.length) {
      throw new RelayMessages.Malformed("outcome is " + number);
    }
    Json.Num named = message.number("category");
    Category category =
        named == null
            ? Category.DEFAULT
            : Category.of((int) named.asLong()).orElse(Category.DEFAULT);
    if (kinds[(int) number] == Outcome.Kind.ACCEPTED) {
      return new RelayMessage.Ignored();
    }
    Json.Num quantity = message.number("quantity");
    String reason = message.string("reason");
    return new RelayMessage.Fate(
        project(message),
        time(message.string("timestamp"), written),
        kinds[(int) number],
        reason == null ? "" : reason,
        category,
        quantity == null ? 1 : quantity.asLong());
  }

  private static Instant time(@Nullable String text, Instant otherwise)
      throws RelayMessages.Malformed {
    try {
      return text == null ? otherwise : Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new RelayMessages.Malformed("timestamp is no time");
    }
  }

  private static RelayMessage single(
      Json.Obj message, Instant written, ItemType type, Json.Obj payload)
      throws RelayMessages.Malformed {
    return new RelayMessage.Single(
        project(message),
        null,
        seconds(message, "received", written),
        type,
        Json.Obj.EMPTY,
        JsonText.writeBytes(payload));
  }

  private static long project(Json.Obj message) throws RelayMessages.Malformed {
    return required(message, "project_id").asLong();
  }

  private static Instant seconds(Json.Obj message, String key, Instant otherwise)
      throws RelayMessages.Malformed {
    Json.Num seconds = message.number(key);
    return seconds == null ? otherwise : RelayMessages.received(seconds.asDouble(), key, otherwise);
  }

  private static Json.Num required(Json.Obj message, String key) throws RelayMessages.Malformed {
    Json.Num number = message.number(key);
    if (number == null) {
      throw new RelayMessages.Malformed(key + " is missing");
    }
    return number;
  }
}
