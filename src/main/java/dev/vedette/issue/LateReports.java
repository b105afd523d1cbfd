package dev.vedette.issue;

import dev.vedette.feed.Feed;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reports of users that came before their events: when an event comes within a day, its report
 * becomes feedback as if it had come later (spec 02 §20).
 */
public final class LateReports {

  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final int AT_ONCE = 200;
  private static final String SOURCE = "update_user_reports_task";

  private LateReports() {}

  /**
   * Links what can be linked.
   *
   * @param fence ends a transaction whose node has lost its lease
   */
  public static void link(Database database, Feed feed, Instant now, Consumer<Sql> fence) {
    boolean more = true;
    while (more) {
      more =
          database.inTransaction(sql -> {
            fence.accept(sql);
            return linkSome(sql, feed, now) == AT_ONCE;
          });
    }
  }

  private static int linkSome(Sql sql, Feed feed, Instant now) {
    List<Row> due =
        sql.list(
            """
            UPDATE user_report r SET linked = true,
              hash_id = (SELECT hash_id FROM event e
                WHERE e.project_id = r.project_id AND e.event_id = r.event_id LIMIT 1)
            FROM project p
            WHERE p.id = r.project_id AND r.id IN (
              SELECT w.id FROM user_report w
              WHERE NOT w.linked AND w.created_at > $1 AND EXISTS (
                SELECT FROM event e WHERE e.project_id = w.project_id AND e.event_id = w.event_id)
              ORDER BY w.created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING p.organization_id, r.project_id, r.key_id, r.event_id, r.created_at, r.name,
              r.email, r.comments, r.counted\
            """,
            row -> row,
            now.minus(LONGEST_WAIT).atOffset(ZoneOffset.UTC),
            AT_ONCE);
    List<ItemGroup> groups = new ArrayList<>();
    for (Row report : due) {
      ReportedFeedback feedback = feedback(report);
      feedback
          .group(sql)
          .ifPresent(group -> {
            groups.add(group);
            if (report.getBoolean(8)) {
              takeBack(sql, feedback);
            }
          });
    }
    if (!groups.isEmpty()) {
      ReportedFeedback.append(sql, feed, 0, groups);
    }
    return due.size();
  }

  private static ReportedFeedback feedback(Row report) {
    return new ReportedFeedback(
        new OrganizationId(report.getLong(0)),
        new ProjectId(report.getLong(1)),
        report.getLong(2),
        report.getUUID(3),
        report.getOffsetDateTime(4).toInstant().truncatedTo(ChronoUnit.MICROS),
        report.getString(5),
        report.getString(6),
        report.getString(7),
        SOURCE);
  }

  /** The report was counted when it came, and is counted again as feedback. */
  private static void takeBack(Sql sql, ReportedFeedback feedback) {
    sql.update(
        """
        INSERT INTO outcome_delta
          (organization_id, project_id, key_id, hour, category, outcome, reason, quantity)
        VALUES ($1, $2, $3, $4, $5, $6, '', -1)\
        """,
        feedback.organization().value(),
        feedback.project().value(),
        feedback.keyId(),
        feedback.received().truncatedTo(ChronoUnit.HOURS).atOffset(ZoneOffset.UTC),
        (short) Category.FEEDBACK.number(),
        (short) Outcome.Kind.ACCEPTED.number());
  }
}
