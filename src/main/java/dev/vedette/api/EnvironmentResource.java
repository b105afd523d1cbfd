package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.Projects;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Environments of organizations and projects, and which of them pickers hide (spec 11 §13.1). */
final class EnvironmentResource {

  private static final String ALL = "/api/0/organizations/{organization}/environments/";
  private static final String OF_PROJECT = "/api/0/projects/{organization}/{project}/environments/";
  private static final int MOST_AT_ONCE = 1000;

  private final ApiContext context;

  EnvironmentResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, OrganizationResource.READ_CI, this::all),
        new Route("GET", OF_PROJECT, ProjectResource.READ, this::ofProject),
        new Route("PUT", OF_PROJECT, ProjectResource.WRITE, this::hideMany),
        new Route("GET", OF_PROJECT + "{environment}/", ProjectResource.READ, this::one),
        new Route("PUT", OF_PROJECT + "{environment}/", ProjectResource.WRITE, this::hideOne));
  }

  /** Whether hidden ones are asked for: true, false, or null for both. */
  private static @Nullable Boolean hidden(Call call) {
    String visibility = call.first("visibility");
    return switch (visibility) {
      case null -> false;
      case "visible", "" -> false;
      case "hidden" -> true;
      case "all" -> null;
      default ->
          throw Fault.invalid(
              "Invalid value for 'visibility', valid values are: 'all', 'hidden', 'visible'");
    };
  }

  /** Those of any of the projects; one is hidden when all of its projects hide it. */
  private Answer all(Call call) {
    Long[] projects =
        context.chosen(call).stream().map(one -> one.id().value()).toArray(Long[]::new);
    List<Json> environments =
        context
            .database()
            .sql()
            .list(
                """
                SELECT e.id, e.name FROM environment e
                JOIN environment_project p ON p.environment_id = e.id
                WHERE e.organization_id = $1 AND p.project_id = ANY($2::int8[])
                GROUP BY e.id, e.name
                HAVING $3::bool IS NULL OR bool_and(p.is_hidden) = $3 ORDER BY e.name\
                """,
                row ->
                    Json.object()
                        .put("id", Long.toString(row.getLong(0)))
                        .put("name", row.getString(1))
                        .build(),
                call.organization().organization().value(),
                projects,
                hidden(call));
    return Answer.ok(new Json.Arr(environments));
  }

  private static Json shown(Row row) {
    return Json.object()
        .put("id", Long.toString(row.getLong(0)))
        .put("name", row.getString(1))
        .put("isHidden", row.getBoolean(2))
        .build();
  }

  private List<Json> of(Projects.Project project, @Nullable String name, @Nullable Boolean hidden) {
    return context
        .database()
        .sql()
        .list(
            """
            SELECT e.id, e.name, p.is_hidden FROM environment e
            JOIN environment_project p ON p.environment_id = e.id
            WHERE p.project_id = $1 AND ($2::text IS NULL OR e.name = $2)
              AND ($3::bool IS NULL OR p.is_hidden = $3) ORDER BY e.name\
            """,
            EnvironmentResource::shown,
            project.id().value(),
            name,
            hidden);
  }

  private Answer ofProject(Call call) {
    return Answer.ok(new Json.Arr(of(context.project(call), null, hidden(call))));
  }

  /** The name in the path; the empty environment goes by {@code none}. */
  private static String name(Call call) {
    String name = call.parameter("environment");
    return name.equals("none") ? "" : name;
  }

  private Answer one(Call call) {
    return Answer.ok(
        of(context.project(call), name(call), null).stream()
            .findFirst()
            .orElseThrow(Fault::notFound));
  }

  private static boolean wantsHidden(Json.Obj body) {
    Boolean hidden = body.bool("isHidden");
    if (hidden == null) {
      throw Fault.invalid("isHidden", "This field is required.");
    }
    return hidden;
  }

  private Answer hideOne(Call call) {
    Projects.Project project = context.project(call);
    List<Json> changed = hide(project, List.of(name(call)), wantsHidden(call.json()));
    return Answer.ok(changed.stream().findFirst().orElseThrow(Fault::notFound));
  }

  private Answer hideMany(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    List<String> names = new ArrayList<>();
    for (Json item : body.array("environmentNames").items()) {
      if (!(item instanceof Json.Str(String name))) {
        throw Fault.invalid("environmentNames", "Not a valid string.");
      }
      names.add(name);
    }
    if (names.isEmpty() || names.size() > MOST_AT_ONCE) {
      throw Fault.invalid(
          "environmentNames", "Between 1 and %d names are needed.".formatted(MOST_AT_ONCE));
    }
    return Answer.ok(new Json.Arr(hide(project, names, wantsHidden(body))));
  }

  private List<Json> hide(Projects.Project project, List<String> names, boolean hidden) {
    return context
        .database()
        .sql()
        .list(
            """
            UPDATE environment_project p SET is_hidden = $3 FROM environment e
            WHERE p.project_id = $1 AND e.id = p.environment_id AND e.name = ANY($2::text[])
            RETURNING e.id, e.name, p.is_hidden\
            """,
            EnvironmentResource::shown,
            project.id().value(),
            names.toArray(String[]::new),
            hidden);
  }
}
