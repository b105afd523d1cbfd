package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import io.vertx.sqlclient.Row;
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

  private static final String COLUMNS =
      """
      SELECT m.id, coalesce(a.email, m.email), coalesce(a.name, ''), m.role, m.created_at, a.id,
        coalesce(nullif(i.name, ''), i.email)\
      """;

  private static final String FROM =
      """
      FROM member m LEFT JOIN account a ON a.id = m.account_id
        LEFT JOIN account i ON i.id = m.inviter_id AND m.account_id IS NULL
      """;

  private static final String SELECT = COLUMNS + " " + FROM + "WHERE m.organization_id = $1 ";

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

  private Json.Obj member(Row row, Map<Long, Account> accounts) {
    String role = row.getString(3);
    boolean pending = row.getLong(5) == null;
    boolean expired =
        pending
            && context
                .invitations()
                .find(row.getLong(0))
                .filter(found -> found.isExpired(context.clock().instant()))
                .isPresent();
    return Json.object()
        .put("id", Long.toString(row.getLong(0)))
        .put("email", row.getString(1))
        .put("name", row.getString(2).isEmpty() ? row.getString(1) : row.getString(2))
        .put("role", role)
        .put("orgRole", role)
        .put("roleName", role)
        .put("pending", Json.of(pending))
        .put("expired", Json.of(expired))
        .put("inviteStatus", "approved")
        .put("inviterName", row.getString(6))
        .put("flags", FLAGS)
        .put("user", user(accounts.get(row.getLong(5))))
        .put("dateCreated", Times.of(row.getOffsetDateTime(4)))
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
    return context
        .database()
        .sql()
        .list(
            COLUMNS
                + ", ARRAY(SELECT team_id FROM team_member tm WHERE tm.member_id = m.id) "
                + FROM
                + "WHERE m.organization_id = $1 ORDER BY m.id",
            row -> new InTeams(member(row, accounts), Set.of(row.getArrayOfLongs(7))),
            organization(call));
  }

  private Answer all(Call call) {
    Map<Long, Account> accounts = accounts(call);
    List<Json> members =
        context
            .database()
            .sql()
            .list(
                SELECT + "ORDER BY m.id", row -> (Json) member(row, accounts), organization(call));
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
        context
            .database()
            .sql()
            .list(
                COLUMNS
                    + ", tm.role, t.slug AS team_slug "
                    + FROM
                    + """
                    JOIN team_member tm ON tm.member_id = m.id JOIN team t ON t.id = tm.team_id
                    WHERE m.organization_id = $1 AND tm.team_id = $2 ORDER BY m.id\
                    """,
                row ->
                    (Json)
                        member(row, accounts)
                            .with("teamRole", Json.of(teamRole(row)))
                            .with("teamSlug", Json.of(row.getString("team_slug"))),
                organization(call),
                team);
    return Paging.of(call).slice(call, members);
  }

  private static String teamRole(Row row) {
    Role role = Role.of(row.getString(3)).orElse(Role.MEMBER);
    return TeamRole.effective(role, row.getString(7)).label();
  }

  /** A member, and as it is shown. */
  record Found(long id, Role role, Json.Obj shown) {}

  /** The member in the path: a number, or {@code me}. */
  Found find(Call call) {
    String name = call.parameter("member");
    long id =
        name.equals("me")
            ? call.organization().member()
            : name.matches("\\d{1,18}") ? Long.parseLong(name) : -1;
    return find(call, id);
  }

  private Found find(Call call, long id) {
    Map<Long, Account> accounts = accounts(call);
    return context
        .database()
        .sql()
        .find(
            SELECT + "AND m.id = $2",
            row ->
                new Found(
                    row.getLong(0),
                    Role.of(row.getString(3)).orElse(Role.MEMBER),
                    member(row, accounts)),
            organization(call),
            id)
        .orElseThrow(Fault::notFound);
  }

  /** A member as its details show it. */
  Json.Obj shown(Call call, long member) {
    return detailed(call, find(call, member));
  }

  private Answer details(Call call) {
    return Answer.ok(detailed(call, find(call)));
  }

  private Json.Obj detailed(Call call, Found found) {
    List<Json> places =
        TeamPlaces.shown(context.database().sql(), organization(call), found.id(), found.role());
    List<Json> teams =
        places.stream().map(place -> Json.orNull(((Json.Obj) place).get("teamSlug"))).toList();
    return Json.object()
        .putAll(found.shown())
        .put("teams", new Json.Arr(teams))
        .put("teamRoles", new Json.Arr(places))
        .put("isOnlyOwner", isOnlyOwner(call, found))
        .put("orgRoleList", RolesJson.ofOrganization(call))
        .put("roles", RolesJson.ofOrganization(call))
        .put("teamRoleList", RolesJson.ofTeam())
        .put("invite_link", inviteLink(call, found))
        .build();
  }

  /** Whoever has the link of an invitation can take its role. */
  private static boolean outranks(Call call, Found found) {
    return found.role().compareTo(call.organization().role()) > 0;
  }

  private @Nullable String inviteLink(Call call, Found found) {
    return call.has(Scope.MEMBER_ADMIN) && !outranks(call, found)
        ? context
            .invitations()
            .find(found.id())
            .map(invitation -> context.url() + context.invitations().path(invitation))
            .orElse(null)
        : null;
  }

  private boolean isOnlyOwner(Call call, Found found) {
    return found.role() == Role.OWNER
        && !Boolean.TRUE.equals(found.shown().bool("pending"))
        && context
                .database()
                .sql()
                .one(
                    "SELECT count(*) FROM member WHERE organization_id = $1 AND role = 'owner'"
                        + " AND account_id IS NOT NULL",
                    row -> row.getLong(0),
                    organization(call))
            == 1;
  }

  private Answer update(Call call) {
    Found found = find(call);
    Json.Obj body = call.json();
    if (Boolean.TRUE.equals(body.bool("reinvite"))) {
      reinvite(call, found, Boolean.TRUE.equals(body.bool("regenerate")));
    }
    String wanted = body.string("orgRole") == null ? body.string("role") : body.string("orgRole");
    if (wanted != null) {
      changeRole(call, found, wanted);
    }
    changePlaces(call, find(call), body);
    return Answer.ok(detailed(call, find(call)));
  }

  private void changePlaces(Call call, Found found, Json.Obj body) {
    Optional<Map<Long, TeamRole>> wanted =
        TeamPlaces.wanted(context.database().sql(), organization(call), body);
    if (wanted.isEmpty()) {
      return;
    }
    if (outranks(call, found)) {
      throw refused("You do not have permission to assign a role to the given user.");
    }
    context
        .database()
        .inTransaction(sql -> {
          TeamPlaces.replace(sql, found.id(), found.role(), wanted.get());
          return true;
        });
  }

  private void reinvite(Call call, Found found, boolean regenerate) {
    if (outranks(call, found)) {
      throw refused("You do not have permission to assign a role to the given user.");
    }
    if (!Boolean.TRUE.equals(found.shown().bool("pending"))) {
      throw Fault.invalid("You cannot send an invitation to a user who is already a full member.");
    }
    if (regenerate) {
      if (!call.has(Scope.MEMBER_ADMIN)) {
        throw Fault.invalid("You are missing the member:admin scope.");
      }
      context.invitations().renew(organization(call), found.id());
    } else if (Boolean.TRUE.equals(found.shown().bool("expired"))) {
      throw Fault.invalid(
          "You cannot resend an expired invitation without regenerating the token.");
    }
  }

  private void changeRole(Call call, Found found, String wanted) {
    Role role =
        Role.of(wanted)
            .orElseThrow(
                () -> Fault.invalid("orgRole", "\"" + wanted + "\" is not a valid choice."));
    if (found.id() == call.organization().member()) {
      throw Fault.invalid("You cannot make changes to your own role.");
    }
    if (!call.has(Scope.MEMBER_ADMIN)) {
      throw refused("You do not have permission to assign the given role.");
    }
    if (role == Role.ADMIN && found.role() != role) {
      throw Fault.invalid(RolesJson.RETIRED);
    }
    Role own = call.organization().role();
    if (role.compareTo(own) > 0) {
      throw refused("You do not have permission to assign the given role.");
    }
    if (found.role().compareTo(own) > 0) {
      throw refused("You do not have permission to assign a role to the given user.");
    }
    if (isOnlyOwner(call, found) && role != Role.OWNER) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "You cannot remove the only remaining owner of the organization.");
    }
    context
        .database()
        .sql()
        .update(
            "UPDATE member SET role = $3 WHERE organization_id = $1 AND id = $2",
            organization(call),
            found.id(),
            role.label());
  }

  private static Fault refused(String rule) {
    return new Fault(Fault.Code.FORBIDDEN, rule);
  }

  private Answer delete(Call call) {
    Found found = find(call);
    boolean own = found.id() == call.organization().member();
    if (!own && !call.has(Scope.MEMBER_ADMIN)) {
      throw Fault.invalid("You are missing the member:admin scope.");
    }
    if (!own && found.role().compareTo(call.organization().role()) > 0) {
      throw Fault.invalid("You cannot remove a member who has more access than you.");
    }
    if (isOnlyOwner(call, found)) {
      throw refused("You cannot remove the only remaining owner of the organization.");
    }
    context
        .database()
        .sql()
        .update(
            "DELETE FROM member WHERE organization_id = $1 AND id = $2",
            organization(call),
            found.id());
    return Answer.empty(204);
  }
}
