package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes that people make to issues (spec 04 §11, §12.3). */
final class IssueChanges {

  private static final int RESOLVED = 1;
  private static final short SET_RESOLVED = 1;
  private static final short SET_UNRESOLVED = 2;
  private static final short SET_IGNORED = 3;
  private static final short ASSIGNED = 11;
  private static final short UNASSIGNED = 12;

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

  /** Those of the ids that belong to the organization, locked in order. */
  private static List<Long> own(Sql sql, long organization, List<Long> ids) {
    return sql.list(
        """
        SELECT i.id FROM issue i JOIN project p ON p.id = i.project_id
        WHERE p.organization_id = $1 AND i.id = ANY($2::int8[]) AND i.status < 3
        ORDER BY i.id FOR UPDATE OF i\
        """,
        row -> row.getLong(0),
        organization,
        ids.toArray(Long[]::new));
  }

  private static void change(Sql sql, ChangeIssues request, long id) {
    if (request.status() != null) {
      status(sql, request, id, request.status());
    }
    if (request.priority() != null) {
      sql.update(
          "UPDATE issue SET priority = $2 WHERE id = $1", id, request.priority().shortValue());
    }
    if (request.assignee() != null) {
      assign(sql, request, id, request.assignee());
    }
    if (request.seen() != null) {
      mark(sql, "issue_seen", request, id, request.seen());
    }
    if (request.bookmarked() != null) {
      mark(sql, "issue_bookmark", request, id, request.bookmarked());
    }
  }

  private static void status(Sql sql, ChangeIssues request, long id, int status) {
    Integer substatus = request.substatus();
    Short given = substatus == null ? null : Short.valueOf(substatus.shortValue());
    Short wanted = given == null ? defaultSubstatus(status) : given;
    int changed =
        sql.update(
            """
            UPDATE issue SET status = $2, substatus = $3, status_details = '{}',
              resolved_at = CASE WHEN $2 = 1 THEN now() END
            WHERE id = $1 AND (status <> $2 OR substatus IS DISTINCT FROM $3)\
            """,
            id,
            (short) status,
            wanted);
    if (changed > 0) {
      short type = status == RESOLVED ? SET_RESOLVED : status == 0 ? SET_UNRESOLVED : SET_IGNORED;
      activity(sql, request, id, type, "{}");
    }
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
        activity(sql, request, id, UNASSIGNED, "{}");
      }
      return;
    }
    boolean team = assignee.startsWith("team:") || assignee.startsWith("#");
    Long target = team ? team(sql, request, id, assignee) : member(sql, request, assignee);
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
    activity(
        sql,
        request,
        id,
        ASSIGNED,
        "{\"assignee\":\"%d\",\"assigneeType\":\"%s\"}".formatted(target, team ? "team" : "user"));
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

  private static Long member(Sql sql, ChangeIssues request, String assignee) {
    String name = assignee.startsWith("user:") ? assignee.substring(5) : assignee;
    return sql.find(
            """
            SELECT a.id FROM account a JOIN member m ON m.account_id = a.id
            WHERE m.organization_id = $1
              AND (a.id::text = $2 OR lower(a.email) = lower($2) OR lower(a.username) = lower($2))\
            """,
            row -> row.getLong(0),
            request.organization().value(),
            name)
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

  private static void activity(Sql sql, ChangeIssues request, long id, short type, String data) {
    sql.update(
        """
        INSERT INTO activity (project_id, issue_id, type, account_id, data)
        SELECT project_id, id, $2, $3, $4::text::jsonb FROM issue WHERE id = $1\
        """,
        id,
        type,
        request.account(),
        data);
  }

  /** Deletes issues at once with their hashes and events; a new event makes a new issue. */
  int delete(DeleteIssues request) {
    return database.inTransaction(sql -> {
      List<Long> ids = own(sql, request.organization().value(), request.issues());
      Long[] array = ids.toArray(Long[]::new);
      for (String table : List.of("event", "issue_hour", "issue_hour_delta", "hash_users")) {
        sql.update(
            "DELETE FROM "
                + table
                + " WHERE hash_id IN (SELECT id FROM issue_hash WHERE issue_id = ANY($1::int8[]))",
            (Object) array);
      }
      sql.update("DELETE FROM issue_hash WHERE issue_id = ANY($1::int8[])", (Object) array);
      return sql.update("DELETE FROM issue WHERE id = ANY($1::int8[])", (Object) array);
    });
  }
}
