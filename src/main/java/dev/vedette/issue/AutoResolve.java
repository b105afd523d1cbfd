package dev.vedette.issue;

import dev.vedette.store.Sql;
import java.time.Instant;
import java.time.ZoneOffset;

/** Resolves what has not been seen for as long as its project allows (spec 04 §7.3). */
final class AutoResolve {

  private static final int AT_ONCE = 1000;

  private AutoResolve() {}

  /**
   * Resolves a thousand issues at most.
   *
   * @return whether more may be due
   */
  static boolean run(Sql sql, Instant now) {
    int resolved =
        sql.update(
            """
            WITH due AS MATERIALIZED (
              SELECT i.id, i.project_id, p.hours FROM
                (SELECT id, (options->>'sentry:resolve_age')::bigint AS hours FROM project
                 WHERE status = 'active' AND options->>'sentry:resolve_age' ~ '^[1-9][0-9]{0,6}$') p
                JOIN issue_stat s ON s.project_id = p.id
                  AND s.last_seen <= $1::timestamptz - p.hours * interval '1 hour'
                JOIN issue i ON i.id = s.issue_id AND i.status = 0 AND i.type = ANY($2::int4[])
              ORDER BY i.id LIMIT $3 FOR UPDATE OF i SKIP LOCKED),
            resolved AS (
              UPDATE issue i SET status = 1, substatus = NULL, resolved_at = $1,
                status_details = '{"autoResolved": true}'
              FROM due WHERE i.id = due.id)
            INSERT INTO activity (project_id, issue_id, type, data)
            SELECT project_id, id, $4, jsonb_build_object('age', hours) FROM due\
            """,
            now.atOffset(ZoneOffset.UTC),
            new Integer[] {(int) HashResolver.ERROR, (int) HashResolver.FEEDBACK},
            AT_ONCE,
            ActivityRows.SET_RESOLVED_BY_AGE);
    return resolved == AT_ONCE;
  }
}
