package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to be let into teams, for those who may answer them (spec 11 §11.2). */
final class AccessRequestResource {

  private static final String ALL = "/api/0/organizations/{organization}/access-requests/";

  /** Wide, as the rules of each team decide. */
  private static final Access ANSWER =
      Access.scopes(
          Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.TEAM_WRITE, Scope.TEAM_ADMIN);

  private final ApiContext context;
  private final MemberResource members;
  private final TeamResource teams;

  AccessRequestResource(ApiContext context) {
    this.context = context;
    this.members = new MemberResource(context);
    this.teams = new TeamResource(context);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, ANSWER, this::all),
        new Route("PUT", ALL + "{request}/", ANSWER, this::answer));
  }

  private Answer all(Call call) {
    List<Json> waiting =
        new AccessRequests(context.database().sql())
            .all(call).stream()
                .filter(request -> TeamMembershipResource.isAdmin(call, request.team()))
                .map(request -> json(call, request))
                .toList();
    return Paging.of(call).slice(call, waiting);
  }

  private Json json(Call call, AccessRequests.Waiting request) {
    return Json.object()
        .put("id", Long.toString(request.id()))
        .put("member", members.shown(call, request.member()))
        .put("team", teams.shown(call, request.team()))
        .put("requester", person(request.requester()))
        .build();
  }

  private Json person(@Nullable Long account) {
    return account == null
        ? Json.NULL
        : new Accounts(context.database()).byId(account).<Json>map(Shapes::user).orElse(Json.NULL);
  }

  private Answer answer(Call call) {
    Boolean approved = call.json().bool("isApproved");
    if (approved == null) {
      throw Fault.invalid("isApproved", "This field is required.");
    }
    long id = Authentication.number(call.parameter("request"));
    return context
        .database()
        .inTransaction(sql -> {
          AccessRequests requests = new AccessRequests(sql);
          AccessRequests.Waiting request = requests.take(call, id).orElseThrow(Fault::notFound);
          if (!TeamMembershipResource.isAdmin(call, request.team())) {
            throw Fault.forbidden();
          }
          requests.answer(request, approved);
          return Answer.empty(204);
        });
  }
}
