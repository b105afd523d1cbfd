package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Organizations, members and teams (spec 11 §10, §11). */
final class OrganizationResource {

  private static final Access READ =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);

  /** What machines with a token of the organization may read, too (spec 11 §2.3). */
  static final Access READ_CI =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI);

  private static final Access READ_ANY =
      new Access.Scoped(Set.of(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI));
  private static final Access MEMBERS =
      Access.scopes(Scope.MEMBER_READ, Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN);
  private static final Access TEAM_WRITE =
      Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.TEAM_WRITE);

  private static final Json MEMBER_FLAGS =
      Json.object()
          .put("idp:provisioned", false)
          .put("idp:role-restricted", false)
          .put("sso:linked", false)
          .put("sso:invalid", false)
          .put("member-limit:restricted", false)
          .put("partnership:restricted", false)
          .build();
  private static final int MAX_TEAM_NAME = 64;

  private final ApiContext context;

  OrganizationResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/organizations/", READ_ANY, this::list),
        new Route("GET", "/api/0/organizations/{organization}/", READ_CI, this::details),
        new Route("GET", "/api/0/organizations/{organization}/members/", MEMBERS, this::members),
        new Route("GET", "/api/0/organizations/{organization}/teams/", READ, this::teams),
        new Route(
            "POST", "/api/0/organizations/{organization}/teams/", TEAM_WRITE, this::createTeam),
        new Route(
            "GET",
            "/api/0/organizations/{organization}/environments/",
            READ_CI,
            this::environments),
        new Route(
            "GET", "/api/0/organizations/{organization}/shortids/{issue}/", READ, this::shortId),
        new Route(
            "GET",
            "/api/0/organizations/{organization}/repos/",
            READ,
            call -> Paging.of(call).slice(call, List.of())));
  }

  private Json.Obj summary(Row row) {
    return Shapes.organization(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getOffsetDateTime(3),
        context.url());
  }

  private Answer list(Call call) {
    OrganizationId own = call.caller().organization();
    List<Json> found =
        context
            .database()
            .sql()
            .list(
                """
                SELECT o.id, o.slug, o.name, o.created_at FROM organization o
                LEFT JOIN member m ON m.organization_id = o.id AND m.account_id = $1
                WHERE o.status = 'active' AND (m.id IS NOT NULL OR o.id = $2) ORDER BY o.id DESC\
                """,
                this::summary,
                own == null ? call.caller().signedIn().id() : null,
                own == null ? null : own.value());
    return Paging.of(call).slice(call, found);
  }

  private Answer details(Call call) {
    Json.Obj summary =
        context
            .database()
            .sql()
            .one(
                "SELECT id, slug, name, created_at FROM organization WHERE id = $1",
                this::summary,
                call.organization().organization().value());
    Json.Builder out =
        Json.object()
            .putAll(summary.without("features"))
            .put("access", Json.strings(Scope.labels(call.organization().scopes())))
            .put("role", call.organization().role().label())
            .put("orgRole", call.organization().role().label())
            .put("defaultRole", Role.MEMBER.label())
            .put("isDefault", false)
            .put("openMembership", true)
            .put("availableRoles", roles())
            .put("onboardingTasks", Json.Arr.EMPTY);
    if (!"0".equals(call.first("detailed"))) {
      List<Json> projects =
          context.projects().list(call.organization().organization()).stream()
              .map(project -> (Json) Shapes.project(project, call))
              .toList();
      out.put("teams", new Json.Arr(teamList(call))).put("projects", new Json.Arr(projects));
    }
    return Answer.ok(out.build());
  }

  private static Json roles() {
    List<Json> roles =
        Arrays.stream(Role.values())
            .map(role ->
                (Json) Json.object().put("id", role.label()).put("name", role.label()).build())
            .toList();
    return new Json.Arr(roles);
  }

  private Answer members(Call call) {
    List<Json> members =
        context
            .database()
            .sql()
            .list(
                """
                SELECT m.id, a.email, a.name, m.role, m.created_at, a.id FROM member m
                JOIN account a ON a.id = m.account_id WHERE m.organization_id = $1 ORDER BY m.id\
                """,
                row ->
                    Json.object()
                        .put("id", Long.toString(row.getLong(0)))
                        .put("email", row.getString(1))
                        .put(
                            "name",
                            row.getString(2).isEmpty() ? row.getString(1) : row.getString(2))
                        .put("role", row.getString(3))
                        .put("orgRole", row.getString(3))
                        .put("roleName", row.getString(3))
                        .put("pending", false)
                        .put("expired", false)
                        .put("inviteStatus", "approved")
                        .put("inviterName", Json.NULL)
                        .put("flags", MEMBER_FLAGS)
                        .put("user", user(row.getLong(5)))
                        .put("dateCreated", Times.of(row.getOffsetDateTime(4)))
                        .build(),
                call.organization().organization().value());
    return Paging.of(call).slice(call, members);
  }

  private Json user(long account) {
    return new Accounts(context.database())
        .byId(account)
        .map(found -> (Json) Shapes.user(found))
        .orElse(Json.NULL);
  }

  private Answer teams(Call call) {
    return Paging.of(call).slice(call, teamList(call));
  }

  private List<Json> teamList(Call call) {
    return context
        .database()
        .sql()
        .list(
            """
            SELECT t.id, t.slug, t.name, t.created_at,
              (SELECT count(*) FROM team_member tm WHERE tm.team_id = t.id),
              EXISTS (SELECT FROM team_member tm WHERE tm.team_id = t.id AND tm.member_id = $2)
            FROM team t WHERE t.organization_id = $1 ORDER BY t.slug\
            """,
            row -> team(row, call),
            call.organization().organization().value(),
            call.organization().member());
  }

  private static Json team(Row row, Call call) {
    return Json.object()
        .put("id", Long.toString(row.getLong(0)))
        .put("slug", row.getString(1))
        .put("name", row.getString(2))
        .put("dateCreated", Times.of(row.getOffsetDateTime(3)))
        .put("memberCount", row.getLong(4))
        .put("isMember", row.getBoolean(5))
        .put("teamRole", row.getBoolean(5) ? Json.of("contributor") : Json.NULL)
        .put("isPending", false)
        .put("hasAccess", true)
        .put("flags", Json.object().put("idp:provisioned", false).build())
        .put("access", Json.strings(Scope.labels(call.organization().scopes())))
        .put("avatar", Shapes.avatar())
        .build();
  }

  private Answer createTeam(Call call) {
    Json.Obj body = call.json();
    String name = body.string("name");
    String slug = body.string("slug");
    if (name == null && slug == null) {
      throw Fault.invalid("non_field_errors", "Name or slug is required");
    }
    if (name != null && name.length() > MAX_TEAM_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 64 characters.");
    }
    var organization = call.organization().organization();
    String wanted =
        slug != null
            ? slug
            : Slugs.unique(Slugs.of(String.valueOf(name)), taken -> isTeam(organization, taken));
    String problem = Slugs.projectProblem(wanted);
    if (slug != null && problem != null && !problem.contains("reserved")) {
      throw Fault.invalid("slug", problem);
    }
    if (isTeam(organization, wanted)) {
      String text = "A team with this slug already exists.";
      return Answer.json(
          409,
          Json.object()
              .put("non_field_errors", Json.array(Json.of(text)))
              .put("detail", text)
              .build());
    }
    context
        .database()
        .inTransaction(sql -> {
          long team = Provisioning.team(sql, organization, wanted, name == null ? wanted : name);
          Provisioning.join(sql, team, call.organization().member());
          return team;
        });
    List<Json> all = new ArrayList<>(teamList(call));
    all.removeIf(
        team -> !(team instanceof Json.Obj object && wanted.equals(object.string("slug"))));
    return Answer.json(201, all.getFirst());
  }

  private boolean isTeam(OrganizationId organization, String slug) {
    return context
        .database()
        .sql()
        .one(
            "SELECT EXISTS (SELECT FROM team WHERE organization_id = $1 AND slug = $2)",
            row -> row.getBoolean(0),
            organization.value(),
            slug);
  }

  private Answer shortId(Call call) {
    IssueView issue = context.issue(call, call.parameter("issue"));
    return Answer.ok(
        Json.object()
            .put("organizationSlug", call.organization().slug())
            .put("projectSlug", issue.projectSlug())
            .put("groupId", Long.toString(issue.id()))
            .put("group", IssueJson.of(issue, call.organization().slug(), context.url()))
            .put("shortId", issue.shortId())
            .build());
  }

  private Answer environments(Call call) {
    List<Json> environments =
        context
            .database()
            .sql()
            .list(
                "SELECT id, name FROM environment WHERE organization_id = $1 ORDER BY name",
                row ->
                    Json.object()
                        .put("id", Long.toString(row.getLong(0)))
                        .put("name", row.getString(1))
                        .build(),
                call.organization().organization().value());
    return Answer.ok(new Json.Arr(environments));
  }
}
