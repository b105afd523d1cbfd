package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.store.Database;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;

/**
 * The users that events name: found in the dictionary of tags, read from their newest event. The
 * dictionary is refreshed by an event, so there is one about that time; older days are not looked
 * through.
 */
final class UserQueries {

  private static final Map<String, String> FIELDS =
      Map.of("id", "id", "email", "email", "username", "username", "ip", "ip_address");

  private final Database database;

  UserQueries(Database database) {
    this.database = database;
  }

  ListUsers.Page list(ListUsers query) {
    List<ListUsers.User> found =
        database
            .sql()
            .list(
                """
                SELECT t.value, md5(substr(t.value, strpos(t.value, ':') + 1)), t.last_seen, e.payload
                FROM (
                  SELECT t.value, t.last_seen FROM tag_value t JOIN project p ON p.id = t.project_id
                  WHERE p.organization_id = $1 AND t.project_id = $2 AND t.key = 'sentry:user'
                    AND ($3::text IS NULL OR t.value = $3)
                  ORDER BY t.last_seen DESC, t.value LIMIT $4 OFFSET $5) t
                LEFT JOIN LATERAL (
                  SELECT payload FROM event WHERE project_id = $2
                    AND tags @> jsonb_build_object('sentry:user', t.value)
                    AND received > t.last_seen - interval '1 hour'
                  ORDER BY received DESC LIMIT 1) e ON true
                ORDER BY t.last_seen DESC, t.value\
                """,
                UserQueries::user,
                query.organization().value(),
                query.project().value(),
                query.tagValue(),
                query.limit() + 1,
                query.offset());
    boolean more = found.size() > query.limit();
    return new ListUsers.Page(more ? found.subList(0, query.limit()) : found, more);
  }

  private static ListUsers.User user(Row row) {
    String value = row.getString(0);
    Buffer payload = row.getBuffer(3);
    return new ListUsers.User(
        value,
        row.getString(1),
        payload == null ? ofTag(value) : EventRows.payload(payload).object("user"),
        row.getOffsetDateTime(2).toInstant());
  }

  /** What the tag alone says of a user whose events are gone. */
  private static Json.Obj ofTag(String value) {
    String[] parts = value.split(":", 2);
    String field = FIELDS.get(parts[0]);
    return field == null ? Json.Obj.EMPTY : Json.object().put(field, parts[1]).build();
  }
}
