package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.List;

/**
 * Deletes issues at once with their hashes, events, files and reports; a new event makes a new
 * issue.
 */
final class IssueDeletion {

  private final Database database;

  IssueDeletion(Database database) {
    this.database = database;
  }

  int delete(DeleteIssues request) {
    return database.inTransaction(sql -> {
      Long[] issues =
          IssueChanges.own(sql, request.organization().value(), request.issues())
              .toArray(Long[]::new);
      deleteEvents(sql, issues);
      sql.update("DELETE FROM issue_hash WHERE issue_id = ANY($1::int8[])", (Object) issues);
      return deleteIssues(sql, issues);
    });
  }

  /** Deletes events and what was counted of them; to be called while hashes point to the issues. */
  static void deleteEvents(Sql sql, Long[] issues) {
    for (String table : List.of("attachment", "user_report")) {
      sql.update(
          "DELETE FROM "
              + table
              + """
               f USING event e, issue_hash h WHERE f.project_id = e.project_id
                AND f.event_id = e.event_id AND e.hash_id = h.id AND h.issue_id = ANY($1::int8[])\
              """,
          (Object) issues);
    }
    for (String table : List.of("event", "issue_hour", "issue_hour_delta", "hash_users")) {
      sql.update(
          "DELETE FROM "
              + table
              + " WHERE hash_id IN (SELECT id FROM issue_hash WHERE issue_id = ANY($1::int8[]))",
          (Object) issues);
    }
  }

  /** Deletes the issues themselves; gives how many there were. */
  static int deleteIssues(Sql sql, Long[] issues) {
    return sql.update("DELETE FROM issue WHERE id = ANY($1::int8[])", (Object) issues);
  }
}
