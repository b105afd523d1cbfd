package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.ProjectCreation;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.ListIssues;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import java.util.List;
import java.util.Map;

/** A new project and its first event. */
public final class ProjectPages {

  private static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);

  private static final int MAX_NAME = 50;
  private static final String NO_TEAM =
      "There is no team in which you may make a project. Ask an owner or manager.";

  private final Pages pages;

  ProjectPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/{organization}/projects/", READ, this::all),
        new Route("GET", "/{organization}/projects/new/", READ, call -> form(call, 200, "")),
        new Route("POST", "/{organization}/projects/new/", READ, this::create),
        new Route("GET", "/{organization}/projects/{project}/start/", READ, this::start));
  }

  private Answer all(Call call) {
    return pages.render(
        200,
        "projects",
        Map.of(
            "page",
            Pages.around("Projects", call),
            "projects",
            pages.reachable(call),
            "mayCreate",
            !teams(call).isEmpty()));
  }

  /** The teams in which the caller may make a project. */
  private List<Pages.Team> teams(Call call) {
    return pages.teams(call).stream()
        .filter(team -> call.organization().reach().coversTeam(team.id()))
        .filter(team -> ProjectCreation.isAllowed(pages.database(), call, team.id()))
        .toList();
  }

  private Answer form(Call call, int status, String problem) {
    List<Pages.Team> teams = teams(call);
    return pages.render(
        status,
        "new-project",
        Map.of(
            "page",
            Pages.around("New project", call),
            "platforms",
            Snippets.PLATFORMS,
            "teams",
            teams,
            "problem",
            teams.isEmpty() ? NO_TEAM : problem,
            "name",
            call.form().getOrDefault("name", "")));
  }

  private Answer create(Call call) {
    String name = call.form().getOrDefault("name", "").strip();
    OrganizationId organization = call.organization().organization();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return form(call, 400, "The name needs 1 to 50 characters.");
    }
    List<Pages.Team> teams = teams(call);
    String wanted = call.form().getOrDefault("team", "");
    Pages.Team team =
        teams.stream()
            .filter(one -> one.slug().equals(wanted) || wanted.isEmpty())
            .findFirst()
            .orElseThrow(Fault::forbidden);
    String plain = Slugs.of(name);
    if (pages.projects().find(organization, plain).isPresent()) {
      return form(call, 409, "There is a project \"%s\" already.".formatted(plain));
    }
    String slug =
        Slugs.unique(plain, taken -> pages.projects().find(organization, taken).isPresent());
    String chosen = call.form().get("platform");
    String platform = Snippets.PLATFORMS.contains(chosen) ? chosen : null;
    pages
        .database()
        .inTransaction(
            sql -> Provisioning.project(sql, organization, slug, name, platform, team.id()));
    return Answer.redirect("/%s/projects/%s/start/".formatted(call.organization().slug(), slug));
  }

  /** Where the newest issue of a project is shown; its list while it has none. */
  private String first(Call call, Projects.Project project) {
    String issues = "/%s/issues/".formatted(call.organization().slug());
    return pages
        .bus()
        .request(
            new ListIssues(
                call.organization().organization(),
                call.caller().signedIn().id(),
                List.of(project.id()),
                ListIssues.Filter.ofStatus(null),
                1,
                0))
        .await()
        .issues()
        .stream()
        .findFirst()
        .map(issue -> issues + issue.shortId() + "/")
        .orElse(issues + "?project=" + project.slug());
  }

  private Answer start(Call call) {
    Projects.Project project = pages.project(call);
    Projects.Key key =
        pages.projects().keys(project).stream()
            .filter(Projects.Key::active)
            .findFirst()
            .orElseThrow(Fault::notFound);
    String dsn = Provisioning.dsn(pages.url(), key.publicKey(), project.id());
    return pages.render(
        200,
        "start",
        Map.of(
            "page", Pages.around("Send your first event", call),
            "project", project.slug(),
            "name", project.name(),
            "dsn", dsn,
            "received", project.firstEvent() != null,
            "first", first(call, project),
            "snippets", Snippets.of(dsn, project.platform())));
  }
}
