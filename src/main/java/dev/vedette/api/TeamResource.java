package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** Teams and their projects (spec 11 §11.3). */
final class TeamResource {

  private static final String ALL = "/api/0/organizations/{organization}/teams/";
  private static final String ONE = "/api/0/teams/{organization}/{team}/";
  private static final String OF_PROJECT = "/api/0/projects/{organization}/{project}/teams/";

  private static final Access READ_ALL =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final Access CREATE =
      Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN, Scope.TEAM_WRITE);
  static final Access READ = Access.scopes(Scope.TEAM_READ, Scope.TEAM_WRITE, Scope.TEAM_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.TEAM_WRITE, Scope.TEAM_ADMIN);
  private static final Access ADMIN = Access.scopes(Scope.TEAM_ADMIN);
  private static final int MAX_NAME = 64;

  private final ApiContext context;

  TeamResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, READ_ALL, this::all),
        new Route("POST", ALL, CREATE, this::create),
        new Route(
            "GET", "/api/0/organizations/{organization}/user-teams/", READ_ALL, this::ofCaller),
        new Route("GET", ONE, READ, this::details),
        new Route("PUT", ONE, WRITE, this::update),
        Route.sudo("DELETE", ONE, ADMIN, this::delete),
        new Route("GET", ONE + "projects/", ProjectResource.READ, this::projects),
        new Route("GET", OF_PROJECT, ProjectResource.READ, this::ofProject),
        new Route("POST", OF_PROJECT + "{team}/", ProjectResource.WRITE, this::add),
        new Route("DELETE", OF_PROJECT + "{team}/", ProjectResource.WRITE, this::remove));
  }

  private Answer all(Call call) {
    List<Json> found =
        ListQuery.of(call)
            .of(
                list(call),
                List.of("slug", "name"),
                (team, term) ->
                    switch (term.key()) {
                      case "slug" -> term.value().equals(team.string("slug"));
                      case "id" -> term.value().equals(team.string("id"));
                      case "hasExternalTeams" -> ListQuery.saysNo(term);
                      default -> false;
                    });
    boolean brief = "0".equals(call.first("detailed"));
    return Paging.of(call)
        .slice(
            call,
            brief
                ? found.stream()
                    .map(team ->
                        (Json) ((Json.Obj) team).without("projects").without("externalTeams"))
                    .toList()
                : found);
  }

  /** The teams of the organization in the path, by slug. */
  List<Json> list(Call call) {
    List<Projects.Project> reachable = context.reachable(call);
    return context
        .database()
        .sql()
        .list(
            """
            SELECT t.id, t.slug, t.name, t.created_at,
              (SELECT count(*) FROM team_member tm WHERE tm.team_id = t.id),
              EXISTS (SELECT FROM team_member tm WHERE tm.team_id = t.id AND tm.member_id = $2),
              (SELECT tm.role FROM team_member tm WHERE tm.team_id = t.id AND tm.member_id = $2),
              EXISTS (SELECT FROM access_request a WHERE a.team_id = t.id AND a.member_id = $2)
            FROM team t WHERE t.organization_id = $1 ORDER BY t.slug\
            """,
            row -> team(row, call),
            call.organization().organization().value(),
            call.organization().member())
        .stream()
        .map(team -> withProjects((Json.Obj) team, reachable, call))
        .toList();
  }

  /** A team with its projects, as far as the caller may see them. */
  private static Json withProjects(Json.Obj team, List<Projects.Project> reachable, Call call) {
    String id = team.string("id");
    List<Json> projects =
        reachable.stream()
            .filter(project ->
                project.teams().stream().anyMatch(one -> Long.toString(one.id()).equals(id)))
            .map(project -> (Json) Shapes.project(project, call))
            .toList();
    return team.with("projects", new Json.Arr(projects));
  }

  private static Json team(Row row, Call call) {
    return Json.object()
        .put("id", Long.toString(row.getLong(0)))
        .put("slug", row.getString(1))
        .put("name", row.getString(2))
        .put("dateCreated", Times.of(row.getOffsetDateTime(3)))
        .put("memberCount", row.getLong(4))
        .put("isMember", row.getBoolean(5))
        .put(
            "teamRole",
            row.getBoolean(5)
                ? Json.of(TeamRole.effective(call.organization().role(), row.getString(6)).label())
                : Json.NULL)
        .put("isPending", row.getBoolean(7))
        .put("hasAccess", call.organization().reach().coversTeam(row.getLong(0)))
        .put("flags", Json.object().put("idp:provisioned", false).build())
        .put("access", Json.strings(Scope.labels(call.organization().scopes())))
        .put("avatar", Shapes.avatar())
        .put("externalTeams", Json.Arr.EMPTY)
        .put("projects", Json.Arr.EMPTY)
        .build();
  }

  private Answer create(Call call) {
    Json.Obj body = call.json();
    String name = body.string("name");
    String slug = body.string("slug");
    if (name == null && slug == null) {
      throw Fault.invalid("non_field_errors", "Name or slug is required");
    }
    if (name != null && name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 64 characters.");
    }
    var organization = call.organization().organization();
    String wanted =
        slug != null
            ? slug
            : Slugs.unique(
                Slugs.of(String.valueOf(name)), taken -> isTeam(context, organization, taken));
    String problem = Slugs.projectProblem(wanted);
    if (slug != null && problem != null && !problem.contains("reserved")) {
      throw Fault.invalid("slug", problem);
    }
    if (isTeam(context, organization, wanted)) {
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
          if (call.organization().member() > 0) {
            Provisioning.join(sql, team, call.organization().member());
          }
          return team;
        });
    List<Json> all = new ArrayList<>(list(call));
    all.removeIf(
        team -> !(team instanceof Json.Obj object && wanted.equals(object.string("slug"))));
    return Answer.json(201, all.getFirst());
  }

  static boolean isTeam(ApiContext context, OrganizationId organization, String slug) {
    return context
        .database()
        .sql()
        .one(
            "SELECT EXISTS (SELECT FROM team WHERE organization_id = $1 AND slug = $2)",
            row -> row.getBoolean(0),
            organization.value(),
            slug);
  }

  private Answer ofCaller(Call call) {
    List<Json> own =
        list(call).stream()
            .filter(team -> Boolean.TRUE.equals(((Json.Obj) team).bool("isMember")))
            .toList();
    return Paging.of(call).slice(call, own);
  }

  /** The team in the path, within the organization in the path. */
  static long find(ApiContext context, Call call) {
    return context
        .database()
        .sql()
        .find(
            "SELECT id FROM team WHERE organization_id = $1 AND (slug = $2 OR id::text = $2)",
            row -> row.getLong(0),
            call.organization().organization().value(),
            call.parameter("team"))
        .orElseThrow(Fault::notFound);
  }

  /** The team in the path, if the caller may see and work on it. */
  static long findOwn(ApiContext context, Call call) {
    long team = find(context, call);
    if (!call.organization().reach().coversTeam(team)) {
      throw Fault.forbidden();
    }
    return team;
  }

  /** A team as the caller sees it. */
  Json shown(Call call, long team) {
    String id = Long.toString(team);
    return list(call).stream()
        .filter(one -> id.equals(((Json.Obj) one).string("id")))
        .findFirst()
        .orElseThrow(Fault::notFound);
  }

  private Answer details(Call call) {
    Json.Obj team = (Json.Obj) shown(call, findOwn(context, call));
    boolean bare = call.all("collapse").contains("organization");
    return Answer.ok(bare ? team : team.with("organization", context.organization(call)));
  }

  private Answer update(Call call) {
    long team = findOwn(context, call);
    Json.Obj body = call.json();
    String name = body.string("name");
    String slug = body.string("slug");
    if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
      throw Fault.invalid(
          "name",
          name.isBlank()
              ? "This field may not be blank."
              : "Ensure this field has no more than 64 characters.");
    }
    OrganizationId organization = call.organization().organization();
    if (slug != null && !slug.equals(((Json.Obj) shown(call, team)).string("slug"))) {
      String problem = Slugs.projectProblem(slug);
      if (problem != null && !problem.contains("reserved")) {
        throw Fault.invalid("slug", problem);
      }
      if (isTeam(context, organization, slug)) {
        throw Fault.invalid("slug", "The slug \"%s\" is already in use.".formatted(slug));
      }
    }
    context
        .database()
        .sql()
        .update(
            """
            UPDATE team SET name = coalesce($3, name), slug = coalesce($4, slug)
            WHERE organization_id = $1 AND id = $2\
            """,
            organization.value(),
            team,
            name,
            slug);
    return Answer.ok(shown(call, team));
  }

  private Answer delete(Call call) {
    context
        .database()
        .sql()
        .update(
            "DELETE FROM team WHERE organization_id = $1 AND id = $2",
            call.organization().organization().value(),
            findOwn(context, call));
    return Answer.empty(204);
  }

  private Answer projects(Call call) {
    long team = findOwn(context, call);
    List<Json> projects =
        context.projects().list(call.organization().organization()).stream()
            .filter(project -> project.teams().stream().anyMatch(one -> one.id() == team))
            .map(project -> (Json) Shapes.project(project, call))
            .toList();
    return Paging.of(call).slice(call, projects);
  }

  private Answer ofProject(Call call) {
    Projects.Project project = context.project(call);
    List<Json> teams = project.teams().stream().map(team -> shown(call, team.id())).toList();
    return Paging.of(call).slice(call, teams);
  }

  private long teamOfProject(Call call) {
    try {
      return find(context, call);
    } catch (Fault absent) {
      throw new Fault(Fault.Code.NOT_FOUND, "Team does not exist.");
    }
  }

  private Answer add(Call call) {
    Projects.Project project = context.project(call);
    context
        .database()
        .sql()
        .update(
            """
            INSERT INTO project_team (project_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING\
            """,
            project.id().value(),
            teamOfProject(call));
    return Answer.json(201, Shapes.project(context.project(call), call));
  }

  private Answer remove(Call call) {
    Projects.Project project = context.project(call);
    context
        .database()
        .sql()
        .update(
            "DELETE FROM project_team WHERE project_id = $1 AND team_id = $2",
            project.id().value(),
            teamOfProject(call));
    return Answer.ok(Shapes.project(context.project(call), call));
  }
}
