package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.feed.Feed;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** User reports as the API reads and writes them (spec 02 §20). */
final class ReportQueries {

  private static final String SELECT =
      """
      SELECT r.id, r.event_id, r.name, r.email, r.comments, r.created_at, h.issue_id, e.payload
      FROM user_report r JOIN project p ON p.id = r.project_id
        LEFT JOIN LATERAL (
          SELECT hash_id, payload FROM event e
          WHERE e.project_id = r.project_id AND e.event_id = r.event_id LIMIT 1) e ON true
        LEFT JOIN issue_hash h ON h.id = e.hash_id
        LEFT JOIN issue i ON i.id = h.issue_id
      WHERE p.organization_id = $1
      """;

  private final Database database;
  private final Feed feed;

  ReportQueries(Database database, Feed feed) {
    this.database = database;
    this.feed = feed;
  }

  ListReports.Page list(ListReports query) {
    List<ListReports.Report> found =
        database
            .sql()
            .list(
                SELECT
                    + """
                     AND r.project_id = ANY($2::int8[]) AND ($3::int8 IS NULL OR h.issue_id = $3)
                      AND (NOT $4 OR i.id IS NULL OR i.status = 0)
                    ORDER BY r.created_at DESC, r.id DESC LIMIT $5 OFFSET $6\
                    """,
                ReportQueries::report,
                query.organization().value(),
                query.projects().stream().map(ProjectId::value).toArray(Long[]::new),
                query.issue(),
                query.unresolved(),
                query.limit() + 1,
                query.offset());
    boolean more = found.size() > query.limit();
    return new ListReports.Page(more ? found.subList(0, query.limit()) : found, more);
  }

  private static ListReports.Report report(Row row) {
    return new ListReports.Report(
        row.getLong(0),
        row.getUUID(1).toString().replace("-", ""),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getOffsetDateTime(5).toInstant(),
        row.getLong(6),
        row.getBuffer(7) == null
            ? Json.Obj.EMPTY
            : EventRows.payload(row.getBuffer(7)).object("user"));
  }

  ListReports.Report add(AddReport request) {
    UUID event = EventRows.uuid(request.event());
    return database.inTransaction(sql -> {
      Optional<Boolean> first =
          isTooOld(sql, request, event) ? Optional.empty() : store(sql, request, event);
      if (first.isEmpty()) {
        throw new Fault(Fault.Code.CONFLICT, "Feedback for this event cannot be modified.");
      }
      if (first.get()) {
        becomeFeedback(sql, request, event);
      }
      return sql.one(
          SELECT + " AND r.project_id = $2 AND r.event_id = $3",
          ReportQueries::report,
          request.organization().value(),
          request.project().value(),
          event);
    });
  }

  private static boolean isTooOld(Sql sql, AddReport request, UUID event) {
    return sql.one(
        """
        SELECT EXISTS (SELECT FROM event WHERE project_id = $1 AND event_id = $2
          AND timestamp < now() - interval '30 minutes')\
        """,
        row -> row.getBoolean(0),
        request.project().value(),
        event);
  }

  private void becomeFeedback(Sql sql, AddReport request, UUID event) {
    ReportedFeedback feedback =
        new ReportedFeedback(
            request.organization(),
            request.project(),
            0,
            event,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            request.name(),
            request.email(),
            request.comments(),
            "user_report_sentry_django_endpoint");
    int lane = (int) (request.project().value() % feed.partitions());
    ReportedFeedback.append(sql, feed, lane, feedback.group(sql).stream().toList());
  }

  /** Whether it is the first about its event; empty when it came too late. */
  private static Optional<Boolean> store(Sql sql, AddReport request, UUID event) {
    return sql.find(
        """
        INSERT INTO user_report AS r (project_id, event_id, name, email, comments, created_at, linked,
          hash_id)
        SELECT p.id, $3, $4, $5, $6, now(),
          EXISTS (SELECT FROM event WHERE project_id = p.id AND event_id = $3),
          (SELECT hash_id FROM event WHERE project_id = p.id AND event_id = $3 LIMIT 1)
        FROM project p
        WHERE p.organization_id = $1 AND p.id = $2
        ON CONFLICT (project_id, event_id) DO UPDATE SET name = EXCLUDED.name,
          email = EXCLUDED.email, comments = EXCLUDED.comments, created_at = EXCLUDED.created_at
        WHERE r.created_at > EXCLUDED.created_at - interval '5 minutes'
        RETURNING xmax = 0\
        """,
        row -> row.getBoolean(0),
        request.organization().value(),
        request.project().value(),
        event,
        request.name(),
        request.email(),
        request.comments());
  }
}
