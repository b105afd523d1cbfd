package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes that new events make to what existing issues say of themselves (spec 04 §2.6): appended
 * in the save, merged about once a second by one lane. What an issue shows is its newest event's,
 * in whichever order batches are saved: lanes of a feed do not wait for each other.
 */
final class IssueUpdates {

  private static final Set<String> PLACEHOLDERS =
      Set.of("", "<untitled>", "<unknown>", "<unlabeled event>", "Error");

  private static final int MERGE_LIMIT = 20_000;

  /**
   * Locks what saves and people lock before an issue, in the same order: the rows of {@code
   * issue_stat} by their ids. A title is that of the newest event that has one.
   */
  private static final String MERGE =
      """
      WITH taken AS (
        DELETE FROM issue_latest WHERE ctid = ANY (ARRAY(SELECT ctid FROM issue_latest LIMIT $1))
        RETURNING *),
      newest AS (SELECT DISTINCT ON (issue_id) * FROM taken ORDER BY issue_id, seen DESC),
      named AS (
        SELECT DISTINCT ON (issue_id) issue_id, title, metadata FROM taken WHERE titled
        ORDER BY issue_id, seen DESC),
      locked AS MATERIALIZED (
        SELECT s.issue_id FROM newest w JOIN issue i ON i.id = w.issue_id
          JOIN issue_stat s ON s.issue_id = i.id AND s.last_seen <= w.seen
          LEFT JOIN named n ON n.issue_id = w.issue_id
        WHERE i.level <> w.level OR i.culprit <> w.culprit OR i.title <> n.title
          OR i.unhandled <> w.unhandled
        ORDER BY s.issue_id FOR UPDATE OF s),
      changed AS (
        UPDATE issue i SET level = w.level, culprit = w.culprit, message = w.message,
          title = coalesce(n.title, i.title),
          metadata = i.metadata || coalesce(n.metadata, '{}') || w.metadata,
          unhandled = w.unhandled
        FROM newest w JOIN locked l ON l.issue_id = w.issue_id
          LEFT JOIN named n ON n.issue_id = w.issue_id
        WHERE i.id = w.issue_id)
      SELECT count(*) FROM taken\
      """;

  private IssueUpdates() {}

  /**
   * Notes what the latest event of each issue says, unless a later one was saved before it.
   *
   * @param issues ids in ascending order, whose {@code issue_stat} has been brought up to date
   * @param latest for each issue its latest event of the batch
   */
  static void append(Sql sql, Long[] issues, List<EventToSave> latest) {
    sql.send(
        """
        INSERT INTO issue_latest (issue_id, level, culprit, message, title, titled, metadata, unhandled, seen)
        SELECT w.id, w.level, w.culprit, w.message, w.title, w.titled, w.metadata::jsonb, w.unhandled, w.seen
        FROM unnest($1::int8[], $2::int2[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[],
            $8::bool[], $9::timestamptz[])
            AS w(id, level, culprit, message, title, titled, metadata, unhandled, seen)
          JOIN issue_stat s ON s.issue_id = w.id AND s.last_seen <= w.seen\
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
  }

  /**
   * Brings issues up to their newest events.
   *
   * @param fence called first in the transaction; throws when the caller may not write any more
   * @return whether more may be waiting
   */
  static boolean merge(Database database, Consumer<Sql> fence) {
    long taken =
        database.inTransaction(sql -> {
          fence.accept(sql);
          return sql.one(MERGE, row -> row.getLong(0), MERGE_LIMIT);
        });
    return taken == MERGE_LIMIT;
  }

  private static OffsetDateTime[] times(List<EventToSave> events) {
    return events.stream()
        .map(event -> event.timestamp().atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }
}
