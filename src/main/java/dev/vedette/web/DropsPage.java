package dev.vedette.web;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.Projects;
import dev.vedette.project.RecentDrops;
import java.util.List;
import java.util.Map;

/** What a project did not keep of late, and why (spec 01 §28, 1). */
final class DropsPage {

  private static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);

  private final Pages pages;

  DropsPage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/{organization}/projects/{project}/drops/", READ, this::show));
  }

  private Answer show(Call call) {
    Projects.Project project = pages.project(call);
    return pages.render(
        200,
        "drops",
        Map.of(
            "page", Pages.around("Recent drops", call),
            "project", project.slug(),
            "drops", RecentDrops.of(pages.database(), project.id())));
  }
}
