package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import java.util.List;

/** Projects and their settings (spec 11 §12). */
final class ProjectResource {

  private static final int MAX_NAME = 50;

  private static final Access ORG_READ =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);
  static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final Access ADMIN = Access.scopes(Scope.PROJECT_ADMIN);

  private final ApiContext context;

  ProjectResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/organizations/{organization}/projects/", ORG_READ, this::list),
        new Route("POST", "/api/0/teams/{organization}/{team}/projects/", WRITE, this::create),
        new Route("GET", "/api/0/projects/{organization}/{project}/", READ, this::details),
        new Route("PUT", "/api/0/projects/{organization}/{project}/", WRITE, this::update),
        new Route("DELETE", "/api/0/projects/{organization}/{project}/", ADMIN, this::delete));
  }

  private Answer list(Call call) {
    List<Json> projects =
        context.projects().list(call.organization().organization()).stream()
            .map(project -> (Json) Shapes.project(project, call))
            .toList();
    return Paging.of(call).slice(call, projects);
  }

  private Answer create(Call call) {
    Json.Obj body = call.json();
    String name = body.string("name");
    if (name == null || name.isBlank() || name.length() > MAX_NAME) {
      String rule =
          name == null || name.isBlank()
              ? "This field is required."
              : "Ensure this field has no more than 50 characters.";
      return Answer.json(400, Json.object().put("name", Json.array(Json.of(rule))).build());
    }
    String given = body.string("slug");
    String slug = given == null ? Slugs.of(name) : given;
    String problem = Slugs.projectProblem(slug);
    if (problem != null) {
      return Answer.json(400, Json.object().put("slug", Json.array(Json.of(problem))).build());
    }
    OrganizationId organization = call.organization().organization();
    long team = team(call, organization);
    if (context.projects().find(organization, slug).isPresent()) {
      throw new Fault(Fault.Code.CONFLICT, "A project with this slug already exists.");
    }
    ProjectId id =
        context
            .database()
            .inTransaction(sql ->
                Provisioning.project(sql, organization, slug, name, body.string("platform"), team));
    return Answer.json(
        201,
        Shapes.project(context.projects().find(organization, id.toString()).orElseThrow(), call));
  }

  private long team(Call call, OrganizationId organization) {
    String name = call.parameter("team");
    return context
        .database()
        .sql()
        .find(
            "SELECT id FROM team WHERE organization_id = $1 AND (slug = $2 OR id::text = $2)",
            row -> row.getLong(0),
            organization.value(),
            name)
        .orElseThrow(Fault::notFound);
  }

  private Answer details(Call call) {
    return Answer.ok(detailed(context.project(call), call));
  }

  private static Json.Obj detailed(Projects.Project project, Call call) {
    return Json.object()
        .putAll(Shapes.project(project, call))
        .put("options", project.options())
        .put(
            "organization",
            Json.object()
                .put("id", call.organization().organization().toString())
                .put("slug", call.organization().slug())
                .build())
        .put("processingIssues", 0)
        .put("plugins", Json.Arr.EMPTY)
        .put("defaultEnvironment", Json.NULL)
        .build();
  }

  private Answer update(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    String slug = body.string("slug");
    if (slug != null && !slug.equals(project.slug())) {
      String problem = Slugs.projectProblem(slug);
      boolean taken = context.projects().find(project.organization(), slug).isPresent();
      if (problem != null || taken) {
        String text = problem != null ? problem : "Another project is already using that slug";
        return Answer.json(400, Json.object().put("slug", Json.array(Json.of(text))).build());
      }
    }
    context.projects().update(project, body.string("name"), slug, body.string("platform"));
    if (body.get("options") instanceof Json.Obj options) {
      context.projects().setOptions(project, options);
    }
    context.bus().announce(new ProjectChanged(project.id()));
    Projects.Project changed =
        context
            .projects()
            .find(project.organization(), project.id().toString())
            .orElseThrow(Fault::notFound);
    return Answer.ok(detailed(changed, call));
  }

  private Answer delete(Call call) {
    Projects.Project project = context.project(call);
    context.projects().delete(project);
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }
}
