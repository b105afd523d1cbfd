package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Archived issues and what opens them again (spec 04 §9, §11.6). */
final class Archiving {

  private static final int LONGEST_WINDOW = 10_080;

  private Archiving() {}

  /**
   * Notes the conditions of an issue that is being archived.
   *
   * @return what the issue's {@code statusDetails} say; empty without a condition
   */
  static Json.Obj note(
      Sql sql, long issue, ChangeIssues.@Nullable Snooze snooze, Json actor, Instant now) {
    sql.update("DELETE FROM issue_snooze WHERE issue_id = $1", issue);
    if (snooze == null || !snooze.isConditional()) {
      return Json.Obj.EMPTY;
    }
    check("ignoreWindow", snooze.window());
    check("ignoreUserWindow", snooze.userWindow());
    Integer minutes = snooze.minutes();
    Instant until = minutes == null ? null : now.plus(minutes, ChronoUnit.MINUTES);
    long users = IssueUsers.count(sql, new Long[] {issue}).getOrDefault(issue, 0L);
    sql.update(
        """
        INSERT INTO issue_snooze (issue_id, until, count, "window", user_count, user_window,
          times_seen, users_seen)
        SELECT issue_id, $2, $3, $4, $5, $6, times_seen, $7 FROM issue_stat WHERE issue_id = $1\
        """,
        issue,
        until == null ? null : until.atOffset(ZoneOffset.UTC),
        snooze.count(),
        snooze.window(),
        snooze.users(),
        snooze.userWindow(),
        users);
    return Json.object()
        .put("ignoreCount", number(snooze.count()))
        .put("ignoreUntil", text(until))
        .put("ignoreUserCount", number(snooze.users()))
        .put("ignoreUserWindow", number(snooze.userWindow()))
        .put("ignoreWindow", number(snooze.window()))
        .put("actor", actor)
        .build();
  }

  private static void check(String field, @Nullable Integer minutes) {
    if (minutes != null && minutes > LONGEST_WINDOW) {
      throw Fault.invalid(field, "Ensure this value is less than or equal to 10080.");
    }
  }

  private static Json number(@Nullable Integer value) {
    return value == null ? Json.NULL : Json.of(value.longValue());
  }

  private static Json text(@Nullable TemporalAccessor time) {
    return time == null ? Json.NULL : Json.of(time.toString());
  }

  /**
   * Opens the archived ones among the issues whose condition the batch has met.
   *
   * @param events the new events of each issue, which have been counted
   */
  static void test(Sql sql, Map<Long, List<EventToSave>> events) {
    Long[] issues = events.keySet().toArray(Long[]::new);
    for (Row row :
        sql.rows(
            """
            SELECT z.issue_id, z.until <= now(), z.count, z."window", z.user_count, z.user_window,
              s.times_seen - z.times_seen, z.users_seen, i.status_details::text
            FROM issue_snooze z JOIN issue i ON i.id = z.issue_id AND i.status = 2
              JOIN issue_stat s ON s.issue_id = z.issue_id
            WHERE z.issue_id = ANY($1::int8[]) ORDER BY z.issue_id\
            """,
            (Object) issues)) {
      long issue = row.getLong(0);
      boolean elapsed = Boolean.TRUE.equals(row.getBoolean(1));
      List<EventToSave> ofIssue = events.getOrDefault(issue, List.of());
      if (!ofIssue.isEmpty() && (elapsed || isMet(sql, row))) {
        String event = ofIssue.getFirst().id().toString().replace("-", "");
        open(sql, issue, elapsed, event, row.getString(8));
      }
    }
  }

  private static boolean isMet(Sql sql, Row row) {
    long issue = row.getLong(0);
    Integer count = row.getInteger(2);
    Integer window = row.getInteger(3);
    if (count != null) {
      long events = window == null ? row.getLong(6) : recent(sql, "SELECT 1", issue, window, count);
      if (events >= count) {
        return true;
      }
    }
    Integer users = row.getInteger(4);
    if (users == null) {
      return false;
    }
    Integer userWindow = row.getInteger(5);
    return userWindow == null
        ? IssueUsers.count(sql, new Long[] {issue}).getOrDefault(issue, 0L)
            >= users + row.getLong(7)
        : recent(sql, "SELECT DISTINCT e.user_tag", issue, userWindow, users) >= users;
  }

  /** Events, or users, of the last minutes; no more are counted than are asked for. */
  private static long recent(Sql sql, String select, long issue, int minutes, int most) {
    return sql.one(
        "SELECT count(*) FROM ("
            + select
            + """
               FROM event e JOIN issue_hash h ON h.id = e.hash_id
              WHERE h.issue_id = $1 AND e.timestamp > now() - make_interval(mins => $2)
                AND e.received > now() - make_interval(mins => $2) - interval '1 day'
                AND ($4 OR e.user_tag IS NOT NULL) LIMIT $3) counted\
            """,
        row -> row.getLong(0),
        issue,
        minutes,
        most,
        select.equals("SELECT 1"));
  }

  private static void open(Sql sql, long issue, boolean elapsed, String event, String details) {
    int opened =
        sql.update(
            """
            UPDATE issue SET status = 0, substatus = $2, status_details = '{}', active_at = now()
            WHERE id = $1 AND status = 2\
            """,
            issue,
            (short) (elapsed ? 3 : 2));
    if (opened == 0) {
      // somebody was faster
      return;
    }
    sql.update("DELETE FROM issue_snooze WHERE issue_id = $1", issue);
    Json.Builder data = Json.object().put("event_id", event);
    if (!elapsed) {
      data.put("expired_snooze", JsonText.parseTrustedObject(details).without("actor"));
    }
    short type = elapsed ? ActivityRows.SET_UNRESOLVED : ActivityRows.SET_ESCALATING;
    ActivityRows.add(sql, issue, type, null, data.build());
  }

  /** Opens the issues whose time is over, event or not. */
  static void elapse(Sql sql, Instant now) {
    List<Long> due =
        sql.list(
            """
            SELECT i.id FROM issue i JOIN issue_snooze z ON z.issue_id = i.id
            WHERE z.until <= $1 AND i.status = 2 ORDER BY i.id FOR UPDATE OF i SKIP LOCKED\
            """,
            row -> row.getLong(0),
            now.atOffset(ZoneOffset.UTC));
    for (long issue : due) {
      sql.update(
          "UPDATE issue SET status = 0, substatus = 3, status_details = '{}' WHERE id = $1", issue);
      sql.update("DELETE FROM issue_snooze WHERE issue_id = $1", issue);
      ActivityRows.add(sql, issue, ActivityRows.SET_UNRESOLVED, null, Json.Obj.EMPTY);
    }
  }

  /** New, regressed and escalating issues are no news after seven days (spec 04 §7.1). */
  static void settle(Sql sql, Instant now) {
    List<Long> settled =
        sql.list(
            """
            UPDATE issue SET substatus = 3 WHERE id IN (
              SELECT id FROM issue WHERE status = 0 AND substatus IN (2, 6, 7)
                AND active_at <= $1::timestamptz - interval '7 days'
              ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING id\
            """,
            row -> row.getLong(0),
            now.atOffset(ZoneOffset.UTC));
    Json.Obj data = Json.object().put("after_days", 7L).build();
    settled.forEach(
        issue -> ActivityRows.add(sql, issue, ActivityRows.AUTO_SET_ONGOING, null, data));
  }

  /** Stores what an issue's {@code statusDetails} say. */
  static void setDetails(Sql sql, long issue, Json.Obj details) {
    sql.update(
        "UPDATE issue SET status_details = $2::text::jsonb WHERE id = $1",
        issue,
        StoredText.json(details));
  }
}
