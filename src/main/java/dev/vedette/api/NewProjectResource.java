package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.ProjectCreation;
import dev.vedette.http.Route;
import dev.vedette.identity.TeamPlaces;
import dev.vedette.identity.TeamRole;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.ProjectPlatforms;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** New projects, in a team that is named or in one of the caller's own (spec 11 §12.1). */
final class NewProjectResource {

  private static final String IN_ORGANIZATION = "/api/0/organizations/{organization}/";
  private static final int MAX_NAME = 50;
  private static final String TEAM = "team-";

  private final ApiContext context;

  NewProjectResource(ApiContext context) {
    this.context = context;
  }

  /** What the body asks for. */
  private record Wanted(String name, String slug, @Nullable String platform) {}

  List<Route> routes() {
    return List.of(
        new Route(
            "POST",
            "/api/0/teams/{organization}/{team}/projects/",
            ProjectResource.READ,
            this::inTeam),
        new Route(
            "POST", IN_ORGANIZATION + "projects/", ProjectResource.READ, this::withTeamOfItsOwn),
        new Route(
            "POST",
            IN_ORGANIZATION + "experimental/projects/",
            ProjectResource.READ,
            this::withTeamOfItsOwn));
  }

  private Answer inTeam(Call call) {
    ProjectCreation.require(context.database(), call, TeamResource.find(context, call));
    Wanted wanted = wanted(call);
    long team = TeamResource.findOwn(context, call);
    requireFree(call, wanted);
    ProjectId id = inTransaction(sql -> make(sql, call, wanted, team));
    return Answer.json(201, Shapes.project(made(call, id), call));
  }

  /** The caller leads the new team, so that they may change what they have made. */
  private Answer withTeamOfItsOwn(Call call) {
    long member = call.organization().member();
    if (member <= 0) {
      // whoever runs the server is in no team of the organization
      throw Fault.forbidden();
    }
    ProjectCreation.requireWithoutTeam(context.database(), call);
    Wanted wanted = wanted(call);
    requireFree(call, wanted);
    OrganizationId organization = call.organization().organization();
    String team =
        Slugs.unique(
            Slugs.of(TEAM + call.caller().signedIn().username().replaceAll("[@.]", "-")),
            taken -> TeamResource.isTeam(context, organization, taken));
    ProjectId id =
        inTransaction(sql -> {
          long number =
              Provisioning.newTeam(sql, organization, team, team)
                  .orElseThrow(() ->
                      new Fault(Fault.Code.CONFLICT, "A team with this slug already exists."));
          TeamPlaces.set(sql, number, member, call.organization().role(), TeamRole.ADMIN);
          return make(sql, call, wanted, number);
        });
    Call asItsLead =
        call.within(
            context
                .authentication()
                .member(ProjectResource.READ, call.caller(), call.organization().slug()));
    return Answer.json(
        201, Shapes.project(made(call, id), asItsLead).with("team_slug", Json.of(team)));
  }

  private Wanted wanted(Call call) {
    Json.Obj body = call.json();
    String name = OrganizationResource.text(body, "name");
    if (name == null || name.isBlank()) {
      throw Fault.invalid("name", "This field is required.");
    }
    if (name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 50 characters.");
    }
    String platform = platform(body);
    String given = OrganizationResource.text(body, "slug");
    OrganizationId organization = call.organization().organization();
    String slug =
        given == null
            ? Slugs.unique(
                Slugs.of(name), taken -> context.projects().find(organization, taken).isPresent())
            : given;
    String problem = Slugs.projectProblem(slug);
    if (problem != null) {
      throw Fault.invalid("slug", problem);
    }
    return new Wanted(name, slug, platform);
  }

  static @Nullable String platform(Json.Obj body) {
    String platform = OrganizationResource.text(body, "platform");
    if (platform == null || platform.isEmpty()) {
      return null;
    }
    if (!ProjectPlatforms.isKnown(platform)) {
      throw Fault.invalid("platform", "Invalid platform");
    }
    return platform;
  }

  private void requireFree(Call call, Wanted wanted) {
    if (context.projects().find(call.organization().organization(), wanted.slug()).isPresent()) {
      throw taken();
    }
  }

  private static Fault taken() {
    return new Fault(Fault.Code.CONFLICT, "A project with this slug already exists.");
  }

  /** Somebody else may take the slug at the same time. */
  private ProjectId inTransaction(Function<Sql, ProjectId> making) {
    try {
      return context.database().inTransaction(making);
    } catch (RuntimeException failure) {
      throw Database.isDuplicate(failure) ? taken() : failure;
    }
  }

  private static ProjectId make(Sql sql, Call call, Wanted wanted, long team) {
    return Provisioning.project(
        sql,
        call.organization().organization(),
        wanted.slug(),
        wanted.name(),
        wanted.platform(),
        team);
  }

  private Projects.Project made(Call call, ProjectId id) {
    return context.projects().find(call.organization().organization(), id.toString()).orElseThrow();
  }
}
