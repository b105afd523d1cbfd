package dev.vedette.relay;

import dev.vedette.ingest.EventIds;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What belongs to no event, as a Relay writes it (spec 01 §26.4 to §26.7, §23.1). */
final class TraceMessages {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private TraceMessages() {}

  static RelayRecord checkIn(
      ItemGroup group, String slug, String environment, byte[] payload, int retentionDays) {
    PackedMap message =
        new PackedMap()
            .text("message_type", "check_in")
            .bytes("payload", payload)
            .fraction("start_time", seconds(group.received()))
            .text("sdk", group.sender().client())
            .number("project_id", group.project().value())
            .number("retention_days", retentionDays);
    String monitor = group.project().value() + "/" + slug + "/" + environment;
    UUID hint = UUID.nameUUIDFromBytes(monitor.getBytes(StandardCharsets.UTF_8));
    return RelayRecord.of(RelayTopic.MONITORS, EventIds.bytes(hint), message.pack());
  }

  static RelayRecord span(ItemGroup group, Json.Obj span, int retentionDays) {
    double start = number(span, "start_timestamp", seconds(group.received()));
    double end = number(span, "timestamp", start);
    Json.Builder message = base(group, retentionDays);
    for (String key :
        List.of(
            "trace_id",
            "span_id",
            "parent_span_id",
            "segment_id",
            "description",
            "origin",
            "profile_id",
            "measurements",
            "data",
            "tags")) {
      message.putPresent(key, span.present(key));
    }
    message
        .put("is_segment", flag(span, "is_segment") || span.present("parent_span_id") == null)
        .put("is_remote", flag(span, "is_remote"))
        .put("duration_ms", Json.of(Math.round((end - start) * 1000)))
        .put("exclusive_time_ms", Json.of(number(span, "exclusive_time", (end - start) * 1000)))
        .put("start_timestamp_ms", Json.of((long) (start * 1000)))
        .put("start_timestamp_precise", Json.of(start))
        .put("end_timestamp_precise", Json.of(end));
    Json.Builder derived = Json.object();
    derived.putPresent("op", span.present("op"));
    derived.putPresent("status", span.present("status"));
    message.put("sentry_tags", derived.build());
    return json(RelayTopic.SPANS, span.string("trace_id"), message.build());
  }

  static RelayRecord log(ItemGroup group, Json.Obj log, int retentionDays) {
    Json.Builder message = base(group, retentionDays);
    double time = number(log, "timestamp", seconds(group.received()));
    message
        .put("timestamp_nanos", Json.of(Math.round(time * 1e6) * 1000))
        .put("observed_timestamp_nanos", Json.of(group.received().toEpochMilli() * 1_000_000));
    message.putPresent("body", log.present("body"));
    message.putPresent("trace_id", log.present("trace_id"));
    message.putPresent("span_id", log.present("span_id"));
    message.putPresent("severity_text", log.present("level"));
    message.putPresent("severity_number", log.present("severity_number"));
    message.put("attributes", log.object("attributes")).put("trace_flags", Json.of(0));
    return json(RelayTopic.LOGS, log.string("trace_id"), message.build());
  }

  /** The event of a segment, by itself. */
  static RelayRecord replayEvent(ItemGroup group, String replay, byte[] event, int retentionDays) {
    List<Json> bytes = new ArrayList<>(event.length);
    for (byte one : event) {
      bytes.add(Json.of(one & 0xff));
    }
    Json.Obj message =
        Json.object()
            .put("type", "replay_event")
            .put("replay_id", replay)
            .put("project_id", Json.of(group.project().value()))
            .put("retention_days", Json.of(retentionDays))
            .put("start_time", Json.of(group.received().getEpochSecond()))
            .put("payload", new Json.Arr(bytes))
            .build();
    return json(RelayTopic.REPLAY_EVENTS, replay, message);
  }

  /** The whole of a segment. */
  static RelayRecord recording(
      ItemGroup group, String replay, RelayOutput.Segment segment, int retentionDays) {
    PackedMap message =
        new PackedMap()
            .text("type", "replay_recording_not_chunked")
            .text("replay_id", replay)
            .number("key_id", group.keyId())
            .number("org_id", group.organization().value())
            .number("project_id", group.project().value())
            .number("received", group.received().getEpochSecond())
            .number("retention_days", retentionDays)
            .bytes("payload", segment.recording())
            .bytes("replay_event", segment.event())
            .bytes("replay_video", segment.video());
    return RelayRecord.of(RelayTopic.RECORDINGS, key(replay), message.pack());
  }

  static RelayRecord profileChunk(ItemGroup group, byte[] payload, int retentionDays) {
    PackedMap message =
        new PackedMap()
            .number("organization_id", group.organization().value())
            .number("project_id", group.project().value())
            .number("received", group.received().getEpochSecond())
            .number("retention_days", retentionDays)
            .bytes("payload", payload);
    return new RelayRecord(
        RelayTopic.PROFILES,
        null,
        message.pack(),
        Map.of("project_id", Long.toString(group.project().value())));
  }

  /** A metric of sessions; sets are lists of hashes. */
  static RelayRecord metric(ItemGroup group, RelayOutput.SessionMetric metric, int retentionDays) {
    Json.Builder tags =
        Json.object()
            .put("release", metric.release())
            .put("environment", metric.environment())
            .putPresent("sdk", group.sender().client());
    if (!metric.status().isEmpty()) {
      tags.put("session.status", metric.status());
    }
    if (!metric.mechanism().isEmpty()) {
      tags.put("abnormal_mechanism", metric.mechanism());
    }
    Json value =
        metric.type().equals("c")
            ? Json.of(metric.count())
            : Json.array(Json.of(hash(metric.member())));
    Json.Obj message =
        Json.object()
            .put("org_id", Json.of(group.organization().value()))
            .put("project_id", Json.of(group.project().value()))
            .put("name", metric.type() + ":sessions/" + metric.name() + "@none")
            .put("type", metric.type())
            .put("value", value)
            .put("timestamp", Json.of(metric.started().getEpochSecond()))
            .put("tags", tags.build())
            .put("retention_days", Json.of(retentionDays))
            .put("received_at", Json.of(group.received().getEpochSecond()))
            .build();
    return new RelayRecord(
        RelayTopic.SESSION_METRICS,
        null,
        JsonText.writeBytes(message),
        Map.of("namespace", "sessions"));
  }

  /** Members of sets are written as hashes of 32 bits. */
  private static long hash(String member) {
    CRC32 crc = new CRC32();
    crc.update(member.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  static RelayRecord outcome(Outcome outcome) {
    boolean billed =
        outcome.kind() == Outcome.Kind.RATE_LIMITED || outcome.kind() == Outcome.Kind.ACCEPTED;
    Json.Obj message =
        Json.object()
            .put("timestamp", TIME.format(outcome.timestamp()))
            .put("org_id", Json.of(outcome.organization().value()))
            .put("project_id", Json.of(outcome.project().value()))
            .put("key_id", outcome.key() == 0 ? Json.NULL : Json.of(outcome.key()))
            .put("outcome", Json.of(outcome.kind().number()))
            .put("reason", outcome.reason().isEmpty() ? Json.NULL : Json.of(outcome.reason()))
            .put("event_id", Json.NULL)
            .put("remote_addr", Json.NULL)
            .put("source", "vedette")
            .put("category", Json.of(outcome.category().number()))
            .put("quantity", Json.of(outcome.quantity()))
            .build();
    return RelayRecord.of(
        billed ? RelayTopic.BILLED_OUTCOMES : RelayTopic.OUTCOMES,
        null,
        JsonText.writeBytes(message));
  }

  private static Json.Builder base(ItemGroup group, int retentionDays) {
    return Json.object()
        .put("organization_id", Json.of(group.organization().value()))
        .put("project_id", Json.of(group.project().value()))
        .put("received", Json.of(seconds(group.received())))
        .put("retention_days", Json.of(retentionDays));
  }

  private static double number(Json.Obj object, String key, double otherwise) {
    Json.Num number = object.number(key);
    return number == null ? otherwise : number.asDouble();
  }

  private static boolean flag(Json.Obj object, String key) {
    return Boolean.TRUE.equals(object.bool(key));
  }

  private static RelayRecord json(RelayTopic topic, @Nullable String id, Json.Obj message) {
    return RelayRecord.of(topic, key(id), JsonText.writeBytes(message));
  }

  private static byte @Nullable [] key(@Nullable String id) {
    String known = id == null ? null : EventIds.parse(id);
    return known == null ? null : EventIds.bytes(EventIds.uuid(known));
  }

  /** Unix seconds with microseconds. */
  static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1000 / 1e6;
  }
}
