package dev.vedette.issue;

import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** Counts the tags of issues. Every statement is bound to organization and project. */
final class TagQueries {

  private static final String PREFIX = "sentry:";

  private final Database database;

  TagQueries(Database database) {
    this.database = database;
  }

  private record Line(String key, long unique, long total, IssueTags.Value value) {}

  List<IssueTags.Tag> ofIssue(IssueTags query) {
    List<Line> lines =
        database
            .sql()
            .list(
                """
                WITH sample AS (
                  SELECT e.tags, e.timestamp FROM issue_hash h
                  JOIN project p ON p.id = h.project_id AND p.organization_id = $1
                  CROSS JOIN LATERAL (
                    SELECT tags, timestamp, event_id FROM event WHERE hash_id = h.id
                    ORDER BY timestamp DESC, event_id DESC LIMIT $4) e
                  WHERE h.project_id = $2 AND h.issue_id = $3
                  ORDER BY e.timestamp DESC, e.event_id DESC LIMIT $4),
                counted AS (
                  SELECT t.key, t.value, count(*) AS times, min(s.timestamp) AS first_seen,
                    max(s.timestamp) AS last_seen
                  FROM sample s CROSS JOIN LATERAL jsonb_each_text(s.tags) t(key, value)
                  WHERE t.value <> '' AND ($5::text IS NULL OR t.key = $5 OR t.key = 'sentry:' || $5)
                  GROUP BY t.key, t.value),
                ranked AS (
                  SELECT *, row_number() OVER (PARTITION BY key
                      ORDER BY times DESC, last_seen DESC, value) AS place,
                    count(*) OVER (PARTITION BY key) AS uniques,
                    (sum(times) OVER (PARTITION BY key))::int8 AS total
                  FROM counted)
                SELECT key, value, times, first_seen, last_seen, uniques, total FROM ranked
                WHERE place <= $6 ORDER BY key, place\
                """,
                TagQueries::line,
                query.organization().value(),
                query.project().value(),
                query.issue(),
                IssueTags.SAMPLE,
                query.key(),
                query.values());
    return grouped(lines);
  }

  private static Line line(Row row) {
    String key = row.getString(0);
    return new Line(
        key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key,
        row.getLong(5),
        row.getLong(6),
        new IssueTags.Value(
            row.getString(1),
            row.getLong(2),
            row.getOffsetDateTime(3).toInstant(),
            row.getOffsetDateTime(4).toInstant()));
  }

  private static List<IssueTags.Tag> grouped(List<Line> lines) {
    List<IssueTags.Tag> tags = new ArrayList<>();
    for (Line line : lines) {
      if (tags.isEmpty() || !tags.getLast().key().equals(line.key())) {
        tags.add(new IssueTags.Tag(line.key(), line.unique(), line.total(), new ArrayList<>()));
      }
      tags.getLast().top().add(line.value());
    }
    return tags;
  }
}
