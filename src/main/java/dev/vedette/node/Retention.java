package dev.vedette.node;

import dev.vedette.issue.IssueRetention;
import dev.vedette.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Deletes rows and issues past their retention from tables that are not partitioned. */
public final class Retention {

  private static final int BATCH = 10_000;
  private static final Duration SESSION_STATES = Duration.ofDays(6);

  /** How long an invitation can be accepted. */
  private static final Duration INVITATIONS = Duration.ofDays(30);

  /** Tokens that have expired are shown as such for a while. */
  private static final Duration EXPIRED_TOKENS = Duration.ofDays(30);

  private Retention() {}

  /** Tables and the column that tells a row's age. */
  private static Map<String, String> tables() {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("attachment", "received");
    tables.put("user_report", "created_at");
    tables.put("check_in", "started_at");
    tables.put("profile", "received");
    tables.put("replay_segment", "received");
    tables.put("session_hour", "hour");
    tables.put("issue_hour", "hour");
    tables.put("outcome_hour", "hour");
    return tables;
  }

  /** Deletes what is older than {@code oldest}; waits. */
  public static void deleteRows(Database database, Instant oldest, Instant now) {
    tables().forEach((table, column) -> delete(database, table, column, oldest));
    delete(database, "session_state", "started", now.minus(SESSION_STATES));
    delete(database, "web_session", "expires_at", now);
    delete(database, "tag_value", "last_seen", oldest);
    delete(database, "recent_drop", "at", oldest);
    delete(database, "api_token", "expires_at", now.minus(EXPIRED_TOKENS));
    var unused =
        database
            .sql()
            .update(
                "DELETE FROM member WHERE account_id IS NULL AND invited_at < $1",
                earlier(oldest, now.minus(INVITATIONS)).atOffset(ZoneOffset.UTC));
    IssueRetention.delete(database, oldest);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** What {@link #deleteRows} would delete: rows by the name of their table; waits. */
  public static Map<String, Long> count(Database database, Instant oldest) {
    Map<String, Long> counts = new LinkedHashMap<>();
    tables()
        .forEach((table, column) ->
            counts.put(
                table,
                database
                    .sql()
                    .one(
                        "SELECT count(*) FROM %s WHERE %s < $1".formatted(table, column),
                        row -> row.getLong(0),
                        oldest.atOffset(ZoneOffset.UTC))));
    counts.put("issue", IssueRetention.count(database, oldest));
    return counts;
  }

  private static void delete(Database database, String table, String column, Instant before) {
    int deleted;
    do {
      deleted =
          database
              .sql()
              .update(
                  "DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s < $1 LIMIT %3$d))"
                      .formatted(table, column, BATCH),
                  before.atOffset(ZoneOffset.UTC));
    } while (deleted == BATCH);
  }
}
