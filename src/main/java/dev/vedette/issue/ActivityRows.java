package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import org.jspecify.annotations.Nullable;

/** What has happened to issues (spec 04 §1.3): its types, and the rows of it. */
final class ActivityRows {

  static final short SET_RESOLVED = 1;
  static final short SET_UNRESOLVED = 2;
  static final short SET_IGNORED = 3;
  static final short SET_PUBLIC = 4;
  static final short SET_PRIVATE = 5;
  static final short SET_REGRESSION = 6;
  static final short NOTE = 8;
  static final short ASSIGNED = 11;
  static final short UNASSIGNED = 12;
  static final short SET_RESOLVED_IN_RELEASE = 13;
  static final short SET_RESOLVED_BY_AGE = 15;
  static final short AUTO_SET_ONGOING = 24;
  static final short SET_ESCALATING = 25;
  static final short SET_PRIORITY = 26;
  static final short DELETED_ATTACHMENT = 27;

  private ActivityRows() {}

  /**
   * Adds an entry.
   *
   * @param account who did it, or null when it happened by itself
   * @return its id
   */
  static long add(Sql sql, long issue, short type, @Nullable Long account, Json.Obj data) {
    return sql.one(
        """
        INSERT INTO activity (project_id, issue_id, type, account_id, data)
        SELECT project_id, id, $2, $3, $4::text::jsonb FROM issue WHERE id = $1 RETURNING id\
        """,
        row -> row.getLong(0),
        issue,
        type,
        account,
        StoredText.json(data));
  }
}
