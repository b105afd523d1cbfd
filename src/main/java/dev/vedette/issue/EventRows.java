package dev.vedette.issue;

import com.github.luben.zstd.Zstd;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.json.JsonWriter;
import dev.vedette.store.Compressor;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of the event table: one statement over arrays inserts a batch. */
final class EventRows {

  /** Most events are smaller as JSON. */
  private static final int EXPECTED_JSON = 32 << 10;

  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");

  private static final String INSERT =
      """
      INSERT INTO event (project_id, event_id, received, timestamp, hash_id, type, level, platform,
        title, culprit, location, message, transaction, release, dist, environment, user_tag, trace_id,
        duration_ms, tags, size, payload)
      SELECT w.project_id, w.event_id, w.received, w.timestamp, w.hash_id, w.type, w.level, w.platform,
        w.title, w.culprit, w.location, w.message, w.transaction, w.release, w.dist, w.environment,
        w.user_tag, w.trace_id, w.duration_ms, w.tags::jsonb, w.size, w.payload
      FROM unnest($1::int8[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int8[], $6::text[],
        $7::int2[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
        $14::text[], $15::text[], $16::text[], $17::text[], $18::uuid[], $19::float8[], $20::text[],
        $21::int4[], $22::bytea[])
        AS w(project_id, event_id, received, timestamp, hash_id, type, level, platform, title, culprit,
          location, message, transaction, release, dist, environment, user_tag, trace_id, duration_ms,
          tags, size, payload)
      WHERE NOT EXISTS (
        SELECT FROM event e WHERE e.project_id = w.project_id AND e.event_id = w.event_id
          AND e.received BETWEEN least(w.received, w.timestamp) - interval '1 day'
            AND w.received + interval '1 day')
      ON CONFLICT DO NOTHING
      RETURNING project_id, event_id\
      """;

  private static final String METRICS = "_metrics";

  private EventRows() {}

  /** Stored payloads and their sizes before compression, in the order of the events. */
  record Payloads(Integer[] sizes, Buffer[] packed) {

    /**
     * Writes and compresses events; long before the transaction, which then holds locks briefly.
     */
    static Payloads of(List<EventToSave> events, Compressor compressor) {
      Json now = Json.of(Instant.now().getEpochSecond());
      Payloads payloads = new Payloads(new Integer[events.size()], new Buffer[events.size()]);
      JsonWriter writer = new JsonWriter(EXPECTED_JSON);
      for (int i = 0; i < payloads.sizes.length; i++) {
        EventToSave event = events.get(i);
        writer.write(event.event().without(METRICS).with("nodestore_insert", now));
        writer.add(METRICS, metrics(event, writer.size()));
        payloads.sizes[i] = writer.characters();
        payloads.packed[i] = Buffer.buffer(compressor.compress(writer.buffer(), writer.size(), 0));
        // requests wait for the same few carrier threads
        Thread.yield();
      }
      return payloads;
    }

    /** What was ingested, and what is stored of it (spec 02 §25.1). */
    private static Json metrics(EventToSave event, long bytes) {
      Map<String, Long> stored = new TreeMap<>(Map.of("bytes.stored.event", bytes));
      event
          .attachments()
          .forEach(file -> stored.merge("bytes.stored." + file.type(), file.size(), Long::sum));
      Json.Builder metrics = Json.object().putAll(event.event().object(METRICS));
      stored.forEach(metrics::put);
      if (!event.event().array("errors").items().isEmpty()) {
        metrics.put("flag.processing.error", true);
      }
      return metrics.build();
    }
  }

  /**
   * Inserts events; the rows name those that were not there. What was there is looked for from the
   * time of the event on, since clients send again what they kept; so only those that come late
   * cost more than a look at the days around.
   */
  static RowSet<Row> insert(
      Sql sql,
      List<EventToSave> events,
      Payloads payloads,
      Function<EventToSave, @Nullable Long> hashId) {
    return sql.rows(
        INSERT,
        column(events, Long[]::new, event -> event.project().value()),
        column(events, UUID[]::new, EventToSave::id),
        column(events, OffsetDateTime[]::new, event -> event.received().atOffset(ZoneOffset.UTC)),
        column(events, OffsetDateTime[]::new, event -> event.timestamp().atOffset(ZoneOffset.UTC)),
        column(events, Long[]::new, hashId),
        texts(events, event -> event.text("type")),
        column(events, Short[]::new, EventToSave::level),
        texts(events, event -> event.text("platform")),
        texts(events, event -> event.text("title")),
        texts(events, event -> event.text("culprit")),
        texts(events, event -> event.event().string("location")),
        texts(events, EventToSave::message),
        texts(events, event -> event.event().string("transaction")),
        texts(events, event -> event.event().string("release")),
        texts(events, event -> event.event().string("dist")),
        texts(events, event -> event.text("environment")),
        texts(events, EventRows::userTag),
        column(events, UUID[]::new, EventRows::traceId),
        column(events, Double[]::new, EventRows::duration),
        texts(events, event -> StoredText.json(SaveTransaction.tagObject(event.event()))),
        payloads.sizes(),
        payloads.packed());
  }

  private static <T> @Nullable T[] column(
      List<EventToSave> events,
      java.util.function.IntFunction<@Nullable T[]> array,
      Function<EventToSave, ? extends @Nullable T> value) {
    @Nullable T[] column = array.apply(events.size());
    for (int i = 0; i < column.length; i++) {
      column[i] = value.apply(events.get(i));
    }
    return column;
  }

  private static @Nullable String[] texts(
      List<EventToSave> events, Function<EventToSave, @Nullable String> value) {
    return column(events, String[]::new, event -> value.apply(event));
  }

  /** The identity of the event's user, or null. */
  static @Nullable String userTag(EventToSave event) {
    return event.event().object("user").string("sentry_user");
  }

  private static @Nullable UUID traceId(EventToSave event) {
    String id = event.event().object("contexts").object("trace").string("trace_id");
    return id != null && TRACE_ID.matcher(id).matches() ? uuid(id) : null;
  }

  static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  private static @Nullable Double duration(EventToSave event) {
    Json.Num start = event.event().number("start_timestamp");
    Json.Num end = event.event().number("timestamp");
    if (start == null || end == null || !"transaction".equals(event.text("type"))) {
      return null;
    }
    return (end.asDouble() - start.asDouble()) * 1000;
  }

  /** Unpacks a stored payload. */
  static Json.Obj payload(Buffer packed) {
    byte[] bytes = packed.getBytes();
    byte[] json = Zstd.decompress(bytes, (int) Zstd.getFrameContentSize(bytes));
    try {
      return JsonText.parse(json) instanceof Json.Obj event ? event : Json.Obj.EMPTY;
    } catch (JsonText.Malformed damaged) {
      throw new IllegalStateException("stored event is damaged: " + damaged.getMessage());
    }
  }
}
