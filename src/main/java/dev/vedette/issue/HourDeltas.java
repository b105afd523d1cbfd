package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hourly counts of events and users per hash and environment: appended in the save, merged about
 * once a second by one lane.
 */
final class HourDeltas {

  private static final int MERGE_LIMIT = 20_000;

  private HourDeltas() {}

  private record Key(long hash, Instant hour, long environment) {}

  private static final Comparator<Key> ORDER =
      Comparator.comparingLong(Key::hash)
          .thenComparing(Key::hour)
          .thenComparingLong(Key::environment);

  private static final class Sum {
    long events;
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    final UserSketch users = UserSketch.empty();

    void add(long count, Instant from, Instant to) {
      events += count;
      first = from.isBefore(first) ? from : first;
      last = to.isAfter(last) ? to : last;
    }
  }

  static void append(
      Sql sql,
      List<EventToSave> events,
      ToLongFunction<EventToSave> hashId,
      Map<String, Long> environments) {
    Map<Key, Sum> sums = new TreeMap<>(ORDER);
    for (EventToSave event : events) {
      if (!event.isGrouped()) {
        continue;
      }
      Instant time = event.timestamp();
      long environment =
          environments.getOrDefault(
              Environments.key(event.organization(), event.text("environment")), 0L);
      Key key = new Key(hashId.applyAsLong(event), time.truncatedTo(ChronoUnit.HOURS), environment);
      Sum sum = sums.computeIfAbsent(key, unused -> new Sum());
      sum.add(1, time, time);
      String user = EventRows.userTag(event);
      if (user != null) {
        sum.users.add(user);
      }
    }
    if (!sums.isEmpty()) {
      write(sql, "INSERT INTO issue_hour_delta ", "", sums);
    }
  }

  private static void write(Sql sql, String insert, String conflict, Map<Key, Sum> sums) {
    List<Key> keys = new ArrayList<>(sums.keySet());
    sql.send(
        insert
            + """
            (hash_id, hour, environment_id, events, first_seen, last_seen, users)
            SELECT * FROM unnest($1::int8[], $2::timestamptz[], $3::int8[], $4::int8[],
              $5::timestamptz[], $6::timestamptz[], $7::bytea[])
            """
            + conflict,
        keys.stream().map(Key::hash).toArray(Long[]::new),
        keys.stream().map(key -> utc(key.hour())).toArray(OffsetDateTime[]::new),
        keys.stream().map(Key::environment).toArray(Long[]::new),
        sums.values().stream().map(sum -> sum.events).toArray(Long[]::new),
        sums.values().stream().map(sum -> utc(sum.first)).toArray(OffsetDateTime[]::new),
        sums.values().stream().map(sum -> utc(sum.last)).toArray(OffsetDateTime[]::new),
        sums.values().stream().map(sum -> buffer(sum.users)).toArray(Buffer[]::new));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Buffer buffer(UserSketch users) {
    return users.isEmpty() ? null : Buffer.buffer(users.bytes());
  }

  /**
   * Moves deltas into the hours.
   *
   * @return whether more may be waiting
   */
  static boolean merge(Database database, Consumer<Sql> fence) {
    return database.inTransaction(sql -> {
      fence.accept(sql);
      Map<Key, Sum> sums = new TreeMap<>(ORDER);
      Map<Long, UserSketch> perHash = new TreeMap<>();
      int taken = 0;
      for (Row row :
          sql.rows(
              """
              DELETE FROM issue_hour_delta WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM issue_hour_delta LIMIT $1))
              RETURNING hash_id, hour, environment_id, events, first_seen, last_seen, users\
              """,
              MERGE_LIMIT)) {
        taken++;
        add(sums, row);
        if (row.getBuffer(6) != null) {
          perHash
              .computeIfAbsent(row.getLong(0), unused -> UserSketch.empty())
              .merge(row.getBuffer(6).getBytes());
        }
      }
      if (!sums.isEmpty()) {
        addStored(sql, sums);
        replaceHours(sql, sums);
        mergeUsers(sql, perHash);
      }
      return taken == MERGE_LIMIT;
    });
  }

  private static void add(Map<Key, Sum> sums, Row row) {
    Key key = new Key(row.getLong(0), row.getOffsetDateTime(1).toInstant(), row.getLong(2));
    Sum sum = sums.computeIfAbsent(key, unused -> new Sum());
    sum.add(
        row.getLong(3), row.getOffsetDateTime(4).toInstant(), row.getOffsetDateTime(5).toInstant());
    if (row.getBuffer(6) != null) {
      sum.users.merge(row.getBuffer(6).getBytes());
    }
  }

  private static void addStored(Sql sql, Map<Key, Sum> sums) {
    List<Key> keys = new ArrayList<>(sums.keySet());
    for (Row row :
        sql.rows(
            """
            SELECT h.hash_id, h.hour, h.environment_id, h.events, h.first_seen, h.last_seen, h.users
            FROM issue_hour h JOIN unnest($1::int8[], $2::timestamptz[], $3::int8[])
              AS w(hash_id, hour, environment_id)
              ON h.hash_id = w.hash_id AND h.hour = w.hour AND h.environment_id = w.environment_id\
            """,
            keys.stream().map(Key::hash).toArray(Long[]::new),
            keys.stream().map(key -> utc(key.hour())).toArray(OffsetDateTime[]::new),
            keys.stream().map(Key::environment).toArray(Long[]::new))) {
      add(sums, row);
    }
  }

  private static void replaceHours(Sql sql, Map<Key, Sum> sums) {
    write(
        sql,
        "INSERT INTO issue_hour ",
        """
        ON CONFLICT (hash_id, hour, environment_id) DO UPDATE SET events = EXCLUDED.events,
          first_seen = EXCLUDED.first_seen, last_seen = EXCLUDED.last_seen, users = EXCLUDED.users\
        """,
        sums);
  }

  private static void mergeUsers(Sql sql, Map<Long, UserSketch> perHash) {
    if (perHash.isEmpty()) {
      return;
    }
    for (Row row :
        sql.rows(
            "SELECT hash_id, users FROM hash_users WHERE hash_id = ANY($1::int8[])",
            (Object) perHash.keySet().toArray(Long[]::new))) {
      UserSketch sketch = perHash.get(row.getLong(0));
      if (sketch != null) {
        sketch.merge(row.getBuffer(1).getBytes());
      }
    }
    sql.update(
        """
        INSERT INTO hash_users (hash_id, users) SELECT * FROM unnest($1::int8[], $2::bytea[])
        ON CONFLICT (hash_id) DO UPDATE SET users = EXCLUDED.users\
        """,
        perHash.keySet().toArray(Long[]::new),
        perHash.values().stream()
            .map(sketch -> Buffer.buffer(sketch.bytes()))
            .toArray(Buffer[]::new));
  }
}
