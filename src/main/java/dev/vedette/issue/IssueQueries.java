package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads issues. Every statement is bound to the organization. */
final class IssueQueries {

  private static final int HOURS = 24;
  private static final int PENDING_DELETION = 3;

  private static final String SELECT =
      """
      SELECT i.id, i.project_id, p.slug, p.name, p.platform, i.short_id, i.status, i.substatus,
        i.priority, i.level, i.logger, i.platform, i.event_type, i.title, i.culprit,
        i.metadata::text, i.status_details::text, s.times_seen, s.first_seen, s.last_seen,
        i.assigned_account, coalesce(nullif(a.name, ''), a.email), i.assigned_team, t.slug, i.comments,
        i.unhandled, r.version, coalesce(seen.last_seen >= i.active_at, false),
        mark.account_id IS NOT NULL, sub.is_active, a.email
      FROM issue i
      JOIN project p ON p.id = i.project_id AND p.status = 'active'
      JOIN issue_stat s ON s.issue_id = i.id
      LEFT JOIN account a ON a.id = i.assigned_account
      LEFT JOIN team t ON t.id = i.assigned_team
      LEFT JOIN release r ON r.id = i.first_release_id
      LEFT JOIN issue_seen seen ON seen.issue_id = i.id AND seen.account_id = $1
      LEFT JOIN issue_bookmark mark ON mark.issue_id = i.id AND mark.account_id = $1
      LEFT JOIN issue_subscription sub ON sub.issue_id = i.id AND sub.account_id = $1
      """;

  private final Database database;

  IssueQueries(Database database) {
    this.database = database;
  }

  ListIssues.Page list(ListIssues query) {
    List<Row> rows =
        database
            .sql()
            .list(
                SELECT
                    + """
                    WHERE p.organization_id = $2 AND s.project_id = ANY($3::int8[])
                      AND i.status < $4 AND ($5::int2 IS NULL OR i.status = $5)
                      AND ($6::text IS NULL OR i.message ILIKE $6 OR i.title ILIKE $6)
                      AND s.times_seen > 0
                    ORDER BY s.last_seen DESC, s.issue_id DESC LIMIT $7 OFFSET $8\
                    """,
                row -> row,
                query.account(),
                query.organization().value(),
                query.projects().stream().map(ProjectId::value).toArray(Long[]::new),
                (short) PENDING_DELETION,
                query.status() == null ? null : query.status().shortValue(),
                query.text() == null ? null : "%" + like(query.text()) + "%",
                query.limit() + 1,
                query.offset());
    boolean more = rows.size() > query.limit();
    return new ListIssues.Page(views(more ? rows.subList(0, query.limit()) : rows), more);
  }

  private static String like(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  Optional<IssueView> find(FindIssue query) {
    String name = query.name();
    List<Row> rows =
        name.matches("\\d{1,18}") ? byId(query, Long.parseLong(name)) : byShortId(query);
    return views(rows).stream().findFirst();
  }

  private List<Row> byId(FindIssue query, long id) {
    return database
        .sql()
        .list(
            SELECT + "WHERE p.organization_id = $2 AND i.id = $3 AND i.status < $4",
            row -> row,
            query.account(),
            query.organization().value(),
            id,
            (short) PENDING_DELETION);
  }

  private List<Row> byShortId(FindIssue query) {
    String name = query.name();
    int dash = name.lastIndexOf('-');
    long number = dash <= 0 ? -1 : IssueView.number(name.substring(dash + 1));
    if (number < 0) {
      return List.of();
    }
    return database
        .sql()
        .list(
            SELECT
                + "WHERE p.organization_id = $2 AND lower(p.slug) = lower($3) AND i.short_id = $4 AND i.status < $5",
            row -> row,
            query.account(),
            query.organization().value(),
            name.substring(0, dash),
            number,
            (short) PENDING_DELETION);
  }

  private List<IssueView> views(List<Row> rows) {
    Long[] ids = rows.stream().map(row -> row.getLong(0)).toArray(Long[]::new);
    if (ids.length == 0) {
      return List.of();
    }
    Map<Long, Long> users = users(ids);
    Map<Long, Long[]> hours = hours(ids);
    List<IssueView> views = new ArrayList<>();
    for (Row row : rows) {
      long id = row.getLong(0);
      Long[] counts = hours.getOrDefault(id, new Long[0]);
      views.add(view(row, users.getOrDefault(id, 0L), counts));
    }
    return views;
  }

  private static IssueView view(Row row, long users, Long[] hours) {
    Json.Obj metadata = JsonText.parseTrustedObject(row.getString(15));
    return new IssueView(
        row.getLong(0),
        new ProjectId(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getShort(6),
        row.getShort(7) == null ? null : row.getShort(7).intValue(),
        row.getShort(8),
        row.getShort(9),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        metadata,
        JsonText.parseTrustedObject(row.getString(16)),
        row.getLong(17),
        row.getOffsetDateTime(18).toInstant(),
        row.getOffsetDateTime(19).toInstant(),
        users,
        assignee(row),
        row.getInteger(24),
        row.getBoolean(25),
        row.getString(26),
        new IssueView.Personal(row.getBoolean(27), row.getBoolean(28), row.getBoolean(29)),
        hours.length == 0 ? java.util.Collections.nCopies(HOURS, 0L) : List.of(hours));
  }

  private static IssueView.@Nullable Assignee assignee(Row row) {
    if (row.getLong(20) != null) {
      return new IssueView.Assignee("user", row.getLong(20), row.getString(21), row.getString(30));
    }
    return row.getLong(22) == null
        ? null
        : new IssueView.Assignee("team", row.getLong(22), row.getString(23), null);
  }

  private Map<Long, Long> users(Long[] ids) {
    Map<Long, UserSketch> sketches = new HashMap<>();
    for (Row row :
        database
            .sql()
            .rows(
                """
                SELECT h.issue_id, u.users FROM issue_hash h JOIN hash_users u ON u.hash_id = h.id
                WHERE h.issue_id = ANY($1::int8[])
                UNION ALL
                SELECT h.issue_id, d.users FROM issue_hash h JOIN issue_hour_delta d ON d.hash_id = h.id
                WHERE h.issue_id = ANY($1::int8[]) AND d.users IS NOT NULL\
                """,
                (Object) ids)) {
      sketches
          .computeIfAbsent(row.getLong(0), id -> UserSketch.empty())
          .merge(row.getBuffer(1).getBytes());
    }
    Map<Long, Long> counts = new HashMap<>();
    sketches.forEach((id, sketch) -> counts.put(id, sketch.count()));
    return counts;
  }

  private Map<Long, Long[]> hours(Long[] ids) {
    Instant first = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1L, ChronoUnit.HOURS);
    Map<Long, Long[]> counts = new HashMap<>();
    for (Row row :
        database
            .sql()
            .rows(
                """
                SELECT h.issue_id, r.hour, sum(r.events)::int8 FROM issue_hash h JOIN (
                  SELECT hash_id, hour, events FROM issue_hour WHERE hour >= $2
                  UNION ALL SELECT hash_id, hour, events FROM issue_hour_delta WHERE hour >= $2
                ) r ON r.hash_id = h.id
                WHERE h.issue_id = ANY($1::int8[]) GROUP BY 1, 2\
                """,
                ids,
                first.atOffset(ZoneOffset.UTC))) {
      Long[] ofIssue =
          counts.computeIfAbsent(
              row.getLong(0),
              id -> {
                Long[] zeros = new Long[HOURS];
                java.util.Arrays.fill(zeros, 0L);
                return zeros;
              });
      long hour = ChronoUnit.HOURS.between(first, row.getOffsetDateTime(1).toInstant());
      if (hour >= 0 && hour < HOURS) {
        ofIssue[(int) hour] += row.getLong(2);
      }
    }
    return counts;
  }
}
