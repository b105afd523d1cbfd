package dev.vedette.trace;

import dev.vedette.event.ReplayEvents;
import dev.vedette.event.Spans;
import dev.vedette.event.Unattached;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.store.StoredText;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores the items of one group of the traces feed and tells their outcomes. */
final class TraceItems {

  private final TraceWork work;
  private final ItemGroup group;
  private final ReplayEvents replays;

  TraceItems(TraceWork work, ReplayEvents replays) {
    this.work = work;
    this.group = work.group();
    this.replays = replays;
  }

  void save() {
    boolean replay = false;
    for (Item item : group.items()) {
      switch (item.type()) {
        case SPAN, OTEL_SPAN -> spans(item);
        case LOG, OTEL_LOG -> logs(item);
        case PROFILE_CHUNK -> new ProfileItems(work).saveChunk(item);
        case PROFILE -> new ProfileItems(work).save(item);
        case TRACE_METRIC -> metrics(item);
        case REPLAY_EVENT, REPLAY_RECORDING, REPLAY_VIDEO -> replay = true;
        default -> work.count(Outcome.Kind.INVALID, "payload", Category.DEFAULT, 1);
      }
    }
    if (replay) {
      replay();
    }
  }

  /**
   * The entries of a container, or the one payload; null when a container lies about its number.
   */
  private static @Nullable List<Json> entries(Item item) {
    Json payload;
    try {
      payload = JsonText.parse(item.bytes());
    } catch (JsonText.Malformed malformed) {
      return null;
    }
    if (payload instanceof Json.Obj object && object.get("items") instanceof Json.Arr items) {
      return stated(item) == items.size() ? items.items() : null;
    }
    return List.of(payload);
  }

  private void spans(Item item) {
    List<Json> entries = entries(item);
    if (entries == null) {
      work.count(Outcome.Kind.INVALID, "invalid_span", Category.SPAN, stated(item));
      return;
    }
    for (Json entry : entries) {
      Json.Obj span =
          entry instanceof Json.Obj sent ? Spans.standalone(SpanVersions.first(sent)) : null;
      if (span == null) {
        work.count(Outcome.Kind.INVALID, "invalid_span", Category.SPAN, 1);
      } else {
        keep(Unattached.span(span, work.scrubbing()));
        work.count(Outcome.Kind.ACCEPTED, "", Category.SPAN, 1);
      }
    }
  }

  /** What the quotas have counted; an item that states no number is one. */
  private static long stated(Item item) {
    return item.amounts().getFirst().quantity();
  }

  private void keep(Json.Obj span) {
    work.forward(output -> output.span(group, span));
    if (work.isStored()) {
      store(span);
    }
  }

  private void store(Json.Obj span) {
    String description = span.string("description");
    String parent = span.string("parent_span_id");
    work.sql()
        .update(
            """
            INSERT INTO span (project_id, trace_id, span_id, parent_span_id, received, started, ended, op,
              description, status, is_segment, payload)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::jsonb)\
            """,
            group.project().value(),
            uuid(String.valueOf(span.string("trace_id"))),
            Long.parseUnsignedLong(String.valueOf(span.string("span_id")), 16),
            parent == null ? null : Long.parseUnsignedLong(parent, 16),
            group.received().atOffset(ZoneOffset.UTC),
            time(span, "start_timestamp"),
            time(span, "timestamp"),
            String.valueOf(span.string("op")),
            description,
            span.string("status"),
            Boolean.TRUE.equals(span.bool("is_segment")) || parent == null,
            StoredText.json(span));
  }

  private OffsetDateTime time(Json.Obj object, String key) {
    Json.Num seconds = object.number(key);
    Instant time =
        seconds == null
            ? group.received()
            : Instant.EPOCH.plusNanos(Math.round(seconds.asDouble() * 1e6) * 1000);
    return time.atOffset(ZoneOffset.UTC);
  }

  static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  private void logs(Item item) {
    List<Json> entries = entries(item);
    if (entries == null) {
      work.count(Outcome.Kind.INVALID, "invalid_log", Category.LOG_ITEM, stated(item));
      work.count(Outcome.Kind.INVALID, "invalid_log", Category.LOG_BYTE, item.size());
      return;
    }
    for (Json entry : entries) {
      if (entry instanceof Json.Obj log && LogCheck.isValid(log)) {
        keepLog(Unattached.log(log, work.scrubbing()));
        work.count(Outcome.Kind.ACCEPTED, "", Category.LOG_ITEM, 1);
        work.count(Outcome.Kind.ACCEPTED, "", Category.LOG_BYTE, bytes(log));
      } else {
        work.count(Outcome.Kind.INVALID, "invalid_log", Category.LOG_ITEM, 1);
        work.count(Outcome.Kind.INVALID, "invalid_log", Category.LOG_BYTE, bytes(entry));
      }
    }
  }

  private static long bytes(Json value) {
    return JsonText.writeBytes(value).length;
  }

  private void keepLog(Json.Obj log) {
    work.forward(output -> output.log(group, log));
    if (work.isStored()) {
      storeLog(log);
    }
  }

  private void storeLog(Json.Obj log) {
    String trace = log.string("trace_id");
    String span = log.string("span_id");
    String level = log.string("level");
    work.sql()
        .update(
            """
            INSERT INTO log (project_id, id, received, timestamp, trace_id, span_id, level, body, attributes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb)\
            """,
            group.project().value(),
            UUID.randomUUID(),
            group.received().atOffset(ZoneOffset.UTC),
            time(log, "timestamp"),
            trace != null && trace.matches("[0-9a-fA-F]{32}") ? uuid(trace) : null,
            span != null && span.matches("[0-9a-fA-F]{16}")
                ? Long.parseUnsignedLong(span, 16)
                : null,
            level == null ? "info" : level,
            String.valueOf(log.string("body")),
            StoredText.json(log.object("attributes")));
  }

  private void metrics(Item item) {
    List<Json> entries = entries(item);
    if (entries == null) {
      work.count(Outcome.Kind.INVALID, "invalid_trace_metric", Category.TRACE_METRIC, stated(item));
    } else {
      // nothing keeps them yet, so they are not accepted
      work.count(
          Outcome.Kind.INVALID,
          "feature_disabled",
          Category.TRACE_METRIC,
          Math.max(1, entries.size()));
    }
  }

  private void replay() {
    try {
      ReplayItems.Segment segment = new ReplayItems(work, replays).save();
      if (segment.isFirst()) {
        work.count(Outcome.Kind.ACCEPTED, "", Category.REPLAY, 1);
      }
    } catch (ReplayItems.Invalid invalid) {
      work.count(Outcome.Kind.INVALID, invalid.reason(), Category.REPLAY, 1);
    }
  }
}
