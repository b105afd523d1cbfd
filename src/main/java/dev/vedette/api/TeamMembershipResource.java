package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Members.Member;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamPlaces;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import dev.vedette.project.Provisioning;
import java.util.List;
import java.util.Optional;

/** Places of members in teams (spec 11 §11.3). */
final class TeamMembershipResource {

  private static final String PLACE = MemberResource.ONE + "teams/{team}/";

  /** Wide, as the rules of each team decide (spec 11 §3.5, OrgTeamMember). */
  private static final Access READ =
      Access.scopes(
          Scope.ORG_READ,
          Scope.ORG_WRITE,
          Scope.ORG_ADMIN,
          Scope.MEMBER_READ,
          Scope.MEMBER_WRITE,
          Scope.MEMBER_ADMIN);

  private static final Access JOIN =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.TEAM_WRITE);
  private static final Access LEAVE =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.TEAM_ADMIN);

  private final ApiContext context;
  private final MemberResource members;

  TeamMembershipResource(ApiContext context) {
    this.context = context;
    this.members = new MemberResource(context);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PLACE, READ, this::show),
        new Route("POST", PLACE, JOIN, this::join),
        new Route("PUT", PLACE, READ, this::change),
        new Route("DELETE", PLACE, LEAVE, this::leave));
  }

  private Optional<Json> place(Member found, long team) {
    return context
        .database()
        .sql()
        .find(
            "SELECT role FROM team_member WHERE team_id = $1 AND member_id = $2",
            row ->
                Json.object()
                    .put("isActive", true)
                    .put("teamRole", TeamRole.effective(found.role(), row.getString(0)).label())
                    .build(),
            team,
            found.id());
  }

  private Answer show(Call call) {
    Member found = members.find(call);
    return Answer.ok(place(found, TeamResource.find(context, call)).orElseThrow(Fault::notFound));
  }

  private Answer change(Call call) {
    Member found = members.find(call);
    long team = TeamResource.find(context, call);
    if (place(found, team).isEmpty()) {
      throw Fault.notFound();
    }
    String name = call.json().string("teamRole");
    TeamRole role =
        TeamRole.of(name == null ? "" : name)
            .orElseThrow(
                () -> Fault.invalid("teamRole", "\"%s\" is not a valid choice.".formatted(name)));
    requireAdmin(call, team);
    context
        .database()
        .inTransaction(sql -> {
          TeamPlaces.set(sql, team, found.id(), found.role(), role);
          return true;
        });
    return Answer.ok(place(found, team).orElseThrow(Fault::notFound));
  }

  private static void requireAdmin(Call call, long team) {
    if (!isAdmin(call, team)) {
      throw Fault.invalid("You do not have permission to edit that user's membership.");
    }
  }

  /** Whether the caller may change who is in a team. */
  static boolean isAdmin(Call call, long team) {
    return call.has(Scope.ORG_WRITE)
        || call.has(Scope.TEAM_ADMIN) && call.organization().reach().coversTeam(team);
  }

  /** Anybody joins a team where membership is open; others ask whoever may write the team. */
  private static boolean mayAdmit(Call call, Member found, long team) {
    boolean own = found.id() == call.organization().member();
    return own && call.organization().reach().everywhere() || isAdmin(call, team);
  }

  private Answer join(Call call) {
    Member found = members.find(call);
    long team = TeamResource.find(context, call);
    if (place(found, team).isPresent()) {
      return Answer.empty(204);
    }
    if (!mayAdmit(call, found, team)) {
      new AccessRequests(context.database().sql()).add(call, team, found.id());
      return Answer.empty(202);
    }
    context
        .database()
        .inTransaction(sql -> {
          Provisioning.join(sql, team, found.id());
          new AccessRequests(sql).settle(team, found.id());
          return true;
        });
    return Answer.json(201, new TeamResource(context).shown(call, team));
  }

  private Answer leave(Call call) {
    Member found = members.find(call);
    long team = TeamResource.find(context, call);
    if (found.id() != call.organization().member()) {
      requireAdmin(call, team);
    }
    context
        .database()
        .inTransaction(sql -> {
          new AccessRequests(sql).settle(team, found.id());
          return sql.update(
              "DELETE FROM team_member WHERE team_id = $1 AND member_id = $2", team, found.id());
        });
    return Answer.ok(new TeamResource(context).shown(call, team));
  }
}
