package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.Slugs;
import dev.vedette.store.Database;
import dev.vedette.store.StoredText;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Organizations and their settings (spec 11 §10). */
final class OrganizationResource {

  private static final Access READ =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);

  /** What machines with a token of the organization may read, too (spec 11 §2.3). */
  static final Access READ_CI =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI);

  private static final Access READ_ANY =
      new Access.Scoped(Set.of(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.ORG_CI));
  private static final Access WRITE = Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final int MAX_NAME = 64;

  private final ApiContext context;

  OrganizationResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/organizations/", READ_ANY, this::list),
        new Route("GET", "/api/0/organizations/{organization}/", READ_CI, this::details),
        new Route("PUT", "/api/0/organizations/{organization}/", WRITE, this::update),
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
            .putAll(OrganizationSettings.shown(options(call)))
            .put("orgRoleList", RolesJson.ofOrganization())
            .put("teamRoleList", RolesJson.ofTeam())
            .put("trustedRelays", Json.Arr.EMPTY)
            .put("requiresSso", false)
            .put("pendingAccessRequests", 0)
            .put("isDynamicallySampled", false)
            .put("experiments", Json.Obj.EMPTY)
            .put("availableRoles", RolesJson.ofOrganization())
            .put("onboardingTasks", Json.Arr.EMPTY);
    if (!"0".equals(call.first("detailed"))) {
      List<Json> projects =
          context.projects().list(call.organization().organization()).stream()
              .map(project -> (Json) Shapes.project(project, call))
              .toList();
      out.put("teams", new Json.Arr(new TeamResource(context).list(call)))
          .put("projects", new Json.Arr(projects));
    }
    return Answer.ok(out.build());
  }

  private Json.Obj options(Call call) {
    return JsonText.parseTrustedObject(
        context
            .database()
            .sql()
            .one(
                "SELECT options::text FROM organization WHERE id = $1",
                row -> row.getString(0),
                call.organization().organization().value()));
  }

  private Answer update(Call call) {
    Json.Obj body = call.json();
    Json.Obj options = OrganizationSettings.read(body);
    String name = text(body, "name");
    String slug = text(body, "slug");
    if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
      throw Fault.invalid(
          "name",
          name.isBlank()
              ? "This field may not be blank."
              : "Ensure this field has no more than 64 characters.");
    }
    String problem = slug == null ? null : Slugs.organizationProblem(slug);
    if (problem != null) {
      throw Fault.invalid("slug", problem);
    }
    try {
      context
          .database()
          .sql()
          .update(
              """
              UPDATE organization SET name = coalesce($2, name), slug = coalesce($3, slug),
                options = options || $4::text::jsonb WHERE id = $1\
              """,
              call.organization().organization().value(),
              name,
              slug,
              StoredText.json(options));
    } catch (RuntimeException taken) {
      if (Database.isDuplicate(taken)) {
        return Answer.json(
            409,
            Json.object()
                .put("slug", Json.array(Json.of("An organization with this slug already exists.")))
                .build());
      }
      throw taken;
    }
    context
        .projects()
        .list(call.organization().organization())
        .forEach(project -> context.bus().announce(new ProjectChanged(project.id())));
    return details(call);
  }

  private static @Nullable String text(Json.Obj body, String field) {
    Json value = body.present(field);
    if (value == null || value instanceof Json.Str) {
      return body.string(field);
    }
    throw Fault.invalid(field, "Not a valid string.");
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
