package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.Projects;
import java.util.ArrayList;
import java.util.List;

/** Members as pickers show them, with the projects of their teams (spec 11 §10.4, §12.3). */
final class PeopleResource {

  private static final String USERS = "/api/0/organizations/{organization}/users/";

  private final ApiContext context;
  private final MemberResource members;

  PeopleResource(ApiContext context) {
    this.context = context;
    this.members = new MemberResource(context);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", USERS, OrganizationResource.READ, this::all),
        new Route("GET", USERS + "{user}/", MemberResource.READ, this::one),
        new Route(
            "GET",
            "/api/0/projects/{organization}/{project}/members/",
            ProjectResource.READ,
            this::ofProject));
  }

  /** Full members only: invitations have no user yet. */
  private List<Json.Obj> people(Call call) {
    List<Projects.Project> projects = context.reachable(call);
    List<Json.Obj> people = new ArrayList<>();
    for (MemberResource.InTeams member : members.inTeams(call)) {
      if (!member.shown().object("user").isEmpty()) {
        List<String> slugs =
            projects.stream()
                .filter(project ->
                    project.teams().stream().anyMatch(team -> member.teams().contains(team.id())))
                .map(Projects.Project::slug)
                .toList();
        people.add(member.shown().with("projects", Json.strings(slugs)));
      }
    }
    return people;
  }

  private Answer all(Call call) {
    List<String> chosen =
        call.all("project").isEmpty()
            ? List.of()
            : context.chosen(call).stream().map(Projects.Project::slug).toList();
    return Answer.ok(
        new Json.Arr(
            people(call).stream()
                .filter(one -> call.all("project").isEmpty() || isIn(one, chosen))
                .map(Json.class::cast)
                .toList()));
  }

  private static boolean isIn(Json.Obj person, List<String> projects) {
    return person.array("projects").items().stream()
        .anyMatch(slug -> slug instanceof Json.Str(String text) && projects.contains(text));
  }

  private Answer one(Call call) {
    return Answer.ok(
        people(call).stream()
            .filter(one -> call.parameter("user").equals(one.object("user").string("id")))
            .findFirst()
            .orElseThrow(Fault::notFound));
  }

  private Answer ofProject(Call call) {
    String slug = context.project(call).slug();
    List<Json> found =
        people(call).stream()
            .filter(one -> isIn(one, List.of(slug)))
            .map(one -> (Json) one.without("projects"))
            .toList();
    return Paging.of(call).slice(call, found);
  }
}
