package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes that people make to issues (spec 04 §11). */
final class IssueChanges {

  private static final int RESOLVED = 1;
  private static final int IGNORED = 2;
  private static final int UNTIL_ESCALATING = 1;

  private final Database database;

  IssueChanges(Database database) {
    this.database = database;
  }

  List<Long> change(ChangeIssues request) {
    return database.inTransaction(sql -> {
      List<Long> ids = own(sql, request.organization().value(), request.issues());
      for (long id : ids) {
        change(sql, request, id);
      }
      return ids;
    });
  }

  /** Takes all issues of an organization from somebody who has left it. */
  int unassign(UnassignLeaver request) {
    return database
        .sql()
        .update(
            """
            WITH freed AS (
              UPDATE issue i SET assigned_account = NULL FROM project p
              WHERE p.id = i.project_id AND p.organization_id = $1 AND i.assigned_account = $2
                AND NOT EXISTS (SELECT FROM member m
                  WHERE m.organization_id = $1 AND m.account_id = $2)
              RETURNING i.id, i.project_id)
            INSERT INTO activity (project_id, issue_id, type, account_id, data)
            SELECT project_id, id, $4, $3, '{}' FROM freed\
            """,
            request.organization().value(),
            request.leaver(),
            request.account(),
            ActivityRows.UNASSIGNED);
  }

  /** Those of the ids that belong to the organization, locked in order and as saves lock them. */
  static List<Long> own(Sql sql, long organization, List<Long> ids) {
    return sql.list(
        """
        SELECT i.id FROM issue_stat s JOIN issue i ON i.id = s.issue_id
        JOIN project p ON p.id = i.project_id
        WHERE p.organization_id = $1 AND i.id = ANY($2::int8[]) AND i.status < 3
        ORDER BY s.issue_id FOR UPDATE OF s\
        """,
        row -> row.getLong(0),
        organization,
        ids.toArray(Long[]::new));
  }

  private static void change(Sql sql, ChangeIssues request, long id) {
    ChangeIssues.Change change = request.change();
    if (change.priority() != null) {
      priority(sql, request, id, change.priority());
    }
    if (change.status() != null) {
      status(sql, request, id, change.status());
    }
    if (change.assignee() != null) {
      assign(sql, request, id, change.assignee());
    }
    if (change.seen() != null) {
      mark(sql, "issue_seen", request, id, change.seen());
    }
    if (change.bookmarked() != null) {
      mark(sql, "issue_bookmark", request, id, change.bookmarked());
      if (change.bookmarked()) {
        follow(sql, id, request.account());
      }
    }
    if (change.subscribed() != null) {
      subscribe(sql, request, id, change.subscribed());
    }
    if (change.shared() != null) {
      IssueShares.set(sql, id, request.account(), change.shared());
    }
  }

  /** What somebody chose is not changed by rules any more (spec 04 §5). */
  private static void priority(Sql sql, ChangeIssues request, long id, int priority) {
    int changed =
        sql.update(
            """
            UPDATE issue SET priority = $2, priority_locked_at = now()
            WHERE id = $1 AND (priority <> $2 OR priority_locked_at IS NULL)\
            """,
            id,
            (short) priority);
    if (changed > 0) {
      String name = Priority.of(priority).label();
      ActivityRows.add(
          sql,
          id,
          ActivityRows.SET_PRIORITY,
          request.account(),
          Json.object().put("priority", name).put("reason", Json.NULL).build());
    }
  }

  /** Whoever has to do with an issue hears of it, unless they chose not to (spec 04 §13.2). */
  private static void follow(Sql sql, long id, long account) {
    sql.update(
        """
        INSERT INTO issue_subscription (issue_id, account_id, is_active)
        SELECT $1::int8, id, true FROM account WHERE id = $2 ON CONFLICT DO NOTHING\
        """,
        id,
        account);
  }

  private static void followTeam(Sql sql, long id, long team) {
    sql.update(
        """
        INSERT INTO issue_subscription (issue_id, account_id, is_active)
        SELECT $1::int8, m.account_id, true FROM team_member tm JOIN member m ON m.id = tm.member_id
        WHERE tm.team_id = $2 AND m.account_id IS NOT NULL ON CONFLICT DO NOTHING\
        """,
        id,
        team);
  }

  private static void subscribe(Sql sql, ChangeIssues request, long id, boolean on) {
    sql.update(
        """
        INSERT INTO issue_subscription (issue_id, account_id, is_active) VALUES ($1, $2, $3)
        ON CONFLICT (issue_id, account_id) DO UPDATE SET is_active = EXCLUDED.is_active\
        """,
        id,
        request.account(),
        on);
  }

  private static void status(Sql sql, ChangeIssues request, long id, int status) {
    ChangeIssues.Change change = request.change();
    ChangeIssues.Resolution resolution = change.resolution();
    ChangeIssues.Snooze snooze = change.snooze();
    Short substatus = substatus(sql, change, id, status);
    int changed =
        sql.update(
            """
            UPDATE issue SET status = $2, substatus = $3, status_details = '{}',
              resolved_at = CASE WHEN $2 = 1 THEN now() END
            WHERE id = $1 AND (status <> $2 OR substatus IS DISTINCT FROM $3)\
            """,
            id,
            (short) status,
            substatus);
    if (changed > 0 && (status == RESOLVED || request.issues().size() == 1)) {
      follow(sql, id, request.account());
    }
    Json actor = actor(sql, request.account());
    if (status == RESOLVED && resolution != null) {
      Archiving.note(sql, id, null, actor, Instant.now());
      Json.Obj details = Resolutions.note(sql, id, resolution, request.account(), actor);
      Archiving.setDetails(sql, id, details);
      return;
    }
    Resolutions.forget(sql, id);
    Json.Obj details =
        Archiving.note(sql, id, status == IGNORED ? snooze : null, actor, Instant.now());
    if (status == IGNORED && substatus != null && substatus == UNTIL_ESCALATING) {
      details = Json.object().put("ignoreUntilEscalating", true).build();
    }
    Archiving.setDetails(sql, id, details);
    if (changed > 0 || !details.isEmpty()) {
      short type =
          status == RESOLVED
              ? ActivityRows.SET_RESOLVED
              : status == IGNORED ? ActivityRows.SET_IGNORED : ActivityRows.SET_UNRESOLVED;
      ActivityRows.add(sql, id, type, request.account(), ofArchive(details, snooze));
    }
  }

  private static Json.Obj ofArchive(Json.Obj details, ChangeIssues.@Nullable Snooze snooze) {
    if (snooze == null) {
      return details;
    }
    Integer minutes = snooze.minutes();
    return details
        .without("actor")
        .with("ignoreDuration", minutes == null ? Json.NULL : Json.of(minutes.longValue()));
  }

  private static Json actor(Sql sql, long account) {
    return sql.find(
            "SELECT id, coalesce(nullif(name, ''), email), username, email FROM account WHERE id = $1",
            row ->
                (Json)
                    Json.object()
                        .put("id", Long.toString(row.getLong(0)))
                        .put("name", row.getString(1))
                        .put("username", row.getString(2))
                        .put("email", row.getString(3))
                        .build(),
            account)
        .orElse(Json.NULL);
  }

  private static @Nullable Short substatus(
      Sql sql, ChangeIssues.Change change, long id, int status) {
    ChangeIssues.Snooze snooze = change.snooze();
    if (status == IGNORED && snooze != null && snooze.isConditional()) {
      return (short) 4;
    }
    Integer given = change.substatus();
    if (given != null && isOf(status, given)) {
      return given.shortValue();
    }
    boolean young =
        status == 0
            && sql.find(
                    """
                    SELECT 1 FROM issue i JOIN issue_stat s ON s.issue_id = i.id
                    WHERE i.id = $1 AND i.status = 2 AND s.first_seen > now() - interval '7 days'\
                    """,
                    row -> true,
                    id)
                .isPresent();
    return young ? Short.valueOf((short) 7) : defaultSubstatus(status);
  }

  /** Which of the two kinds of issues in work a substatus is for (spec 04 §1.2). */
  private static boolean isOf(int status, int substatus) {
    boolean archived = substatus == UNTIL_ESCALATING || substatus == 4 || substatus == 5;
    return status == IGNORED ? archived : status == 0 && !archived;
  }

  private static @Nullable Short defaultSubstatus(int status) {
    return switch (status) {
      case 0 -> (short) 3;
      case 2 -> (short) 5;
      default -> null;
    };
  }

  private static void assign(Sql sql, ChangeIssues request, long id, String assignee) {
    if (assignee.isEmpty()) {
      int changed =
          sql.update(
              """
              UPDATE issue SET assigned_account = NULL, assigned_team = NULL
              WHERE id = $1 AND (assigned_account IS NOT NULL OR assigned_team IS NOT NULL)\
              """,
              id);
      if (changed > 0) {
        ActivityRows.add(sql, id, ActivityRows.UNASSIGNED, request.account(), Json.Obj.EMPTY);
      }
      return;
    }
    boolean team = assignee.startsWith("team:") || assignee.startsWith("#");
    Long target = team ? team(sql, request, id, assignee) : member(sql, request, id, assignee);
    if (team) {
      followTeam(sql, id, target);
    } else {
      follow(sql, id, target);
    }
    int changed =
        sql.update(
            """
            UPDATE issue SET assigned_account = $2, assigned_team = $3
            WHERE id = $1 AND (assigned_account IS DISTINCT FROM $2
              OR assigned_team IS DISTINCT FROM $3)\
            """,
            id,
            team ? null : target,
            team ? target : null);
    if (changed == 0) {
      return;
    }
    Json.Builder data =
        Json.object()
            .put("assignee", Long.toString(target))
            .put("assigneeEmail", team ? null : email(sql, target))
            .put("assigneeType", team ? "team" : "user");
    ActivityRows.add(sql, id, ActivityRows.ASSIGNED, request.account(), data.build());
  }

  private static String email(Sql sql, long account) {
    return sql.one("SELECT email FROM account WHERE id = $1", row -> row.getString(0), account);
  }

  private static Long team(Sql sql, ChangeIssues request, long id, String assignee) {
    String name = assignee.startsWith("#") ? assignee.substring(1) : assignee.substring(5);
    Optional<Long> team =
        sql.find(
            """
            SELECT t.id FROM team t JOIN project_team pt ON pt.team_id = t.id
            JOIN issue i ON i.project_id = pt.project_id AND i.id = $3
            WHERE t.organization_id = $1 AND (t.slug = $2 OR t.id::text = $2)\
            """,
            row -> row.getLong(0),
            request.organization().value(),
            name,
            id);
    return team.orElseThrow(
        () -> Fault.invalid("assignedTo", "Cannot assign to a team without access to the project"));
  }

  private static Long member(Sql sql, ChangeIssues request, long id, String assignee) {
    String name = assignee.startsWith("user:") ? assignee.substring(5) : assignee;
    return sql.find(
            """
            SELECT a.id FROM account a JOIN member m ON m.account_id = a.id
            WHERE m.organization_id = $1
              AND (a.id::text = $2 OR lower(a.email) = lower($2) OR lower(a.username) = lower($2))
              AND EXISTS (SELECT FROM team_member tm JOIN project_team pt ON pt.team_id = tm.team_id
                JOIN issue i ON i.project_id = pt.project_id WHERE tm.member_id = m.id AND i.id = $3)\
            """,
            row -> row.getLong(0),
            request.organization().value(),
            name,
            id)
        .orElseThrow(() -> Fault.invalid("assignedTo", "Cannot assign to non-team member"));
  }

  private static void mark(Sql sql, String table, ChangeIssues request, long id, boolean on) {
    if (!on) {
      sql.update(
          "DELETE FROM " + table + " WHERE issue_id = $1 AND account_id = $2",
          id,
          request.account());
    } else if (table.equals("issue_seen")) {
      sql.update(
          """
          INSERT INTO issue_seen (issue_id, account_id, last_seen) VALUES ($1, $2, now())
          ON CONFLICT (issue_id, account_id) DO UPDATE SET last_seen = now()\
          """,
          id,
          request.account());
    } else {
      sql.update(
          "INSERT INTO issue_bookmark (issue_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
          id,
          request.account());
    }
  }
}
