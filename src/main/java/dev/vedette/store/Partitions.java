package dev.vedette.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Day partitions of the large tables: made ahead, dropped by retention. Days are UTC; a leaf is
 * named {@code event_20240812}.
 */
public final class Partitions {

  private static final List<String> TABLES = List.of("event", "span", "log");
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final String DUPLICATE_TABLE = "42P07";

  /** A long read must not make every save wait behind us; the next turn tries again. */
  private static final String LOCK_LIMIT = "SET LOCAL lock_timeout = '5s'";

  private static final String OVERLAP = "42P17";

  private final Database database;

  /** Days that had their leaves a moment ago; retention may drop them. */
  private final Cache<LocalDate, Boolean> known =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(Duration.ofMinutes(1)).build();

  /** Works on the given database. */
  public Partitions(Database database) {
    this.database = database;
  }

  /** Makes the leaves of yesterday to the day after tomorrow, where missing. */
  public void createAround(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (int day = -1; day <= 2; day++) {
      createDay(today.plusDays(day));
    }
  }

  /**
   * Makes the leaves of the days of these times, where missing: what waited somewhere for days is
   * stored like anything else, and dropped by retention. Waits; not to be called in a transaction.
   */
  public void createFor(Stream<Instant> times) {
    times
        .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
        .distinct()
        .filter(day -> known.getIfPresent(day) == null)
        .toList()
        .forEach(this::createDay);
  }

  private void createDay(LocalDate day) {
    for (String table : TABLES) {
      String leaf = leaf(table, day);
      boolean exists =
          database.sql().one("SELECT to_regclass($1) IS NOT NULL", row -> row.getBoolean(0), leaf);
      if (!exists) {
        create(table, leaf, day);
      }
    }
    known.put(day, Boolean.TRUE);
  }

  /** The leaf and its unique index in one transaction: without the index nothing is idempotent. */
  private void create(String table, String leaf, LocalDate day) {
    try {
      var unused =
          database.inTransaction(sql -> {
            sql.update(LOCK_LIMIT);
            sql.update(
                "CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
                    .formatted(leaf, table, day + "T00:00:00Z", day.plusDays(1) + "T00:00:00Z"));
            if (table.equals("event")) {
              sql.update(
                  "CREATE UNIQUE INDEX %s_id ON %s (project_id, event_id)".formatted(leaf, leaf));
            }
            return true;
          });
    } catch (PgException raced) {
      if (!DUPLICATE_TABLE.equals(raced.getSqlState()) && !OVERLAP.equals(raced.getSqlState())) {
        throw raced;
      }
    }
  }

  /** A leaf past its retention. */
  public record Leaf(String name, LocalDate day, long bytes) {}

  /** The leaves whose whole day lies before {@code oldest}. */
  public List<Leaf> expired(Instant oldest) {
    LocalDate firstKept = LocalDate.ofInstant(oldest, ZoneOffset.UTC);
    List<Leaf> found = new ArrayList<>();
    for (String table : TABLES) {
      for (Leaf leaf : leaves(table)) {
        if (leaf.day().isBefore(firstKept)) {
          found.add(leaf);
        }
      }
    }
    return found;
  }

  /** All leaves of a table, newest first. */
  public List<Leaf> leaves(String table) {
    return database
        .sql()
        .list(
            """
            SELECT c.relname, pg_total_relation_size(c.oid)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass($1) ORDER BY c.relname DESC\
            """,
            row -> {
              String name = row.getString(0);
              String day = name.substring(name.lastIndexOf('_') + 1);
              return new Leaf(name, LocalDate.parse(day, DAY), row.getLong(1));
            },
            table);
  }

  /** Drops a leaf with all its rows. */
  public void drop(Leaf leaf) {
    var unused =
        database.inTransaction(sql -> {
          sql.update(LOCK_LIMIT);
          return sql.update("DROP TABLE IF EXISTS " + leaf.name());
        });
  }

  private static String leaf(String table, LocalDate day) {
    return table + "_" + DAY.format(day);
  }
}
