package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Projects and their settings (spec 11 §12). */
final class ProjectResource {

  private static final int MAX_NAME = 50;
  private static final int MAX_LATER_NAME = 200;

  static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  static final Access ADMIN = Access.scopes(Scope.PROJECT_ADMIN);

  private final ApiContext context;

  ProjectResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/0/organizations/{organization}/projects/",
            OrganizationResource.READ_CI,
            this::list),
        new Route("POST", "/api/0/teams/{organization}/{team}/projects/", READ, this::create),
        new Route("GET", "/api/0/projects/{organization}/{project}/", READ, this::details),
        new Route("PUT", "/api/0/projects/{organization}/{project}/", READ, this::update),
        Route.sudo("DELETE", "/api/0/projects/{organization}/{project}/", ADMIN, this::delete));
  }

  /** What pages in browsers bring along is filtered from the start (spec 11 §12.1). */
  private static final Json.Obj FILTERS_OF_BROWSERS =
      Json.object()
          .put("filters:browser-extensions", true)
          .put("filters:legacy-browsers", true)
          .put("filters:web-crawlers", true)
          .put("filters:filtered-transaction", true)
          .build();

  private Answer list(Call call) {
    Account account = call.caller().account();
    Set<Long> marked = account == null ? Set.of() : context.projects().bookmarked(account.id());
    List<Json> projects =
        context.projects().list(call.organization().organization()).stream()
            .map(project ->
                (Json)
                    Shapes.project(project, call)
                        .with("isBookmarked", Json.of(marked.contains(project.id().value()))))
            .toList();
    return Paging.of(call).slice(call, projects);
  }

  private static boolean mayWrite(Call call) {
    return call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN);
  }

  /** Members may make projects in their teams by hand, unless the organization forbids it. */
  private void requireCreationRight(Call call) {
    if (mayWrite(call)) {
      return;
    }
    boolean byHand = call.caller().tokenScopes() == null;
    if (!byHand
        || !call.organization().reach().teams().contains(TeamResource.find(context, call))) {
      throw Fault.forbidden();
    }
    Json.Obj options =
        context
            .database()
            .sql()
            .one(
                "SELECT options::text FROM organization WHERE id = $1",
                row -> JsonText.parseTrustedObject(row.getString(0)),
                call.organization().organization().value());
    if (Boolean.FALSE.equals(options.bool("sentry:member_project_creation"))) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "Your organization has disabled this feature for members.");
    }
  }

  private Answer create(Call call) {
    requireCreationRight(call);
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
    OrganizationId organization = call.organization().organization();
    String slug =
        given == null
            ? Slugs.unique(
                Slugs.of(name), taken -> context.projects().find(organization, taken).isPresent())
            : given;
    String problem = Slugs.projectProblem(slug);
    if (problem != null) {
      return Answer.json(400, Json.object().put("slug", Json.array(Json.of(problem))).build());
    }
    long team = TeamResource.findOwn(context, call);
    if (context.projects().find(organization, slug).isPresent()) {
      throw new Fault(Fault.Code.CONFLICT, "A project with this slug already exists.");
    }
    ProjectId id =
        context
            .database()
            .inTransaction(sql ->
                Provisioning.project(sql, organization, slug, name, body.string("platform"), team));
    Projects.Project made = context.projects().find(organization, id.toString()).orElseThrow();
    if (String.valueOf(made.platform()).startsWith("javascript")) {
      context.projects().setOptions(made, FILTERS_OF_BROWSERS);
    }
    return Answer.json(
        201,
        Shapes.project(context.projects().find(organization, id.toString()).orElseThrow(), call));
  }

  private Answer details(Call call) {
    return Answer.ok(detailed(context.project(call), call));
  }

  private Json.Obj organization(Call call) {
    return context
        .database()
        .sql()
        .one(
            "SELECT id, slug, name, created_at FROM organization WHERE id = $1",
            row ->
                Shapes.organization(
                    row.getLong(0),
                    row.getString(1),
                    row.getString(2),
                    row.getOffsetDateTime(3),
                    context.url()),
            call.organization().organization().value());
  }

  private Json.Obj detailed(Projects.Project project, Call call) {
    Json.Obj shown = Shapes.project(project, call);
    return Json.object()
        .putAll(project.teams().isEmpty() ? shown.without("team") : shown)
        .putAll(ProjectSettings.shown(project.options()))
        .put("isBookmarked", isBookmarked(call, project))
        .put("organization", organization(call))
        .put("plugins", Json.Arr.EMPTY)
        .build();
  }

  private Answer update(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    bookmark(call, project, body);
    if (!mayWrite(call)) {
      if (!body.without("isBookmarked").isEmpty()) {
        throw Fault.forbidden();
      }
      return Answer.ok(detailed(project, call));
    }
    String slug = body.string("slug");
    if (slug != null && !slug.equals(project.slug())) {
      String problem = Slugs.projectProblem(slug);
      boolean taken = context.projects().find(project.organization(), slug).isPresent();
      if (problem != null || taken) {
        throw Fault.invalid(
            "slug", problem != null ? problem : "Another project is already using that slug");
      }
    }
    String name = name(body);
    Json.Obj options =
        GroupingOptions.checked(
            context, ProjectSettings.read(body, project.options()), Instant.now());
    context.projects().update(project, name, slug, body.string("platform"));
    if (!options.isEmpty()) {
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

  private void bookmark(Call call, Projects.Project project, Json.Obj body) {
    Json wanted = body.present("isBookmarked");
    if (wanted == null) {
      return;
    }
    if (!(wanted instanceof Json.Bool(boolean on))) {
      throw Fault.invalid("isBookmarked", "Must be a valid boolean.");
    }
    context.projects().bookmark(project, call.caller().signedIn().id(), on);
  }

  private boolean isBookmarked(Call call, Projects.Project project) {
    Account account = call.caller().account();
    return account != null
        && context.projects().bookmarked(account.id()).contains(project.id().value());
  }

  private static @Nullable String name(Json.Obj body) {
    Json value = body.get("name");
    if (value == null) {
      return null;
    }
    if (!(value instanceof Json.Str(String text))) {
      throw Fault.invalid("name", "Not a valid string.");
    }
    if (text.isBlank()) {
      throw Fault.invalid("name", "This field may not be blank.");
    }
    if (text.length() > MAX_LATER_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 200 characters.");
    }
    return text;
  }

  private Answer delete(Call call) {
    Projects.Project project = context.project(call);
    context.projects().delete(project);
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }
}
