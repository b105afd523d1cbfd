package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.MemberChanges;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Members;
import dev.vedette.identity.Members.Member;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamPlaces;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Members of organizations (spec 11 §11.1). */
final class MemberResource {

  static final String ALL = "/api/0/organizations/{organization}/members/";
  static final String ONE = ALL + "{member}/";
  static final Access READ =
      Access.scopes(Scope.MEMBER_READ, Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);
  private static final Json FLAGS =
      Json.object()
          .put("idp:provisioned", false)
          .put("idp:role-restricted", false)
          .put("sso:linked", false)
          .put("sso:invalid", false)
          .put("member-limit:restricted", false)
          .put("partnership:restricted", false)
          .build();

  private final ApiContext context;

  MemberResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, READ, this::all),
        new Route("GET", ONE, READ, this::details),
        new Route("PUT", ONE, WRITE, this::update),
        new Route("DELETE", ONE, READ, this::delete),
        new Route(
            "GET", "/api/0/teams/{organization}/{team}/members/", TeamResource.READ, this::ofTeam));
  }

  private static long organization(Call call) {
    return call.organization().organization().value();
  }

  private Members members() {
    return new Members(context.database());
  }

  private Json.Obj member(Member member, Map<Long, Account> accounts) {
    String role = member.role().label();
    return Json.object()
        .put("id", Long.toString(member.id()))
        .put("email", member.email())
        .put("name", member.shownName())
        .put("role", role)
        .put("orgRole", role)
        .put("roleName", role)
        .put("pending", Json.of(member.isPending()))
        .put("expired", Json.of(member.isExpired(context.clock().instant())))
        .put("inviteStatus", "approved")
        .put("inviterName", member.inviter())
        .put("flags", FLAGS)
        .put("user", user(accounts.get(member.account())))
        .put("dateCreated", Times.of(member.since()))
        .build();
  }

  private static Json user(@Nullable Account account) {
    return account == null ? Json.NULL : Shapes.user(account);
  }

  /** The accounts of all members, asked for at once. */
  private Map<Long, Account> accounts(Call call) {
    return new Accounts(context.database()).ofMembers(organization(call));
  }

  /** A member, and the teams it is in. */
  record InTeams(Json.Obj shown, Set<Long> teams) {}

  /** All members with the teams they are in, by number. */
  List<InTeams> inTeams(Call call) {
    Map<Long, Account> accounts = accounts(call);
    return members().list(organization(call)).stream()
        .map(one -> new InTeams(member(one, accounts), one.teams()))
        .toList();
  }

  private Answer all(Call call) {
    List<Json> members = inTeams(call).stream().map(one -> (Json) one.shown()).toList();
    List<Json> found =
        ListQuery.of(call).of(members, List.of("email", "name"), MemberResource::matches);
    return Paging.of(call).slice(call, found);
  }

  private static boolean matches(Json.Obj member, ListQuery.Term term) {
    String value = term.value();
    boolean pending = Boolean.TRUE.equals(member.bool("pending"));
    return switch (term.key()) {
      case "email" -> value.equalsIgnoreCase(member.string("email"));
      case "id" -> value.equals(member.string("id"));
      case "user.id" -> value.equals(member.object("user").string("id"));
      case "role" -> value.equals(member.string("role"));
      case "scope" ->
          Role.of(String.valueOf(member.string("role"))).stream()
              .anyMatch(role -> Scope.labels(role.scopes()).contains(value));
      case "isInvited" -> pending != ListQuery.saysNo(term);
      case "ssoLinked", "has2fa", "hasExternalUsers" -> ListQuery.saysNo(term);
      default -> false;
    };
  }

  private Answer ofTeam(Call call) {
    long team = TeamResource.findOwn(context, call);
    Map<Long, Account> accounts = accounts(call);
    List<Json> members =
        members().ofTeam(organization(call), team).stream()
            .map(one ->
                (Json)
                    member(one.member(), accounts)
                        .with("teamRole", Json.of(one.role().label()))
                        .with("teamSlug", Json.of(one.team())))
            .toList();
    return Paging.of(call).slice(call, members);
  }

  /** The member in the path: a number, or {@code me}. */
  Member find(Call call) {
    String name = call.parameter("member");
    long id =
        name.equals("me")
            ? call.organization().member()
            : name.matches("\\d{1,18}") ? Long.parseLong(name) : -1;
    return find(call, id);
  }

  private Member find(Call call, long id) {
    return members().find(organization(call), id).orElseThrow(Fault::notFound);
  }

  private MemberChanges changes(Call call) {
    return new MemberChanges(context.bus(), context.database(), context.invitations(), call);
  }

  /** A member as its details show it. */
  Json.Obj shown(Call call, long member) {
    return detailed(call, find(call, member));
  }

  private Answer details(Call call) {
    return Answer.ok(detailed(call, find(call)));
  }

  private Json.Obj detailed(Call call, Member found) {
    List<TeamPlaces.Place> places =
        TeamPlaces.of(context.database().sql(), organization(call), found);
    String link = changes(call).linkPath(found);
    return Json.object()
        .putAll(member(found, accounts(call)))
        .put(
            "teams",
            new Json.Arr(places.stream().map(place -> (Json) Json.of(place.slug())).toList()))
        .put("teamRoles", new Json.Arr(places.stream().map(MemberResource::place).toList()))
        .put("isOnlyOwner", members().isOnlyOwner(organization(call), found))
        .put("orgRoleList", RolesJson.ofOrganization(call))
        .put("roles", RolesJson.ofOrganization(call))
        .put("teamRoleList", RolesJson.ofTeam())
        .put("invite_link", link == null ? null : context.url() + link)
        .build();
  }

  private static Json place(TeamPlaces.Place place) {
    return Json.object().put("teamSlug", place.slug()).put("role", place.role().label()).build();
  }

  private Answer update(Call call) {
    Member found = find(call);
    Json.Obj body = call.json();
    if (Boolean.TRUE.equals(body.bool("reinvite"))) {
      boolean regenerate = Boolean.TRUE.equals(body.bool("regenerate"));
      changes(call).inviteAgain(found, context.clock().instant(), regenerate);
    }
    String wanted = body.string("orgRole") == null ? body.string("role") : body.string("orgRole");
    if (wanted != null) {
      changes(call).changeRole(found, wanted);
    }
    changePlaces(call, find(call), body);
    return Answer.ok(detailed(call, find(call)));
  }

  private void changePlaces(Call call, Member found, Json.Obj body) {
    Optional<Map<Long, TeamRole>> wanted =
        WantedTeams.of(context.database().sql(), organization(call), body);
    if (wanted.isEmpty()) {
      return;
    }
    changes(call).setTeams(found, wanted.get());
  }

  private Answer delete(Call call) {
    changes(call).remove(find(call));
    return Answer.empty(204);
  }
}
