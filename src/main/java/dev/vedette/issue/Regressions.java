package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolved issues that are seen again are open again, unless the release that is said to mend them
 * covers the event's (spec 04 §8.2).
 */
final class Regressions {

  private static final long TOLERANCE_SECONDS = 5;

  private Regressions() {}

  /**
   * Opens what has come back.
   *
   * @param events the new events of each issue, ids in ascending order
   */
  static void find(Sql sql, Map<Long, List<EventToSave>> events) {
    for (Row row :
        sql.rows(
            """
            SELECT i.id, i.resolved_at, r.id, r.version, r.date_added, n.pending,
              n.current_release_version
            FROM issue i LEFT JOIN issue_resolution n ON n.issue_id = i.id
              LEFT JOIN release r ON r.id = n.release_id
            WHERE i.id = ANY($1::int8[]) AND i.status = 1 ORDER BY i.id\
            """,
            (Object) events.keySet().toArray(Long[]::new))) {
      Set<String> asked = new HashSet<>();
      for (EventToSave event : events.getOrDefault(row.getLong(0), List.of())) {
        // what holds for one event of a release holds for all
        boolean isNew = isAfter(event, row) && asked.add(event.text("release"));
        if (isNew && reopen(sql, row, event)) {
          break;
        }
      }
    }
  }

  private static boolean isAfter(EventToSave event, Row row) {
    Instant resolved =
        row.getOffsetDateTime(1) == null ? null : row.getOffsetDateTime(1).toInstant();
    return resolved == null || event.timestamp().isAfter(resolved.minusSeconds(TOLERANCE_SECONDS));
  }

  private static boolean reopen(Sql sql, Row row, EventToSave event) {
    long issue = row.getLong(0);
    Resolutions.Resolution resolution =
        row.getLong(2) == null
            ? null
            : new Resolutions.Resolution(
                new Resolutions.Release(
                    row.getLong(2), row.getString(3), row.getOffsetDateTime(4).toInstant()),
                row.getBoolean(5),
                row.getString(6));
    String version = event.event().string("release");
    if (Resolutions.covers(sql, issue, resolution, version)) {
      return false;
    }
    int opened =
        sql.update(
            """
            UPDATE issue SET status = 0, substatus = 6, active_at = $2, resolved_at = NULL,
              status_details = '{}' WHERE id = $1 AND status = 1\
            """,
            issue,
            event.timestamp().atOffset(ZoneOffset.UTC));
    if (opened > 0) {
      tell(sql, row, event, resolution);
    }
    return true;
  }

  private static void tell(
      Sql sql,
      Row row,
      EventToSave event,
      Resolutions.@org.jspecify.annotations.Nullable Resolution resolution) {
    long issue = row.getLong(0);
    String version = event.event().string("release");
    Json.Builder data =
        Json.object()
            .put("event_id", event.id().toString().replace("-", ""))
            .put("version", version == null ? "" : version);
    if (resolution != null) {
      data.put("resolved_in_version", resolution.release().version());
      Resolutions.forget(sql, issue);
    }
    ActivityRows.add(sql, issue, ActivityRows.SET_REGRESSION, null, data.build());
  }
}
