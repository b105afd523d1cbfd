package dev.vedette.relay;

import dev.vedette.ingest.EventIds;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageTypeException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;

/** Reads those messages of a Relay that are MessagePack maps with text keys (spec 01 §26). */
final class RelayMessages {

  private static final String DEFAULT_NAME = "Unnamed Attachment";
  private static final String DEFAULT_TYPE = "event.attachment";

  /** The year 2100: milliseconds and nanoseconds lie far behind it. */
  private static final double END_OF_TIME = 4_102_444_800.0;

  private RelayMessages() {}

  /** A message that does not read; the sentence says why. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /**
   * Reads a message.
   *
   * @param written when it was written, for those that do not say when they were received
   */
  static RelayMessage read(RelayTopic topic, byte[] body, Instant written) throws Malformed {
    return switch (topic) {
      case EVENTS, TRANSACTIONS, FEEDBACK, ATTACHMENTS, MONITORS, RECORDINGS, PROFILES ->
          unpacked(topic, body, written);
      case REPLAY_EVENTS,
          SESSION_METRICS,
          METRICS,
          SPANS,
          NEWER_SPANS,
          LOGS,
          OUTCOMES,
          BILLED_OUTCOMES ->
          RelayJson.read(topic, body, written);
    };
  }

  private static RelayMessage unpacked(RelayTopic topic, byte[] body, Instant written)
      throws Malformed {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(body)) {
      Map<String, Value> map = map(unpacker.unpackValue());
      return switch (topic) {
        case EVENTS, TRANSACTIONS, FEEDBACK, ATTACHMENTS -> ofType(map, written);
        case MONITORS -> monitor(map, written);
        case PROFILES -> profile(map, written);
        default -> recording(map, written);
      };
    } catch (StackOverflowError deep) {
      throw new Malformed("nested too deep");
    } catch (IOException | MessagePackException unreadable) {
      String detail = unreadable.getMessage();
      throw new Malformed("no such MessagePack map" + (detail == null ? "" : ": " + detail));
    }
  }

  private static RelayMessage ofType(Map<String, Value> map, Instant written) throws Malformed {
    String type = required(map, "type").asStringValue().asString();
    return switch (type) {
      case "event" ->
          new RelayMessage.Event(
              project(map),
              id(map, "event_id"),
              received(map, "start_time", written),
              text(map, "remote_addr"),
              bytes(map, "payload"),
              descriptors(map));
      case "attachment_chunk" ->
          new RelayMessage.Chunk(
              project(map),
              id(map, "event_id"),
              required(map, "id").asStringValue().asString(),
              required(map, "chunk_index").asIntegerValue().asInt(),
              bytes(map, "payload"));
      case "attachment" ->
          new RelayMessage.Standalone(
              project(map),
              id(map, "event_id"),
              written,
              descriptor(map(required(map, "attachment"))));
      case "user_report" ->
          new RelayMessage.Report(
              project(map),
              id(map, "event_id"),
              received(map, "start_time", written),
              bytes(map, "payload"));
      default -> throw new Malformed("type is " + type);
    };
  }

  private static RelayMessage monitor(Map<String, Value> map, Instant written) throws Malformed {
    String type = required(map, "message_type").asStringValue().asString();
    return switch (type) {
      case "check_in" ->
          new RelayMessage.CheckIn(
              project(map),
              received(map, "start_time", written),
              text(map, "sdk"),
              bytes(map, "payload"));
      case "clock_pulse" -> new RelayMessage.Ignored();
      default -> throw new Malformed("message_type is " + type);
    };
  }

  private static RelayMessage recording(Map<String, Value> map, Instant written) throws Malformed {
    String type = required(map, "type").asStringValue().asString();
    if (!type.equals("replay_recording_not_chunked")) {
      throw new Malformed("type is " + type);
    }
    return new RelayMessage.Recording(
        project(map),
        id(map, "replay_id"),
        received(map, "received", written),
        bytes(map, "payload"),
        optionalBytes(map, "replay_event"),
        optionalBytes(map, "replay_video"));
  }

  /** A profile of a transaction, or a chunk of one that goes on: only these have profilers. */
  private static RelayMessage profile(Map<String, Value> map, Instant written) throws Malformed {
    byte[] payload = bytes(map, "payload");
    Json.Obj profile = RelayJson.object(payload);
    boolean chunk = profile.present("profiler_id") != null && profile.present("chunk_id") != null;
    return new RelayMessage.Single(
        project(map),
        chunk ? null : transaction(profile),
        received(map, "received", written),
        chunk ? ItemType.PROFILE_CHUNK : ItemType.PROFILE,
        Json.object().put("platform", Json.orNull(profile.present("platform"))).build(),
        payload);
  }

  private static String transaction(Json.Obj profile) throws Malformed {
    String named = profile.object("transaction").string("id");
    String id =
        EventIds.parse(named == null ? String.valueOf(profile.string("transaction_id")) : named);
    if (id == null) {
      throw new Malformed("transaction.id is no id");
    }
    return id;
  }

  private static List<RelayMessage.Descriptor> descriptors(Map<String, Value> map) {
    List<RelayMessage.Descriptor> descriptors = new ArrayList<>();
    Value listed = present(map, "attachments");
    if (listed != null) {
      for (Value one : listed.asArrayValue()) {
        descriptors.add(descriptor(map(one)));
      }
    }
    return descriptors;
  }

  private static RelayMessage.Descriptor descriptor(Map<String, Value> map) {
    String name = text(map, "name");
    String type = text(map, "attachment_type");
    Value limited = present(map, "rate_limited");
    Value chunks = present(map, "chunks");
    return new RelayMessage.Descriptor(
        required(map, "id").asStringValue().asString(),
        name == null ? DEFAULT_NAME : name,
        limited != null && limited.asBooleanValue().getBoolean(),
        text(map, "content_type"),
        type == null ? DEFAULT_TYPE : type,
        chunks == null ? 0 : chunks.asIntegerValue().asInt(),
        optionalBytes(map, "data"),
        present(map, "stored_id") != null);
  }

  private static Map<String, Value> map(Value value) {
    Map<String, Value> map = new HashMap<>();
    value
        .asMapValue()
        .map()
        .forEach((key, member) -> map.put(key.asStringValue().asString(), member));
    return map;
  }

  private static long project(Map<String, Value> map) {
    return required(map, "project_id").asIntegerValue().asLong();
  }

  private static String id(Map<String, Value> map, String key) throws Malformed {
    String text = required(map, key).asStringValue().asString();
    String id = EventIds.parse(text);
    if (id == null) {
      throw new Malformed(key + " is no id");
    }
    return id;
  }

  private static Instant received(Map<String, Value> map, String key, Instant written)
      throws Malformed {
    return received(required(map, key).asNumberValue().toDouble(), key, written);
  }

  /**
   * When something was received.
   *
   * @param seconds since 1970, with or without a fraction
   * @param key the name of the number
   * @param written when the message was written; nothing was received after that
   */
  static Instant received(double seconds, String key, Instant written) throws Malformed {
    if (!(seconds >= 0 && seconds < END_OF_TIME)) {
      throw new Malformed(key + " is no time in seconds");
    }
    Instant time = Instant.ofEpochMilli((long) (seconds * 1000));
    return time.isAfter(written) ? written : time;
  }

  /** Bytes, in older versions written as text. */
  private static byte[] bytes(Map<String, Value> map, String key) {
    return required(map, key).asRawValue().asByteArray();
  }

  private static byte @Nullable [] optionalBytes(Map<String, Value> map, String key) {
    Value value = present(map, key);
    return value == null ? null : value.asRawValue().asByteArray();
  }

  private static @Nullable String text(Map<String, Value> map, String key) {
    Value value = present(map, key);
    return value == null ? null : value.asStringValue().asString();
  }

  private static @Nullable Value present(Map<String, Value> map, String key) {
    Value value = map.get(key);
    return value == null || value.isNilValue() ? null : value;
  }

  private static Value required(Map<String, Value> map, String key) {
    Value value = present(map, key);
    if (value == null) {
      throw new MessageTypeException("missing key " + key);
    }
    return value;
  }
}
