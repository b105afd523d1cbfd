package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Secrets;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectFacts;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import dev.vedette.project.Slugs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Projects and their settings (spec 11 §12). */
final class ProjectResource {

  private static final int MAX_LATER_NAME = 200;

  static final Access.InOrganization READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final Access READ_ANY = new Access.Scoped(READ.scopes());
  static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  static final Access ADMIN = Access.scopes(Scope.PROJECT_ADMIN);

  private static final Set<Category> ERRORS =
      Set.of(Category.DEFAULT, Category.ERROR, Category.SECURITY);

  private static final String SECURITY_TOKEN = "sentry:token";
  private static final int SECURITY_TOKEN_BYTES = 16;

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
        new Route("GET", "/api/0/projects/", READ_ANY, this::ofCaller),
        new Route("GET", "/api/0/projects/{organization}/{project}/", READ, this::details),
        new Route("PUT", "/api/0/projects/{organization}/{project}/", READ, this::update),
        Route.sudo("DELETE", "/api/0/projects/{organization}/{project}/", ADMIN, this::delete));
  }

  private Answer list(Call call) {
    List<Json> found = found(call, context.projects().list(call.organization().organization()));
    return isEverythingWanted(call)
        ? Answer.ok(new Json.Arr(found))
        : Paging.of(call).slice(call, found);
  }

  /** The projects of all organizations of the caller that they may see, organization by name. */
  private Answer ofCaller(Call call) {
    List<Json> all = new ArrayList<>();
    for (Call within : context.everyOrganization(call)) {
      Json organization = context.organization(within);
      for (Json project : found(within, context.reachable(within))) {
        all.add(((Json.Obj) project).with("organization", organization));
      }
    }
    return Paging.of(call).slice(call, all);
  }

  /** Those of the projects of one organization that the query asks for, as lists show them. */
  private List<Json> found(Call call, List<Projects.Project> all) {
    Account account = call.caller().account();
    Set<Long> marked = account == null ? Set.of() : context.projects().bookmarked(account.id());
    Map<Long, ProjectFacts> facts =
        ProjectFacts.of(context.database(), call.organization().organization());
    List<ProjectId> ids = all.stream().map(Projects.Project::id).toList();
    ProjectStats errors = ProjectStats.of(context, call, ids, ERRORS);
    ProjectStats transactions =
        "1".equals(call.first("transactionStats"))
            ? ProjectStats.of(context, call, ids, Set.of(Category.TRANSACTION))
            : null;
    List<Json> projects =
        all.stream()
            .map(project -> {
              long id = project.id().value();
              return (Json)
                  Json.object()
                      .putAll(Shapes.project(project, call, facts))
                      .put("isBookmarked", marked.contains(id))
                      .putPresent("stats", errors == null ? null : errors.of(id))
                      .putPresent(
                          "transactionStats", transactions == null ? null : transactions.of(id))
                      .build();
            })
            .toList();
    return ListQuery.of(call).of(projects, List.of("slug", "name"), ProjectResource::matches);
  }

  private static boolean isEverythingWanted(Call call) {
    String all = call.first("all_projects");
    return all != null && (all.equals("1") || all.equalsIgnoreCase("true"));
  }

  private static boolean matches(Json.Obj project, ListQuery.Term term) {
    return switch (term.key()) {
      case "id" -> term.value().equals(project.string("id"));
      case "slug" -> term.value().equals(project.string("slug"));
      case "team" -> isInTeam(project, term.value());
      case "!team" -> !isInTeam(project, term.value());
      case "is_member" -> Boolean.TRUE.equals(project.bool("isMember")) != ListQuery.saysNo(term);
      default -> false;
    };
  }

  private static boolean isInTeam(Json.Obj project, String slug) {
    return project.array("teams").items().stream()
        .anyMatch(team -> team instanceof Json.Obj one && slug.equals(one.string("slug")));
  }

  private static boolean mayWrite(Call call) {
    return call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN);
  }

  private Answer details(Call call) {
    Projects.Project project = context.project(call);
    return Answer.ok(
        detailed(
            project.options().string(SECURITY_TOKEN) == null ? withToken(call, project) : project,
            call));
  }

  /** What the server shows to those it fetches from is made when it is first asked for. */
  private Projects.Project withToken(Call call, Projects.Project project) {
    context
        .database()
        .sql()
        .update(
            """
            UPDATE project SET options = options || jsonb_build_object($2::text, $3::text)
            WHERE id = $1 AND organization_id = $4 AND NOT options ? $2\
            """,
            project.id().value(),
            SECURITY_TOKEN,
            Secrets.hex(SECURITY_TOKEN_BYTES),
            call.organization().organization().value());
    return context.project(call);
  }

  private Json.Obj detailed(Projects.Project project, Call call) {
    Json.Obj shown =
        Shapes.project(
            project,
            call,
            ProjectFacts.of(context.database(), project.organization(), project.id()));
    return Json.object()
        .putAll(project.teams().isEmpty() ? shown.with("team", Json.NULL) : shown)
        .putAll(ProjectSettings.shown(project.options()))
        .put("isBookmarked", isBookmarked(call, project))
        .put("organization", context.organization(call))
        .put("plugins", Json.Arr.EMPTY)
        .build();
  }

  private Answer update(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    boolean mayWrite = mayWrite(call);
    if (!mayWrite && ProjectSettings.changesMoreThanBookmark(body)) {
      throw Fault.forbidden();
    }
    bookmark(call, project, body);
    if (!mayWrite) {
      return Answer.ok(detailed(project, call));
    }
    String slug = body.string("slug");
    if (slug != null && !slug.equals(project.slug())) {
      String problem = Slugs.projectProblem(slug);
      Optional<Projects.Project> taken = context.projects().find(project.organization(), slug);
      if (problem != null || taken.isPresent()) {
        throw Fault.invalid(
            "slug",
            problem != null
                ? problem
                : "Another project (%s) is already using that slug".formatted(taken.get().name()));
      }
    }
    String name = name(body);
    Json.Obj options =
        GroupingOptions.checked(
            context, ProjectSettings.read(body, project.options()), Instant.now());
    String platform = NewProjectResource.platform(body);
    Json source = body.present(ProjectSettings.COPY_FROM);
    if (source != null) {
      copySettings(call, source, project);
    }
    context.projects().update(project, name, slug, platform);
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

  /** Takes over all settings, teams and environments of another project that the caller may see. */
  private void copySettings(Call call, Json source, Projects.Project target) {
    String id = source instanceof Json.Str(String text) ? text : source.text();
    boolean copied =
        context
            .projects()
            .find(target.organization(), id)
            .filter(from -> from.id().toString().equals(id))
            .filter(call.organization().reach()::covers)
            .map(from -> context.projects().copySettings(from, target))
            .orElse(false);
    if (!copied) {
      throw new Fault(Fault.Code.CONFLICT, "Copy project settings failed.");
    }
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
