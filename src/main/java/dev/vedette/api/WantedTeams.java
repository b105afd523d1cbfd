package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import dev.vedette.store.Sql;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The teams that a request wants for a member, and the role in each (spec 11 §3.3, §11.1). */
final class WantedTeams {

  private WantedTeams() {}

  /**
   * The places that a request wants, by team; empty when it says nothing of teams.
   *
   * @throws Fault naming the field when a team or a role is unknown
   */
  static Optional<Map<Long, TeamRole>> of(Sql sql, long organization, Json.Obj body) {
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
}
