package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Secrets;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.Optional;

/** Issues that everybody may read who knows their address (spec 04 §13.4). */
final class IssueShares {

  private static final int ID_BYTES = 16;

  private final Database database;

  IssueShares(Database database) {
    this.database = database;
  }

  /** Gives an issue a new address, or takes away the one it has (spec 04 §11.7). */
  static void set(Sql sql, long issue, long account, boolean shared) {
    int ended = sql.update("DELETE FROM issue_share WHERE issue_id = $1", issue);
    if (ended > 0) {
      ActivityRows.add(sql, issue, ActivityRows.SET_PRIVATE, account, Json.Obj.EMPTY);
    }
    if (shared) {
      requireAllowed(sql, issue);
      sql.update(
          "INSERT INTO issue_share (issue_id, share_id, account_id) VALUES ($1, $2, $3)",
          issue,
          Secrets.hex(ID_BYTES),
          account);
      ActivityRows.add(sql, issue, ActivityRows.SET_PUBLIC, account, Json.Obj.EMPTY);
    }
  }

  private static void requireAllowed(Sql sql, long issue) {
    boolean allowed =
        sql.one(
            """
            SELECT coalesce((o.options ->> 'sentry:shared_issues')::boolean, true) FROM issue i
            JOIN project p ON p.id = i.project_id JOIN organization o ON o.id = p.organization_id
            WHERE i.id = $1\
            """,
            row -> row.getBoolean(0),
            issue);
    if (!allowed) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "Your organization does not allow issues to be shared.");
    }
  }

  Optional<FindSharedIssue.Shared> find(FindSharedIssue asked) {
    return database
        .sql()
        .find(
            """
            SELECT o.id, o.slug, o.name, i.id FROM issue_share share
            JOIN issue i ON i.id = share.issue_id AND i.status < 3
            JOIN project p ON p.id = i.project_id AND p.status = 'active'
            JOIN organization o ON o.id = p.organization_id AND o.status = 'active'
            WHERE share.share_id = $1
              AND coalesce((o.options ->> 'sentry:shared_issues')::boolean, true)\
            """,
            row ->
                new FindSharedIssue.Shared(
                    new OrganizationId(row.getLong(0)),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3)),
            asked.share());
  }
}
