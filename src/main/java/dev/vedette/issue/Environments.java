package dev.vedette.issue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Environments, releases and tag values that events name: made before the save, remembered so that
 * the database is asked once. Making one that an event does not reach after all does no harm.
 */
final class Environments {

  private static final long SEEN_BYTES = 16L << 20;

  /** About what an entry takes besides its text. */
  private static final int SEEN_OVERHEAD = 120;

  private final Database database;
  private final Cache<String, Long> environments =
      Caffeine.newBuilder().maximumSize(50_000).expireAfterWrite(Duration.ofHours(1)).build();
  private final Cache<String, Boolean> seen =
      Caffeine.newBuilder()
          .maximumWeight(SEEN_BYTES)
          .weigher((String key, Boolean value) -> key.length() + SEEN_OVERHEAD)
          .expireAfterWrite(Duration.ofHours(1))
          .build();

  Environments(Database database) {
    this.database = database;
  }

  static String key(OrganizationId organization, String name) {
    return organization.value() + "\n" + name;
  }

  /** Ids of the environments of a batch by {@link #key}; what is missing is made. */
  Map<String, Long> resolve(List<EventToSave> events) {
    Map<String, Long> ids = new HashMap<>();
    Sql sql = database.sql();
    for (EventToSave event : events) {
      String name = event.text("environment");
      String key = key(event.organization(), name);
      ids.computeIfAbsent(
          key,
          missing -> {
            Long cached = environments.getIfPresent(key);
            return cached != null ? cached : make(sql, event.organization(), name);
          });
      Long id = ids.get(key);
      if (id != null) {
        environments.put(key, id);
        link(sql, event.project(), id);
      }
      release(sql, event);
    }
    tagValues(sql, events);
    return ids;
  }

  private static Long make(Sql sql, OrganizationId organization, String name) {
    return sql.one(
        """
        INSERT INTO environment (organization_id, name) VALUES ($1, $2)
        ON CONFLICT (organization_id, name) DO UPDATE SET name = EXCLUDED.name RETURNING id\
        """,
        row -> row.getLong(0),
        organization.value(),
        name);
  }

  private void link(Sql sql, ProjectId project, long environment) {
    once(
        "e" + project.value() + ":" + environment,
        () ->
            sql.update(
                """
                INSERT INTO environment_project (environment_id, project_id) VALUES ($1, $2)
                ON CONFLICT DO NOTHING\
                """,
                environment,
                project.value()));
  }

  /**
   * Does something for a key unless it was done within the last hour; a failure is not remembered.
   */
  private void once(String key, Runnable action) {
    if (seen.getIfPresent(key) == null) {
      action.run();
      seen.put(key, Boolean.TRUE);
    }
  }

  private void release(Sql sql, EventToSave event) {
    String version = event.event().string("release");
    if (version != null) {
      once("r" + event.project().value() + ":" + version, () -> makeRelease(sql, event, version));
    }
  }

  private static void makeRelease(Sql sql, EventToSave event, String version) {
    long release =
        sql.one(
            """
            INSERT INTO release (organization_id, version, date_added) VALUES ($1, $2, $3)
            ON CONFLICT (organization_id, version) DO UPDATE SET version = EXCLUDED.version
            RETURNING id\
            """,
            row -> row.getLong(0),
            event.organization().value(),
            version,
            event.timestamp().atOffset(ZoneOffset.UTC));
    int linked =
        sql.update(
            "INSERT INTO release_project (release_id, project_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            release,
            event.project().value());
    if (linked > 0) {
      Resolutions.adopt(sql, release, version, event.project().value());
    }
  }

  /**
   * The dictionary of tag values, each refreshed at most once an hour. Texts that differ here may
   * be the same to PostgreSQL, which knows neither U+0000 nor halves of characters.
   */
  private void tagValues(Sql sql, List<EventToSave> events) {
    Map<Long, TreeSet<String>> fresh = new TreeMap<>();
    for (EventToSave event : events) {
      long project = event.project().value();
      SaveTransaction.tagObject(event.event())
          .members()
          .forEach((key, value) -> {
            String text = value instanceof Json.Str(String found) ? found : "";
            String pair = key + "\n" + text;
            if (seen.getIfPresent(tagKey(project, pair)) == null) {
              fresh.computeIfAbsent(project, id -> new TreeSet<>()).add(pair);
            }
          });
    }
    fresh.forEach((project, pairs) -> storeTagValues(sql, project, pairs));
  }

  private static String tagKey(long project, String pair) {
    return "t" + project + ":" + pair;
  }

  private void storeTagValues(Sql sql, long project, TreeSet<String> pairs) {
    sql.update(
        """
        INSERT INTO tag_value (project_id, key, value, last_seen)
        SELECT DISTINCT $1::int8, w.key, w.value, now()
        FROM unnest($2::text[], $3::text[]) AS w(key, value)
        ON CONFLICT (project_id, key, value) DO UPDATE SET last_seen = EXCLUDED.last_seen\
        """,
        project,
        pairs.stream().map(pair -> pair.substring(0, pair.indexOf('\n'))).toArray(String[]::new),
        pairs.stream().map(pair -> pair.substring(pair.indexOf('\n') + 1)).toArray(String[]::new));
    pairs.forEach(pair -> seen.put(tagKey(project, pair), Boolean.TRUE));
  }
}
