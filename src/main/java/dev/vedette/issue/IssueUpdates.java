package dev.vedette.issue;

import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * Changes that new events make to existing issues: latest texts, and regressions (spec 04 §2.6,
 * §8.2). What an issue shows is its newest event's, in whichever order batches are saved: lanes of
 * a feed do not wait for each other.
 */
final class IssueUpdates {

  private static final short ACTIVITY_REGRESSION = 6;
  private static final Set<String> PLACEHOLDERS =
      Set.of("", "<untitled>", "<unknown>", "<unlabeled event>", "Error");

  private IssueUpdates() {}

  /**
   * Applies the latest event of each issue, whose {@code issue_stat} has been brought up to date.
   *
   * @param issues ids in ascending order
   * @param latest for each issue its latest event of the batch
   */
  static void apply(Sql sql, Long[] issues, List<EventToSave> latest) {
    sql.send(
        """
        UPDATE issue i SET level = w.level, culprit = w.culprit, message = w.message,
          title = CASE WHEN w.titled THEN w.title ELSE i.title END,
          metadata = i.metadata || w.metadata::jsonb, unhandled = w.unhandled
        FROM unnest($1::int8[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[],
            $8::bool[], $9::timestamptz[])
            AS w(id, level, culprit, message, title, titled, metadata, unhandled, seen)
          JOIN issue_stat s ON s.issue_id = w.id AND s.last_seen <= w.seen
        WHERE i.id = w.id
          AND (i.level <> w.level OR i.culprit <> w.culprit OR (w.titled AND i.title <> w.title)
            OR i.unhandled <> w.unhandled)\
        """,
        issues,
        latest.stream().map(EventToSave::level).toArray(Short[]::new),
        latest.stream().map(event -> event.text("culprit")).toArray(String[]::new),
        latest.stream().map(event -> event.message()).toArray(String[]::new),
        latest.stream().map(event -> event.text("title")).toArray(String[]::new),
        latest.stream()
            .map(event -> !PLACEHOLDERS.contains(event.text("title")))
            .toArray(Boolean[]::new),
        latest.stream()
            .map(event -> StoredText.json(event.event().object("metadata")))
            .toArray(String[]::new),
        latest.stream().map(EventToSave::isUnhandled).toArray(Boolean[]::new),
        times(latest));
    regress(sql, issues, latest);
  }

  private static OffsetDateTime[] times(List<EventToSave> events) {
    return events.stream()
        .map(event -> event.timestamp().atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }

  /** A resolved issue that is seen again after it was resolved is open again, as regressed. */
  private static void regress(Sql sql, Long[] issues, List<EventToSave> latest) {
    for (Row row :
        sql.rows(
            """
            UPDATE issue i SET status = 0, substatus = 6, active_at = w.seen, resolved_at = NULL,
              status_details = '{}'
            FROM unnest($1::int8[], $2::timestamptz[], $3::text[]) AS w(id, seen, event_id)
            WHERE i.id = w.id AND i.status = 1
              AND (i.resolved_at IS NULL OR w.seen > i.resolved_at - interval '5 seconds')
            RETURNING i.id, i.project_id, w.event_id\
            """,
            issues,
            times(latest),
            latest.stream()
                .map(event -> event.id().toString().replace("-", ""))
                .toArray(String[]::new))) {
      sql.update(
          """
          INSERT INTO activity (project_id, issue_id, type, data)
          VALUES ($1, $2, $3, jsonb_build_object('event_id', $4::text))\
          """,
          row.getLong(1),
          row.getLong(0),
          ACTIVITY_REGRESSION,
          row.getString(2));
    }
  }
}
