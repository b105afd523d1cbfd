package dev.vedette.issue;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What has happened to issues, and comments on them (spec 04 §1.3, §13.5). */
final class ActivityQueries {

  private static final int MOST = 100;
  private static final int LONGEST_NOTE = 8192;

  private static final String SELECT =
      """
      SELECT v.id, v.type, v.data::text, v.created_at, a.id,
        coalesce(nullif(a.name, ''), a.email), a.username, a.email
      FROM activity v JOIN issue i ON i.id = v.issue_id JOIN project p ON p.id = i.project_id
        LEFT JOIN account a ON a.id = v.account_id
      WHERE p.organization_id = $1 AND v.issue_id = $2
      """;

  private final Database database;

  ActivityQueries(Database database) {
    this.database = database;
  }

  ListActivity.History history(ListActivity query) {
    Sql sql = database.sql();
    long organization = query.organization().value();
    List<ListActivity.Entry> all =
        sql.list(
            SELECT + " ORDER BY v.created_at DESC, v.id DESC LIMIT $3",
            ActivityQueries::entry,
            organization,
            query.issue(),
            MOST);
    return new ListActivity.History(
        collapsed(all),
        Resolutions.lastSeenIn(sql, organization, query.issue()),
        people(sql, organization, query.issue()),
        sql.list(
            """
            SELECT a.id, coalesce(nullif(a.name, ''), a.email), a.username, a.email, n.last_seen
            FROM issue_seen n JOIN account a ON a.id = n.account_id
              JOIN issue i ON i.id = n.issue_id JOIN project p ON p.id = i.project_id
            WHERE p.organization_id = $1 AND n.issue_id = $2 ORDER BY n.last_seen DESC LIMIT 100\
            """,
            row -> new ListActivity.Seen(person(row, 0), row.getOffsetDateTime(4).toInstant()),
            organization,
            query.issue()),
        reports(sql, organization, query.issue()));
  }

  private static long reports(Sql sql, long organization, long issue) {
    return sql.one(
        """
        SELECT count(*) FROM user_report r JOIN issue_hash h ON h.id = r.hash_id
          JOIN project p ON p.id = h.project_id
        WHERE p.organization_id = $1 AND h.issue_id = $2\
        """,
        row -> row.getLong(0),
        organization,
        issue);
  }

  private static List<ListActivity.Person> people(Sql sql, long organization, long issue) {
    return sql.list(
        """
        SELECT a.id, coalesce(nullif(a.name, ''), a.email), a.username, a.email
        FROM issue_subscription n JOIN account a ON a.id = n.account_id
          JOIN issue i ON i.id = n.issue_id JOIN project p ON p.id = i.project_id
        WHERE p.organization_id = $1 AND n.issue_id = $2 AND n.is_active ORDER BY a.id\
        """,
        row -> person(row, 0),
        organization,
        issue);
  }

  static ListActivity.Person person(Row row, int from) {
    return new ListActivity.Person(
        row.getLong(from),
        row.getString(from + 1),
        row.getString(from + 2),
        row.getString(from + 3));
  }

  private static ListActivity.Entry entry(Row row) {
    return new ListActivity.Entry(
        row.getLong(0),
        name(row.getShort(1)),
        row.getLong(4) == null ? null : person(row, 4),
        JsonText.parseTrustedObject(row.getString(2)),
        row.getOffsetDateTime(3).toInstant());
  }

  private static List<ListActivity.Entry> collapsed(List<ListActivity.Entry> all) {
    List<ListActivity.Entry> kept = new ArrayList<>();
    for (ListActivity.Entry entry : all) {
      if (kept.isEmpty() || !isRepeated(kept.getLast(), entry)) {
        kept.add(entry);
      }
    }
    return kept;
  }

  private static boolean isRepeated(ListActivity.Entry one, ListActivity.Entry other) {
    return !one.type().equals("note")
        && one.type().equals(other.type())
        && Objects.equals(one.by(), other.by())
        && one.data().equals(other.data());
  }

  private static String name(@Nullable Short type) {
    return switch (type) {
      case ActivityRows.SET_RESOLVED -> "set_resolved";
      case ActivityRows.SET_UNRESOLVED -> "set_unresolved";
      case ActivityRows.SET_IGNORED -> "set_ignored";
      case ActivityRows.SET_PUBLIC -> "set_public";
      case ActivityRows.SET_PRIVATE -> "set_private";
      case ActivityRows.SET_REGRESSION -> "set_regression";
      case ActivityRows.NOTE -> "note";
      case ActivityRows.ASSIGNED -> "assigned";
      case ActivityRows.UNASSIGNED -> "unassigned";
      case ActivityRows.SET_RESOLVED_IN_RELEASE -> "set_resolved_in_release";
      case ActivityRows.SET_RESOLVED_BY_AGE -> "set_resolved_by_age";
      case ActivityRows.AUTO_SET_ONGOING -> "auto_set_ongoing";
      case ActivityRows.SET_ESCALATING -> "set_escalating";
      case ActivityRows.SET_PRIORITY -> "set_priority";
      case ActivityRows.DELETED_ATTACHMENT -> "deleted_attachment";
      case null, default -> "unknown";
    };
  }

  ListActivity.Entry add(AddNote note) {
    String text = note.text().strip();
    if (text.isEmpty()) {
      throw Fault.invalid("text", "This field may not be blank.");
    }
    if (text.length() > LONGEST_NOTE) {
      throw Fault.invalid("text", "Ensure this field has no more than 8192 characters.");
    }
    return database.inTransaction(sql -> {
      long organization = note.organization().value();
      long issue =
          sql.find(
                  """
                  SELECT i.id FROM issue i JOIN project p ON p.id = i.project_id
                  WHERE p.organization_id = $1 AND i.id = $2 FOR UPDATE OF i\
                  """,
                  row -> row.getLong(0),
                  organization,
                  note.issue())
              .orElseThrow(Fault::notFound);
      refuseRepeated(sql, note, text);
      Json.Obj data = Json.object().put("text", text).put("mentions", Json.Arr.EMPTY).build();
      long id = ActivityRows.add(sql, issue, ActivityRows.NOTE, note.account(), data);
      sql.update("UPDATE issue SET comments = comments + 1 WHERE id = $1", issue);
      sql.update(
          """
          INSERT INTO issue_subscription (issue_id, account_id, is_active) VALUES ($1, $2, true)
          ON CONFLICT DO NOTHING\
          """,
          note.issue(),
          note.account());
      return sql.one(
          SELECT + " AND v.id = $3", ActivityQueries::entry, organization, note.issue(), id);
    });
  }

  private static void refuseRepeated(Sql sql, AddNote note, String text) {
    boolean repeated =
        sql.one(
            """
            SELECT EXISTS (SELECT FROM activity WHERE issue_id = $1 AND account_id = $2 AND type = $3
              AND data->>'text' = $4 AND created_at > now() - interval '1 hour')\
            """,
            row -> row.getBoolean(0),
            note.issue(),
            note.account(),
            ActivityRows.NOTE,
            text);
    if (repeated) {
      throw Fault.invalid("You have already posted that comment.");
    }
  }
}
