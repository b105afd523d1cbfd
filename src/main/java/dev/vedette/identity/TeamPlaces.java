package dev.vedette.identity;

import dev.vedette.store.Sql;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The teams of a member, and the role in each (spec 11 §3.3, §11.1). Methods wait. */
public final class TeamPlaces {

  private TeamPlaces() {}

  /**
   * A member's place in a team.
   *
   * @param role what counts, be it by the role in the organization
   */
  public record Place(long team, String slug, TeamRole role) {}

  /** The places of a member by the names of the teams. */
  public static List<Place> of(Sql sql, long organization, Members.Member member) {
    return sql.list(
        """
        SELECT t.id, t.slug, tm.role FROM team_member tm JOIN team t ON t.id = tm.team_id
        WHERE tm.member_id = $1 AND t.organization_id = $2 ORDER BY t.slug\
        """,
        row ->
            new Place(
                row.getLong(0),
                row.getString(1),
                TeamRole.effective(member.role(), row.getString(2))),
        member.id(),
        organization);
  }

  /** Puts a member into these teams and takes them out of all others. */
  public static void replace(Sql sql, long member, Role role, Map<Long, TeamRole> wanted) {
    sql.update("DELETE FROM team_member WHERE member_id = $1", member);
    wanted.forEach((team, place) -> set(sql, team, member, role, place));
  }

  /** Takes a member out of teams. */
  public static void leave(Sql sql, long member, Set<Long> teams) {
    sql.update(
        "DELETE FROM team_member WHERE member_id = $1 AND team_id = ANY($2::int8[])",
        member,
        teams.toArray(Long[]::new));
  }

  /** Gives a member a role in a team; it waits for it no more. */
  public static void set(Sql sql, long team, long member, Role role, TeamRole place) {
    sql.update(
        """
        INSERT INTO team_member (team_id, member_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (team_id, member_id) DO UPDATE SET role = EXCLUDED.role\
        """,
        team,
        member,
        place.stored(role));
    sql.update("DELETE FROM access_request WHERE team_id = $1 AND member_id = $2", team, member);
  }
}
