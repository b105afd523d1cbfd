package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Conditions;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads issues. Every statement is bound to the organization. */
final class IssueQueries {

  private static final int HOURS = 24;
  private static final int FORTNIGHT = 14;
  private static final int MONTH = 30;
  private static final int PENDING_DELETION = 3;

  private static final String NEWEST = "s.last_seen DESC, s.issue_id DESC";

  private static final String COLUMNS =
      """
      SELECT i.id, i.project_id, p.slug, p.name, p.platform, i.short_id, i.status, i.substatus,
        i.priority, i.level, i.logger, i.platform, i.event_type, i.title, i.culprit,
        i.metadata::text, i.status_details::text, s.times_seen, s.first_seen, s.last_seen,
        i.assigned_account, coalesce(nullif(a.name, ''), a.email), i.assigned_team, t.slug, i.comments,
        i.unhandled, r.version, coalesce(seen.last_seen >= i.active_at, false),
        mark.account_id IS NOT NULL, sub.is_active, a.email, i.priority_locked_at,
        CASE WHEN z."window" IS NULL THEN z.count - (s.times_seen - z.times_seen) END,
        CASE WHEN z.user_window IS NULL THEN z.user_count + z.users_seen END, share.share_id
      """;

  /**
   * What else is known of an issue {@code i}; to be joined after it is known which issues are
   * meant.
   */
  private static final String JOINS =
      """
      JOIN project p ON p.id = i.project_id AND p.status = 'active'
      JOIN issue_stat s ON s.issue_id = i.id
      LEFT JOIN account a ON a.id = i.assigned_account
      LEFT JOIN team t ON t.id = i.assigned_team
      LEFT JOIN release r ON r.id = i.first_release_id
      LEFT JOIN issue_snooze z ON z.issue_id = i.id AND i.status = 2
      LEFT JOIN issue_share share ON share.issue_id = i.id
      LEFT JOIN issue_seen seen ON seen.issue_id = i.id AND seen.account_id = $1
      LEFT JOIN issue_bookmark mark ON mark.issue_id = i.id AND mark.account_id = $1
      LEFT JOIN issue_subscription sub ON sub.issue_id = i.id AND sub.account_id = $1
      """;

  private static final String ALL = COLUMNS + "FROM issue i " + JOINS;

  private final Database database;

  IssueQueries(Database database) {
    this.database = database;
  }

  /** What issues and their counts must be like; each project is asked for by itself. */
  private static Conditions matching(OrganizationId organization, ListIssues.Filter filter) {
    Conditions wanted =
        new Conditions()
            .and("i.status < ?", (short) PENDING_DELETION)
            .and("s.times_seen > 0")
            .and("i.type = ?", filter.feedback() ? HashResolver.FEEDBACK : HashResolver.ERROR);
    if (filter.status() instanceof Integer status) {
      wanted.and("i.status = ?", status.shortValue());
    }
    if (filter.text() instanceof String text) {
      String pattern = "%" + like(text) + "%";
      wanted.and("(i.message ILIKE ? OR i.title ILIKE ?)", pattern, pattern);
    }
    if (filter.from() instanceof Instant from) {
      wanted.and("s.last_seen >= ?", from.atOffset(ZoneOffset.UTC));
    }
    if (filter.to() instanceof Instant to) {
      wanted.and("s.first_seen <= ?", to.atOffset(ZoneOffset.UTC));
    }
    if (!filter.environments().isEmpty()) {
      wanted.and(
          """
          EXISTS (
            SELECT FROM issue_hash h JOIN issue_hour o ON o.hash_id = h.id
              JOIN environment e ON e.id = o.environment_id
            WHERE h.issue_id = i.id AND e.organization_id = ? AND e.name = ANY(?::text[]))\
          """,
          organization.value(),
          filter.environments().toArray(String[]::new));
    }
    if (!filter.priorities().isEmpty()) {
      wanted.and(
          "i.priority = ANY(?::int2[])",
          (Object) filter.priorities().stream().map(Integer::shortValue).toArray(Short[]::new));
    }
    return wanted;
  }

  /** The projects that are asked for, as far as they are the organization's. */
  private static String projects(
      Conditions wanted, OrganizationId organization, List<ProjectId> projects) {
    return """
    project p ON p.id = ANY(%s::int8[]) AND p.organization_id = %s AND p.status = 'active'\
    """
        .formatted(
            wanted.parameter(projects.stream().map(ProjectId::value).toArray(Long[]::new)),
            wanted.parameter(organization.value()));
  }

  /**
   * A page of the list. The first of each project are read in their order, which an index has, and
   * all else of them is looked up once it is known which they are.
   */
  ListIssues.Page list(ListIssues query) {
    ListIssues.Filter filter = query.filter();
    Conditions wanted = matching(query.organization(), filter);
    String order = order(filter.sort()) + NEWEST;
    // no index has this order, but each priority by itself is read in one that has
    boolean byPriority = filter.sort() == ListIssues.Sort.PRIORITY;
    String sql =
        """
        WITH page AS MATERIALIZED (
          SELECT s.* FROM (VALUES %s) part(priority) JOIN %s
          CROSS JOIN LATERAL (
            SELECT s.issue_id, s.last_seen, s.first_seen, s.times_seen, i.priority
            FROM issue_stat s JOIN issue i ON i.id = s.issue_id
            WHERE s.project_id = p.id AND %s AND %s ORDER BY %s LIMIT %s) s
          ORDER BY %s LIMIT %s OFFSET %s)
        %s FROM page JOIN issue i ON i.id = page.issue_id %s ORDER BY %s\
        """
            .formatted(
                byPriority ? priorities(filter) : "(0)",
                projects(wanted, query.organization(), query.projects()),
                byPriority ? "i.priority = part.priority" : "true",
                wanted.sql(),
                byPriority ? NEWEST : order,
                wanted.parameter(query.limit() + 1 + query.offset()),
                order,
                wanted.parameter(query.limit() + 1),
                wanted.parameter(query.offset()),
                COLUMNS,
                JOINS.replace("$1", wanted.parameter(query.account())),
                order);
    List<Row> rows = planned(filter, found -> found.list(sql, row -> row, wanted.values()));
    boolean more = rows.size() > query.limit();
    return new ListIssues.Page(
        views(more ? rows.subList(0, query.limit()) : rows, filter.fortnight() ? FORTNIGHT : 0),
        more);
  }

  long count(CountIssues query) {
    Conditions wanted = matching(query.organization(), query.filter());
    String sql =
        """
        SELECT count(*) FROM (
          SELECT FROM issue i JOIN issue_stat s ON s.issue_id = i.id
          JOIN %s AND p.id = s.project_id
          WHERE %s LIMIT %s) found\
        """
            .formatted(
                projects(wanted, query.organization(), query.projects()),
                wanted.sql(),
                wanted.parameter(query.most()));
    return planned(query.filter(), found -> found.one(sql, row -> row.getLong(0), wanted.values()));
  }

  /**
   * Runs a query. How words are best looked for depends on how many issues have them, so that such
   * a query is planned anew each time.
   */
  private <T> T planned(ListIssues.Filter filter, Function<Sql, T> query) {
    return filter.text() == null
        ? query.apply(database.sql())
        : database.inTransaction(sql -> {
          sql.send("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)");
          return query.apply(sql);
        });
  }

  private static String order(ListIssues.Sort sort) {
    return switch (sort) {
      case DATE -> "";
      case NEW -> "s.first_seen DESC, ";
      case FREQ -> "s.times_seen DESC, ";
      case PRIORITY -> "priority DESC, ";
    };
  }

  /** The priorities that are asked for, or all that there are, as rows. */
  private static String priorities(ListIssues.Filter filter) {
    return Arrays.stream(Priority.values())
        .map(Priority::number)
        .filter(one -> filter.priorities().isEmpty() || filter.priorities().contains(one))
        .map("(%d::int2)"::formatted)
        .collect(Collectors.joining(", "));
  }

  private static String like(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  Optional<IssueView> find(FindIssue query) {
    String name = query.name();
    List<Row> rows =
        name.matches("\\d{1,18}") ? byId(query, Long.parseLong(name)) : byShortId(query);
    return views(rows, MONTH).stream().findFirst();
  }

  private List<Row> byId(FindIssue query, long id) {
    return database
        .sql()
        .list(
            ALL + "WHERE p.organization_id = $2 AND i.id = $3 AND i.status < $4",
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
            ALL
                + "WHERE p.organization_id = $2 AND lower(p.slug) = lower($3) AND i.short_id = $4 AND i.status < $5",
            row -> row,
            query.account(),
            query.organization().value(),
            name.substring(0, dash),
            number,
            (short) PENDING_DELETION);
  }

  private List<IssueView> views(List<Row> rows, int days) {
    Long[] ids = rows.stream().map(row -> row.getLong(0)).toArray(Long[]::new);
    if (ids.length == 0) {
      return List.of();
    }
    Map<Long, Long> users = IssueUsers.count(database.sql(), ids);
    Instant now = Instant.now();
    EventCounts counts = new EventCounts(database.sql(), ids);
    Map<Long, List<Long>> hours = counts.last(HOURS, ChronoUnit.HOURS, now);
    Map<Long, List<Long>> ofDays = days == 0 ? Map.of() : counts.last(days, ChronoUnit.DAYS, now);
    List<IssueView> views = new ArrayList<>();
    for (Row row : rows) {
      long id = row.getLong(0);
      views.add(
          view(
              row,
              users.getOrDefault(id, 0L),
              hours.getOrDefault(id, Collections.nCopies(HOURS, 0L)),
              ofDays.getOrDefault(id, Collections.nCopies(days, 0L))));
    }
    return views;
  }

  private static IssueView view(Row row, long users, List<Long> hours, List<Long> days) {
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
        statusDetails(row, users),
        row.getLong(17),
        row.getOffsetDateTime(18).toInstant(),
        row.getOffsetDateTime(19).toInstant(),
        users,
        assignee(row),
        row.getInteger(24),
        row.getBoolean(25),
        row.getString(26),
        new IssueView.Personal(row.getBoolean(27), row.getBoolean(28), row.getBoolean(29)),
        row.getOffsetDateTime(31) == null ? null : row.getOffsetDateTime(31).toInstant(),
        row.getString(34),
        hours,
        days);
  }

  /** Conditions of an archive without a window tell what is left of them. */
  private static Json.Obj statusDetails(Row row, long users) {
    Json.Obj details = JsonText.parseTrustedObject(row.getString(16));
    Long events = row.getLong(32);
    Long until = row.getLong(33);
    if (events != null) {
      details = details.with("ignoreCount", Json.of(Math.max(0, events)));
    }
    return until == null
        ? details
        : details.with("ignoreUserCount", Json.of(Math.max(0, until - users)));
  }

  private static IssueView.@Nullable Assignee assignee(Row row) {
    if (row.getLong(20) != null) {
      return new IssueView.Assignee("user", row.getLong(20), row.getString(21), row.getString(30));
    }
    return row.getLong(22) == null
        ? null
        : new IssueView.Assignee("team", row.getLong(22), row.getString(23), null);
  }
}
