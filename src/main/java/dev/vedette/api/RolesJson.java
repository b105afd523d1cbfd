package dev.vedette.api;

import dev.vedette.http.Call;
import dev.vedette.http.MemberChanges;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The lists of roles that members and organizations are answered with (spec 11 §3.2). */
final class RolesJson {

  private RolesJson() {}

  /** The roles of an organization in the order of their rank, and which the caller may give. */
  static Json ofOrganization(Call call) {
    List<Json> roles = new ArrayList<>();
    List<Role> assignable = MemberChanges.assignable(call);
    for (Role role : Role.values()) {
      roles.add(
          role(role.label(), describe(role), role.scopes())
              .put("is_global", role.isGlobal())
              .put("isGlobal", role.isGlobal())
              .put("isRetired", role == Role.ADMIN)
              .put("isAllowed", assignable.contains(role))
              .put("allowed", assignable.contains(role))
              .put("minimumTeamRole", role == Role.MEMBER ? "contributor" : "admin")
              .build());
    }
    return new Json.Arr(roles);
  }

  /** The roles that members have in teams. */
  static Json ofTeam() {
    return new Json.Arr(
        List.of(
            role(
                    "contributor",
                    "Sees the team and works on its issues.",
                    TeamRole.CONTRIBUTOR.scopes())
                .put("isMinimumRoleFor", Json.NULL)
                .build(),
            role("admin", "Changes the team, its members and projects.", TeamRole.ADMIN.scopes())
                .put("isMinimumRoleFor", Role.ADMIN.label())
                .build()));
  }

  private static Json.Builder role(String name, String description, Set<Scope> scopes) {
    return Json.object()
        .put("id", name)
        .put("name", name)
        .put("desc", description)
        .put("scopes", Json.strings(Scope.labels(scopes)))
        .put("allowed", true)
        .put("isAllowed", true)
        .put("isRetired", false)
        .put("isTeamRolesAllowed", true);
  }

  private static String describe(Role role) {
    return switch (role) {
      case MEMBER -> "Sees and works on the issues of the organization.";
      case ADMIN -> "Changes projects and the teams that the member is in.";
      case MANAGER -> "Changes all teams, projects and members.";
      case OWNER -> "Everything, the organization itself included.";
    };
  }
}
