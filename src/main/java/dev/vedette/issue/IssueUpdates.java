package dev.vedette.issue;

import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * Changes that new events make to what existing issues say of themselves (spec 04 §2.6). What an
 * issue shows is its newest event's, in whichever order batches are saved: lanes of a feed do not
 * wait for each other.
 */
final class IssueUpdates {

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
  }

  private static OffsetDateTime[] times(List<EventToSave> events) {
    return events.stream()
        .map(event -> event.timestamp().atOffset(ZoneOffset.UTC))
        .toArray(OffsetDateTime[]::new);
  }
}
