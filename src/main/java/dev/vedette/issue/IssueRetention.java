package dev.vedette.issue;

import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes issues that nothing has been seen of for longer than events are kept (spec 10 §13). */
public final class IssueRetention {

  private static final int BATCH = 100;

  /** What phones send days after it happened is old by its own account, but has just arrived. */
  private static final String EMPTY =
      """
      NOT EXISTS (SELECT FROM issue_hash h JOIN event e
        ON e.project_id = h.project_id AND e.hash_id = h.id WHERE h.issue_id = s.issue_id)\
      """;

  private IssueRetention() {}

  /**
   * Deletes issues last seen before a time, a hundred in a transaction; waits.
   *
   * @param project whose issues are meant, or null for those of all
   * @return how many there were
   */
  public static int delete(Database database, Instant before, @Nullable ProjectId project) {
    int all = 0;
    for (int deleted = BATCH; deleted == BATCH; ) {
      deleted = batch(database, before, project);
      all += deleted;
    }
    return all;
  }

  /** How many {@link #delete} would delete; waits. */
  public static long count(Database database, Instant before, @Nullable ProjectId project) {
    return database
        .sql()
        .one(
            "SELECT count(*) FROM issue_stat s WHERE s.last_seen < $1"
                + " AND ($2::int8 IS NULL OR s.project_id = $2) AND "
                + EMPTY,
            row -> row.getLong(0),
            before.atOffset(ZoneOffset.UTC),
            project == null ? null : project.value());
  }

  private static int batch(Database database, Instant before, @Nullable ProjectId project) {
    return database.inTransaction(sql -> {
      List<Long> found = new ArrayList<>();
      // an event that arrives meanwhile holds the row, and its issue stays
      for (Row row :
          sql.rows(
              """
              SELECT i.id FROM issue i JOIN issue_stat s ON s.issue_id = i.id
              WHERE s.last_seen < $1 AND ($3::int8 IS NULL OR s.project_id = $3) AND %s
              ORDER BY i.id LIMIT $2 FOR UPDATE SKIP LOCKED\
              """
                  .formatted(EMPTY),
              before.atOffset(ZoneOffset.UTC),
              BATCH,
              project == null ? null : project.value())) {
        found.add(row.getLong(0));
      }
      Long[] issues = found.toArray(Long[]::new);
      IssueDeletion.deleteEvents(sql, issues);
      sql.update("DELETE FROM issue_hash WHERE issue_id = ANY($1::int8[])", (Object) issues);
      IssueDeletion.deleteIssues(sql, issues);
      return issues.length;
    });
  }
}
