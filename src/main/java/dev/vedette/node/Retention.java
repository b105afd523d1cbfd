package dev.vedette.node;

import dev.vedette.issue.IssueRetention;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is past its retention in tables that are not partitioned: rows and issues (spec 10 §13).
 *
 * @param oldest what came before is too old
 * @param project the project whose things are meant, or null for all
 */
public record Retention(
    Database database, Instant oldest, Instant now, @Nullable ProjectId project) {

  /** Kinds of things that can be deleted by themselves. */
  public enum Kind {
    /** Events, what is counted of them, sessions, check-ins, reports. */
    EVENTS,
    /** Issues of which nothing was seen for so long. */
    ISSUES,
    /** Attachments, profiles, recordings, and files to which nothing refers. */
    FILES,
    /** Tokens, log-ins and invitations that have expired. */
    TOKENS
  }

  private static final int BATCH = 10_000;
  private static final Duration SESSION_STATES = Duration.ofDays(6);

  /** How long an invitation can be accepted. */
  private static final Duration INVITATIONS = Duration.ofDays(30);

  /** Tokens that have expired are shown as such for a while. */
  private static final Duration EXPIRED_TOKENS = Duration.ofDays(30);

  /**
   * Rows of a table that go.
   *
   * @param column what tells a row's age
   * @param before rows of an earlier time go
   * @param more a condition that they must meet as well
   * @param ofProjects whether each is some project's
   */
  private record Rows(
      String table, String column, Instant before, String more, boolean ofProjects) {}

  private Rows old(String table, String column) {
    return new Rows(table, column, oldest, "true", true);
  }

  private List<Rows> rows(Kind kind) {
    return switch (kind) {
      case EVENTS ->
          List.of(
              old("user_report", "created_at"),
              old("check_in", "started_at"),
              old("session_hour", "hour"),
              new Rows("issue_hour", "hour", oldest, "true", false),
              old("outcome_hour", "hour"),
              new Rows("session_state", "started", now.minus(SESSION_STATES), "true", true),
              old("tag_value", "last_seen"),
              old("recent_drop", "at"));
      case ISSUES -> List.of();
      case FILES ->
          List.of(
              old("attachment", "received"),
              old("profile", "received"),
              old("replay_segment", "received"));
      case TOKENS ->
          List.of(
              new Rows("web_session", "expires_at", now, "true", false),
              new Rows("api_token", "expires_at", now.minus(EXPIRED_TOKENS), "true", false),
              new Rows(
                  "member",
                  "invited_at",
                  earlier(oldest, now.minus(INVITATIONS)),
                  "account_id IS NULL",
                  false));
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Deletes what is too old of some kinds; waits. */
  public void delete(Set<Kind> kinds) {
    for (Kind kind : kinds) {
      rows(kind).stream().filter(this::isMeant).forEach(this::delete);
    }
    if (kinds.contains(Kind.ISSUES)) {
      var unused = IssueRetention.delete(database, oldest, project);
    }
  }

  /** What {@link #delete} would delete: rows by the name of their table; waits. */
  public Map<String, Long> count(Set<Kind> kinds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Kind kind : kinds) {
      rows(kind).stream()
          .filter(this::isMeant)
          .forEach(rows -> counts.put(rows.table(), count(rows)));
    }
    if (kinds.contains(Kind.ISSUES)) {
      counts.put("issue", IssueRetention.count(database, oldest, project));
    }
    return counts;
  }

  private boolean isMeant(Rows rows) {
    return project == null || rows.ofProjects();
  }

  private String condition(Rows rows) {
    String own = project == null ? "" : " AND project_id = " + project.value();
    return "%s < $1 AND %s%s".formatted(rows.column(), rows.more(), own);
  }

  private long count(Rows rows) {
    return database
        .sql()
        .one(
            "SELECT count(*) FROM %s WHERE %s".formatted(rows.table(), condition(rows)),
            row -> row.getLong(0),
            rows.before().atOffset(ZoneOffset.UTC));
  }

  private void delete(Rows rows) {
    int deleted;
    do {
      deleted =
          database
              .sql()
              .update(
                  "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s LIMIT %3$d))"
                      .formatted(rows.table(), condition(rows), BATCH),
                  rows.before().atOffset(ZoneOffset.UTC));
    } while (deleted == BATCH);
  }
}
