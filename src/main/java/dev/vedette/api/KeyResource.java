package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.KeyNames;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectView;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a project (spec 11 §12.6). */
final class KeyResource {

  private static final String PATH = "/api/0/projects/{organization}/{project}/keys/";

  private final ApiContext context;

  KeyResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, ProjectResource.READ, this::list),
        new Route("POST", PATH, ProjectResource.WRITE, this::create),
        new Route("GET", PATH + "{key}/", ProjectResource.READ, this::details),
        new Route("PUT", PATH + "{key}/", ProjectResource.WRITE, this::update),
        new Route("DELETE", PATH + "{key}/", ProjectResource.WRITE, this::delete),
        new Route("GET", PATH + "{key}/stats/", ProjectResource.READ, this::stats));
  }

  private Answer list(Call call) {
    Projects.Project project = context.project(call);
    String status = call.first("status");
    List<Json> keys =
        context.projects().keys(project).stream()
            .filter(key -> status == null || key.active() == status.equals("active"))
            .map(key -> (Json) Shapes.key(project, key, context.url(), context.loaderBase()))
            .toList();
    return Paging.of(call).slice(call, keys);
  }

  private Projects.Key key(Projects.Project project, Call call) {
    return context.projects().findKey(project, call.parameter("key")).orElseThrow(Fault::notFound);
  }

  /** The name that a request gives, under its new or its old word; null when it gives none. */
  private static @Nullable String name(Json.Obj body) {
    String field = body.get("name") == null ? "label" : "name";
    Json given = body.present(field);
    if (given == null) {
      return null;
    }
    if (!(given instanceof Json.Str(String name))) {
      throw Fault.invalid(field, "Not a valid string.");
    }
    if (name.length() > Projects.Key.LONGEST_LABEL) {
      throw Fault.invalid(field, "Ensure this field has no more than 64 characters.");
    }
    return name;
  }

  /** A part of a key as a request gives it, else a random one. */
  private static String part(Json.Obj body, String field) {
    Json given = body.present(field);
    if (given == null) {
      return Provisioning.randomKey();
    }
    if (!(given instanceof Json.Str(String part)) || !part.matches("[0-9a-f]{32}")) {
      throw Fault.invalid(field, "This value does not match the required pattern.");
    }
    return part;
  }

  private Answer create(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    String given = name(body);
    String name = given == null ? KeyNames.random() : given;
    Limits limits = Limits.of(body);
    String version = LoaderOptions.version(body);
    Json.Obj loader = LoaderOptions.changed(body);
    String publicKey = part(body, "public");
    String secretKey = part(body, "secret");
    boolean made =
        context
            .database()
            .inTransaction(sql -> Provisioning.key(sql, project.id(), name, publicKey, secretKey));
    if (!made) {
      throw Fault.invalid("public", "A key with this public part already exists.");
    }
    Projects.Key key = context.projects().findKey(project, publicKey).orElseThrow();
    context.projects().updateLoader(project, key, version, loader);
    store(project, key, limits);
    Projects.Key stored = context.projects().findKey(project, publicKey).orElseThrow();
    return Answer.json(201, Shapes.key(project, stored, context.url(), context.loaderBase()));
  }

  /** The limits that a request sets; null where it leaves them as they are. */
  private record Limits(ProjectView.@Nullable Limit all, ProjectView.@Nullable Limit ofSecurity) {

    static Limits of(Json.Obj body) {
      return new Limits(limit(body, "rateLimit"), limit(body, "securityRateLimit"));
    }
  }

  /** A rate limit; null, or a zero in it, takes it away. */
  private static ProjectView.@Nullable Limit limit(Json.Obj body, String field) {
    Json given = body.get(field);
    if (given == null) {
      return null;
    }
    if (given.isNull()) {
      return ProjectView.Limit.NONE;
    }
    if (!(given instanceof Json.Obj limit)) {
      throw Fault.invalid(field, "Expected a dictionary.");
    }
    long count = bounded(limit, field + ".count", "count", Integer.MAX_VALUE);
    long window = bounded(limit, field + ".window", "window", ProjectView.Limit.LONGEST_WINDOW);
    return count == 0 || window == 0
        ? ProjectView.Limit.NONE
        : new ProjectView.Limit((int) count, (int) window);
  }

  private static long bounded(Json.Obj limit, String field, String name, long most) {
    Json value = limit.present(name);
    if (value == null) {
      return 0;
    }
    if (!(value instanceof Json.Num number) || !number.isIntegral()) {
      throw Fault.invalid(field, "A valid integer is required.");
    }
    if (number.asDouble() < 0) {
      throw Fault.invalid(field, "Ensure this value is greater than or equal to 0.");
    }
    if (number.asDouble() > most) {
      throw Fault.invalid(field, "Ensure this value is less than or equal to " + most + ".");
    }
    return number.asLong();
  }

  private void store(Projects.Project project, Projects.Key key, Limits limits) {
    context.projects().updateLimits(project, key, limits.all(), limits.ofSecurity());
    context.bus().announce(new ProjectChanged(project.id()));
  }

  private Answer details(Call call) {
    Projects.Project project = context.project(call);
    return Answer.ok(Shapes.key(project, key(project, call), context.url(), context.loaderBase()));
  }

  private Answer update(Call call) {
    Projects.Project project = context.project(call);
    Projects.Key key = key(project, call);
    Json.Obj body = call.json();
    Limits limits = Limits.of(body);
    String version = LoaderOptions.version(body);
    Json.Obj loader = LoaderOptions.changed(body);
    context.projects().updateKey(project, key, name(body), body.bool("isActive"));
    context.projects().updateLoader(project, key, version, loader);
    store(project, key, limits);
    return Answer.ok(Shapes.key(project, key(project, call), context.url(), context.loaderBase()));
  }

  private Answer delete(Call call) {
    Projects.Project project = context.project(call);
    context.projects().deleteKey(project, key(project, call));
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }

  /** What came in by the key, for each hour or day (spec 11 §12.6). */
  private Answer stats(Call call) {
    Projects.Project project = context.project(call);
    Projects.Key key = key(project, call);
    return Answer.ok(
        new KeyStats(context.database(), project.organization(), key.id())
            .json(StatsRange.of(call, context.clock().instant())));
  }
}
