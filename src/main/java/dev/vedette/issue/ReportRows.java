package dev.vedette.issue;

import dev.vedette.store.Sql;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * User reports: one per event, within half an hour of it, replaced by a later one within five
 * minutes (spec 02 §20). What comes later is not kept, silently.
 */
final class ReportRows {

  private ReportRows() {}

  /** What became of a report. */
  enum Kept {
    /** It is the first about its event. */
    FIRST,
    /** It has replaced an earlier one. */
    ANEW,
    /** It came too late. */
    NOT
  }

  /**
   * Saves a report.
   *
   * @param withEvent whether its event was sent along, however late
   * @return what became of it
   */
  static Kept save(Sql sql, ReportToSave report, boolean withEvent) {
    Optional<Boolean> kept =
        sql.find(
            """
            INSERT INTO user_report AS r (project_id, event_id, name, email, comments, created_at,
              linked, counted, key_id, hash_id)
            SELECT $1::int8, $2::uuid, $3::text, $4::text, $5::text, $6::timestamptz,
              EXISTS (SELECT FROM event WHERE project_id = $1 AND event_id = $2), $9::bool, $10::int8,
              (SELECT hash_id FROM event WHERE project_id = $1 AND event_id = $2 LIMIT 1)
            WHERE $8::bool OR NOT EXISTS (SELECT FROM event WHERE project_id = $1 AND event_id = $2
              AND timestamp < $6::timestamptz - interval '30 minutes')
            ON CONFLICT (project_id, event_id) DO UPDATE SET name = EXCLUDED.name, email = EXCLUDED.email,
              comments = EXCLUDED.comments, created_at = EXCLUDED.created_at
            WHERE $7::bool OR r.created_at > EXCLUDED.created_at - interval '5 minutes'
            RETURNING xmax = 0\
            """,
            row -> row.getBoolean(0),
            report.project().value(),
            report.event(),
            report.name(),
            report.email(),
            report.comments(),
            report.received().atOffset(ZoneOffset.UTC),
            report.overwrites(),
            report.overwrites() || withEvent,
            report.counted(),
            report.keyId());
    return kept.map(first -> first ? Kept.FIRST : Kept.ANEW).orElse(Kept.NOT);
  }
}
