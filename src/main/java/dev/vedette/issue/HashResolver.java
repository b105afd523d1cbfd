package dev.vedette.issue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the issues of hashes and makes those that are missing (spec 03 §20.2). The first hash of an
 * event that has an issue decides; the others follow it unless they have one of their own. New
 * issues and their short ids are made in a transaction of their own before the save; the row of the
 * project serializes it, so that no hash gets two issues and no short id is lost (spec 04 §2.5).
 */
final class HashResolver {

  /** Numbers of the types of issues. */
  static final int ERROR = 1;

  static final int FEEDBACK = 6001;

  private final Database database;
  private final Cache<Key, Target> known =
      Caffeine.newBuilder().maximumSize(200_000).expireAfterWrite(Duration.ofSeconds(30)).build();

  HashResolver(Database database) {
    this.database = database;
  }

  /** A hash of a project. */
  record Key(ProjectId project, String hash) {

    /** The hash under which an event is counted. */
    static Key primary(EventToSave event) {
      return new Key(event.project(), event.hashes().getFirst());
    }

    static List<Key> all(EventToSave event) {
      return event.hashes().stream().map(hash -> new Key(event.project(), hash)).toList();
    }
  }

  /** The row of a hash and the issue it points to. */
  record Target(long hashId, long issueId) {}

  /**
   * What is known of the hashes of a batch.
   *
   * @param targets the hashes that have an issue
   * @param discarded the events that are not stored, since their issue was discarded
   * @param created how many issues were made, by the number of their project
   */
  record Resolved(Map<Key, Target> targets, Set<List<Key>> discarded, Map<Long, Integer> created) {

    int createdTotal() {
      return created.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether an event is not to be stored (spec 03 §20.2, 2). */
    boolean isDiscarded(EventToSave event) {
      return !discarded.isEmpty() && event.isGrouped() && discarded.contains(Key.all(event));
    }
  }

  /** Whether the first hash that decides is a discarded issue's. */
  private static boolean isBuried(List<Key> keys, Map<Key, Target> targets, Set<Key> tombs) {
    for (Key key : keys) {
      if (targets.containsKey(key)) {
        return false;
      }
      if (tombs.contains(key)) {
        return true;
      }
    }
    return false;
  }

  Resolved resolve(Collection<EventToSave> events) {
    Map<List<Key>, EventToSave> first = new LinkedHashMap<>();
    for (EventToSave event : events) {
      if (event.isGrouped()) {
        first.merge(Key.all(event), event, HashResolver::earlier);
      }
    }
    Set<Key> all = new LinkedHashSet<>();
    first.keySet().forEach(all::addAll);
    Map<Key, Target> targets = new HashMap<>();
    all.forEach(key -> remember(targets, key, known.getIfPresent(key)));
    Set<Key> cached = Set.copyOf(targets.keySet());
    all.removeAll(cached);
    Set<Key> tombs = new HashSet<>();
    find(database.sql(), all, targets, tombs);
    Set<List<Key>> discarded = new HashSet<>();
    Map<Long, List<EventToSave>> byProject = new TreeMap<>();
    first.forEach((keys, event) -> {
      if (isBuried(keys, targets, tombs)) {
        discarded.add(keys);
      } else if (!targets.keySet().containsAll(keys)) {
        byProject.computeIfAbsent(event.project().value(), id -> new ArrayList<>()).add(event);
      }
    });
    Map<Long, Integer> created = new HashMap<>();
    byProject.forEach((project, ofProject) ->
        created.put(
            project,
            database.inTransaction(sql -> settle(sql, ofProject, targets, tombs, discarded))));
    // What came from the cache is not put back, or a target that is gone would never leave it.
    targets.forEach((key, target) -> {
      if (!cached.contains(key)) {
        known.put(key, target);
      }
    });
    return new Resolved(targets, discarded, created);
  }

  /** Forgets what is known, since hashes have been moved to other issues. */
  void forget() {
    known.invalidateAll();
  }

  private static EventToSave earlier(EventToSave one, EventToSave other) {
    return other.timestamp().isBefore(one.timestamp()) ? other : one;
  }

  private static void remember(Map<Key, Target> targets, Key key, @Nullable Target target) {
    if (target != null) {
      targets.put(key, target);
    }
  }

  private static void find(
      Sql sql, Collection<Key> keys, Map<Key, Target> targets, Set<Key> tombs) {
    if (keys.isEmpty()) {
      return;
    }
    for (Row row :
        sql.rows(
            """
            SELECT h.id, h.project_id, h.hash, h.issue_id
            FROM unnest($1::int8[], $2::text[]) AS w(project_id, hash)
            JOIN issue_hash h ON h.project_id = w.project_id AND h.hash = w.hash
            WHERE h.issue_id IS NOT NULL OR h.tombstone_id IS NOT NULL\
            """,
            keys.stream().map(key -> key.project().value()).toArray(Long[]::new),
            keys.stream().map(Key::hash).toArray(String[]::new))) {
      Key key = new Key(new ProjectId(row.getLong(1)), row.getString(2));
      Long issue = row.getLong(3);
      if (issue == null) {
        tombs.add(key);
      } else {
        targets.put(key, new Target(row.getLong(0), issue));
      }
    }
  }

  /** Gives each of the events of one project its issue, and each of their hashes too. */
  private static int settle(
      Sql sql,
      List<EventToSave> events,
      Map<Key, Target> targets,
      Set<Key> tombs,
      Set<List<Key>> discarded) {
    long project = events.getFirst().project().value();
    // Others who want to make issues of this project wait here, and then find ours.
    sql.rows("SELECT 1 FROM project WHERE id = $1 FOR UPDATE", project);
    List<Key> keys = events.stream().flatMap(event -> Key.all(event).stream()).distinct().toList();
    find(sql, keys, targets, tombs);
    int created = 0;
    for (EventToSave event :
        events.stream().sorted(Comparator.comparing(EventToSave::timestamp)).toList()) {
      if (isBuried(Key.all(event), targets, tombs)) {
        discarded.add(Key.all(event));
        continue;
      }
      Target deciding =
          Key.all(event).stream()
              .map(targets::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      long issue = deciding == null ? create(sql, event) : deciding.issueId();
      created += deciding == null ? 1 : 0;
      for (Key key : Key.all(event)) {
        if (!targets.containsKey(key)) {
          targets.put(key, new Target(attach(sql, key, issue), issue));
        }
      }
    }
    return created;
  }

  private static long create(Sql sql, EventToSave event) {
    long shortId =
        sql.one(
            "UPDATE project SET last_short_id = last_short_id + 1 WHERE id = $1 RETURNING last_short_id",
            row -> row.getLong(0),
            event.project().value());
    Instant seen = event.timestamp();
    Json.Obj metadata = event.event().object("metadata");
    long issue =
        sql.one(
            """
            INSERT INTO issue (project_id, short_id, level, logger, platform, event_type, title,
              culprit, location, message, metadata, active_at, first_release_id, priority, type, unhandled)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb, $12,
              (SELECT id FROM release WHERE organization_id = $13 AND version = $14), $15, $16, $17)
            RETURNING id\
            """,
            row -> row.getLong(0),
            event.project().value(),
            shortId,
            event.level(),
            event.text("logger"),
            event.text("platform"),
            event.text("type"),
            event.text("title"),
            event.text("culprit"),
            event.event().string("location"),
            event.message(),
            StoredText.json(metadata),
            seen.atOffset(ZoneOffset.UTC),
            event.organization().value(),
            event.event().string("release"),
            priority(event.level()),
            event.text("type").equals("feedback") ? FEEDBACK : ERROR,
            event.isUnhandled());
    sql.update(
        """
        INSERT INTO issue_stat (issue_id, project_id, times_seen, first_seen, last_seen)
        VALUES ($1, $2, 0, $3, $3)\
        """,
        issue,
        event.project().value(),
        seen.atOffset(ZoneOffset.UTC));
    return issue;
  }

  private static long attach(Sql sql, Key key, long issue) {
    return sql.one(
        """
        INSERT INTO issue_hash (project_id, hash, issue_id) VALUES ($1, $2, $3)
        ON CONFLICT (project_id, hash) DO UPDATE
          SET issue_id = EXCLUDED.issue_id, tombstone_id = NULL RETURNING id\
        """,
        row -> row.getLong(0),
        key.project().value(),
        key.hash(),
        issue);
  }

  private static short priority(short level) {
    return (short) Priority.ofLevel(level).number();
  }
}
