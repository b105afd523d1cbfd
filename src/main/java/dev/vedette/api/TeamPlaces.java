package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Role;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The teams of a member, and the role in each (spec 11 §3.3, §11.1). */
final class TeamPlaces {

  private TeamPlaces() {}

  /**
   * The places that a request wants, by team; empty when it says nothing of teams.
   *
   * @throws Fault naming the field when a team or a role is unknown
   */
  static Optional<Map<Long, TeamRole>> wanted(Sql sql, long organization, Json.Obj body) {
    boolean withRoles = body.get("teamRoles") instanceof Json.Arr;
    if (!withRoles && !(body.get("teams") instanceof Json.Arr)) {
      return Optional.empty();
    }
    Map<Long, TeamRole> wanted = new LinkedHashMap<>();
    for (Json item : body.array(withRoles ? "teamRoles" : "teams").items()) {
      String slug =
          switch (item) {
            case Json.Obj place -> place.string("teamSlug");
            case Json.Str(String name) -> name;
            default -> null;
          };
      long team =
          sql.find(
                  "SELECT id FROM team WHERE organization_id = $1 AND slug = $2",
                  row -> row.getLong(0),
                  organization,
                  slug == null ? "" : slug)
              .orElseThrow(() -> Fault.invalid("teamRoles", "Invalid teams"));
      wanted.put(team, role(item instanceof Json.Obj place ? place : Json.Obj.EMPTY));
    }
    return Optional.of(wanted);
  }

  private static TeamRole role(Json.Obj place) {
    Json given = place.present("role");
    return switch (given) {
      case null -> TeamRole.CONTRIBUTOR;
      case Json.Str(String name) ->
          TeamRole.of(name).orElseThrow(() -> Fault.invalid("teamRoles", "Invalid team-role"));
      default -> throw Fault.invalid("teamRoles", "Invalid team-role");
    };
  }

  /** Puts a member into these teams and takes them out of all others. */
  static void replace(Sql sql, long member, Role role, Map<Long, TeamRole> wanted) {
    sql.update("DELETE FROM team_member WHERE member_id = $1", member);
    wanted.forEach((team, place) -> set(sql, team, member, role, place));
  }

  /** Gives a member a role in a team. */
  static void set(Sql sql, long team, long member, Role role, TeamRole place) {
    sql.update(
        """
        INSERT INTO team_member (team_id, member_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (team_id, member_id) DO UPDATE SET role = EXCLUDED.role\
        """,
        team,
        member,
        place.stored(role));
  }

  /** The teams of a member with the role in each, as details of the member show them. */
  static List<Json> shown(Sql sql, long organization, long member, Role role) {
    return sql.list(
        """
        SELECT t.slug, tm.role FROM team_member tm JOIN team t ON t.id = tm.team_id
        WHERE tm.member_id = $1 AND t.organization_id = $2 ORDER BY t.slug\
        """,
        row ->
            (Json)
                Json.object()
                    .put("teamSlug", row.getString(0))
                    .put("role", TeamRole.effective(role, row.getString(1)).label())
                    .build(),
        member,
        organization);
  }
}
