package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import java.util.List;
import java.util.Map;

/** A new project and its first event. */
final class ProjectPages {

  private static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);

  private final Pages pages;

  ProjectPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/{organization}/projects/new/", WRITE, call -> form(call, 200, "")),
        new Route("POST", "/{organization}/projects/new/", WRITE, this::create),
        new Route("GET", "/{organization}/projects/{project}/start/", READ, this::start));
  }

  private Answer form(Call call, int status, String problem) {
    return pages.render(
        status,
        "new-project",
        Map.of(
            "page",
            Pages.around("New project", call),
            "platforms",
            Snippets.PLATFORMS,
            "problem",
            problem));
  }

  private Answer create(Call call) {
    String name = call.form().getOrDefault("name", "").strip();
    String slug = Slugs.of(name);
    String problem = Slugs.projectProblem(slug);
    OrganizationId organization = call.organization().organization();
    if (problem != null) {
      return form(call, 400, problem);
    }
    if (pages.projects().find(organization, slug).isPresent()) {
      return form(call, 409, "A project with this slug already exists.");
    }
    Long team =
        pages
            .database()
            .sql()
            .find(
                "SELECT id FROM team WHERE organization_id = $1 ORDER BY id LIMIT 1",
                row -> row.getLong(0),
                organization.value())
            .orElse(null);
    String platform = call.form().get("platform");
    pages
        .database()
        .inTransaction(sql -> Provisioning.project(sql, organization, slug, name, platform, team));
    return Answer.redirect("/%s/projects/%s/start/".formatted(call.organization().slug(), slug));
  }

  private Answer start(Call call) {
    Projects.Project project =
        pages
            .projects()
            .find(call.organization().organization(), call.parameter("project"))
            .orElseThrow(Fault::notFound);
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
            "dsn", dsn,
            "received", project.firstEvent() != null,
            "snippets", Snippets.of(dsn, project.platform())));
  }
}
