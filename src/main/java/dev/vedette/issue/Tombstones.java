package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Discarded issues: what is left of them, and the hashes that keep their events out. */
final class Tombstones {

  private final Database database;

  Tombstones(Database database) {
    this.database = database;
  }

  int discard(DiscardIssues request) {
    return database.inTransaction(sql -> {
      Long[] issues =
          IssueChanges.own(sql, request.organization().value(), request.issues())
              .toArray(Long[]::new);
      refuseOthersThanErrors(sql, issues);
      IssueDeletion.deleteEvents(sql, issues);
      // last, since from here on nobody makes an issue in these projects
      sql.update(
          """
          INSERT INTO issue_tombstone (project_id, previous_issue_id, account_id, level, message,
            culprit, title, event_type, metadata)
          SELECT project_id, id, $2, level, message, culprit, title, event_type, metadata
          FROM issue WHERE id = ANY($1::int8[]) ON CONFLICT (previous_issue_id) DO NOTHING\
          """,
          issues,
          request.account());
      sql.update(
          """
          UPDATE issue_hash h SET issue_id = NULL, tombstone_id = t.id FROM issue_tombstone t
          WHERE t.previous_issue_id = h.issue_id AND h.issue_id = ANY($1::int8[])\
          """,
          (Object) issues);
      return IssueDeletion.deleteIssues(sql, issues);
    });
  }

  private static void refuseOthersThanErrors(Sql sql, Long[] issues) {
    boolean others =
        sql.one(
            "SELECT EXISTS (SELECT FROM issue WHERE id = ANY($1::int8[]) AND type <> $2)",
            row -> row.getBoolean(0),
            issues,
            (short) HashResolver.ERROR);
    if (others) {
      throw Fault.invalid("Only error issues can be discarded.");
    }
  }

  ListTombstones.Page list(ListTombstones query) {
    List<ListTombstones.Tombstone> found =
        database
            .sql()
            .list(
                """
                SELECT t.id, t.level, t.message, t.culprit, t.title, t.event_type, t.metadata::text,
                  a.id, coalesce(nullif(a.name, ''), a.email), a.username, a.email
                FROM issue_tombstone t JOIN project p ON p.id = t.project_id
                  LEFT JOIN account a ON a.id = t.account_id
                WHERE p.organization_id = $1 AND t.project_id = $2
                ORDER BY t.id DESC LIMIT $3 OFFSET $4\
                """,
                Tombstones::tombstone,
                query.organization().value(),
                query.project().value(),
                query.limit() + 1,
                query.offset());
    boolean more = found.size() > query.limit();
    return new ListTombstones.Page(more ? found.subList(0, query.limit()) : found, more);
  }

  private static ListTombstones.Tombstone tombstone(Row row) {
    return new ListTombstones.Tombstone(
        row.getLong(0),
        row.getShort(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        JsonText.parseTrustedObject(row.getString(6)),
        row.getLong(7) == null ? null : ActivityQueries.person(row, 7));
  }

  boolean delete(DeleteTombstone request) {
    return database.inTransaction(sql -> {
      sql.update(
          """
          DELETE FROM issue_hash h USING issue_tombstone t, project p
          WHERE h.tombstone_id = t.id AND h.issue_id IS NULL AND p.id = t.project_id
            AND p.organization_id = $1 AND p.id = $2 AND t.id = $3\
          """,
          request.organization().value(),
          request.project().value(),
          request.id());
      int deleted =
          sql.update(
              """
              DELETE FROM issue_tombstone t USING project p
              WHERE p.id = t.project_id AND p.organization_id = $1 AND p.id = $2 AND t.id = $3\
              """,
              request.organization().value(),
              request.project().value(),
              request.id());
      return deleted > 0;
    });
  }
}
