package dev.vedette.api;

import dev.vedette.http.Call;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who waits to be let into a team, by whose wish (spec 11 §11.2, §11.3). */
record AccessRequests(Sql sql) {

  private static final String SELECT =
      """
      SELECT r.id, r.team_id, r.member_id, r.requester_id
      FROM access_request r JOIN team t ON t.id = r.team_id
      WHERE t.organization_id = $1 AND NOT EXISTS (SELECT FROM team_member m
        WHERE m.team_id = r.team_id AND m.member_id = r.member_id)\
      """;

  /**
   * A request that nobody has answered.
   *
   * @param requester account of whoever asks for somebody else, or null
   */
  record Waiting(long id, long team, long member, @Nullable Long requester) {}

  /** Notes that a member wants to be in a team; once is enough. */
  void add(Call call, long team, long member) {
    sql.update(
        """
        INSERT INTO access_request (team_id, member_id, requester_id) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING\
        """,
        team,
        member,
        member == call.organization().member() ? null : call.caller().signedIn().id());
  }

  /** The requests of the organization in the path, oldest first. */
  List<Waiting> all(Call call) {
    return sql.list(
        SELECT + " ORDER BY r.id",
        row -> new Waiting(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)),
        call.organization().organization().value());
  }

  /** A request of the organization in the path, which then is nobody else's to answer. */
  Optional<Waiting> take(Call call, long id) {
    return sql.find(
        SELECT + " AND r.id = $2 FOR UPDATE OF r",
        row -> new Waiting(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)),
        call.organization().organization().value(),
        id);
  }

  /** Lets the member in, or not; the request is gone either way. */
  void answer(Waiting request, boolean approved) {
    if (approved) {
      Provisioning.join(sql, request.team(), request.member());
    }
    settle(request.team(), request.member());
  }

  /** Nobody waits any more who is in. */
  void settle(long team, long member) {
    sql.update("DELETE FROM access_request WHERE team_id = $1 AND member_id = $2", team, member);
  }
}
