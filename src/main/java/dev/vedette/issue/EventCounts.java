package dev.vedette.issue;

import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events of issues by hours or days, from what is merged and what is not yet. */
final class EventCounts {

  private final Sql sql;
  private final Long[] issues;

  EventCounts(Sql sql, Long[] issues) {
    this.sql = sql;
    this.issues = issues;
  }

  /**
   * Events of the last hours or days, oldest first, the present one last. Days are those of UTC.
   * Issues without any are left out.
   */
  Map<Long, List<Long>> last(int number, ChronoUnit unit, Instant now) {
    Instant first = now.truncatedTo(unit).minus(number - 1L, unit);
    Map<Long, Long[]> counts = new HashMap<>();
    for (Row row :
        sql.rows(
            """
            SELECT r.issue_id, date_trunc($3, r.hour), sum(r.events)::int8 FROM (
              SELECT h.issue_id, o.hour, o.events FROM issue_hash h
              CROSS JOIN LATERAL (
                SELECT hour, events FROM issue_hour WHERE hash_id = h.id AND hour >= $2) o
              WHERE h.issue_id = ANY($1::int8[])
              UNION ALL
              SELECT h.issue_id, d.hour, d.events FROM issue_hour_delta d
              JOIN issue_hash h ON h.id = d.hash_id
              WHERE h.issue_id = ANY($1::int8[]) AND d.hour >= $2
            ) r GROUP BY 1, 2\
            """,
            issues,
            first.atOffset(ZoneOffset.UTC),
            unit == ChronoUnit.DAYS ? "day" : "hour")) {
      long at = unit.between(first, row.getOffsetDateTime(1).toInstant());
      if (at >= 0 && at < number) {
        counts.computeIfAbsent(row.getLong(0), id -> zeros(number))[(int) at] += row.getLong(2);
      }
    }
    Map<Long, List<Long>> lists = new HashMap<>();
    counts.forEach((id, values) -> lists.put(id, List.of(values)));
    return lists;
  }

  private static Long[] zeros(int number) {
    Long[] zeros = new Long[number];
    java.util.Arrays.fill(zeros, 0L);
    return zeros;
  }
}
