package dev.vedette.issue;

import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;

/** How many users have seen an issue, about: sketches of what is merged and of what is not yet. */
final class IssueUsers {

  private IssueUsers() {}

  /** Distinct users by issue; issues without any are left out. */
  static Map<Long, Long> count(Sql sql, Long[] issues) {
    Map<Long, UserSketch> sketches = new HashMap<>();
    for (Row row :
        sql.rows(
            """
            SELECT h.issue_id, u.users FROM issue_hash h JOIN hash_users u ON u.hash_id = h.id
            WHERE h.issue_id = ANY($1::int8[])
            UNION ALL
            SELECT h.issue_id, d.users FROM issue_hash h JOIN issue_hour_delta d ON d.hash_id = h.id
            WHERE h.issue_id = ANY($1::int8[]) AND d.users IS NOT NULL\
            """,
            (Object) issues)) {
      sketches
          .computeIfAbsent(row.getLong(0), id -> UserSketch.empty())
          .merge(row.getBuffer(1).getBytes());
    }
    Map<Long, Long> counts = new HashMap<>();
    sketches.forEach((id, sketch) -> counts.put(id, sketch.count()));
    return counts;
  }
}
