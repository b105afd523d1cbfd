package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a project (spec 11 §12.6). */
final class KeyResource {

  private static final String PATH = "/api/0/projects/{organization}/{project}/keys/";
  private static final int MAX_NAME = 64;
  private static final long MAX_WINDOW = 86_400;

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
        new Route("DELETE", PATH + "{key}/", ProjectResource.WRITE, this::delete));
  }

  private Answer list(Call call) {
    Projects.Project project = context.project(call);
    String status = call.first("status");
    List<Json> keys =
        context.projects().keys(project).stream()
            .filter(key -> status == null || key.active() == status.equals("active"))
            .map(key -> (Json) Shapes.key(project, key, context.url()))
            .toList();
    return Paging.of(call).slice(call, keys);
  }

  private Projects.Key key(Projects.Project project, Call call) {
    return context.projects().findKey(project, call.parameter("key")).orElseThrow(Fault::notFound);
  }

  private static String name(Json.Obj body, String otherwise) {
    String name = body.string("name");
    if (name == null) {
      return otherwise;
    }
    if (name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 64 characters.");
    }
    return name;
  }

  private Answer create(Call call) {
    Projects.Project project = context.project(call);
    String name = name(call.json(), "Key");
    Limit limit = limit(call.json());
    String publicKey =
        context.database().inTransaction(sql -> Provisioning.key(sql, project.id(), name));
    Projects.Key key = context.projects().findKey(project, publicKey).orElseThrow();
    store(project, key, limit);
    Projects.Key stored = context.projects().findKey(project, publicKey).orElseThrow();
    return Answer.json(201, Shapes.key(project, stored, context.url()));
  }

  /** A rate limit; zeros take it away. */
  private record Limit(int count, int window) {}

  private static @Nullable Limit limit(Json.Obj body) {
    Json given = body.get("rateLimit");
    if (given == null) {
      return null;
    }
    if (!(given instanceof Json.Obj limit)) {
      return new Limit(0, 0);
    }
    long count = bounded(limit, "count", Integer.MAX_VALUE);
    long window = bounded(limit, "window", MAX_WINDOW);
    boolean none = count == 0 || window == 0;
    return new Limit(none ? 0 : (int) count, none ? 0 : (int) window);
  }

  private static long bounded(Json.Obj limit, String name, long most) {
    Json value = limit.present(name);
    if (value == null) {
      return 0;
    }
    if (!(value instanceof Json.Num number) || !number.isIntegral()) {
      throw Fault.invalid("rateLimit." + name, "A valid integer is required.");
    }
    if (number.asDouble() < 0) {
      throw Fault.invalid("rateLimit." + name, "Ensure this value is greater than or equal to 0.");
    }
    if (number.asDouble() > most) {
      throw Fault.invalid(
          "rateLimit." + name, "Ensure this value is less than or equal to " + most + ".");
    }
    return number.asLong();
  }

  private void store(Projects.Project project, Projects.Key key, @Nullable Limit limit) {
    if (limit != null) {
      context.projects().updateKey(project, key, null, null, limit.count(), limit.window());
    }
    context.bus().announce(new ProjectChanged(project.id()));
  }

  private Answer details(Call call) {
    Projects.Project project = context.project(call);
    return Answer.ok(Shapes.key(project, key(project, call), context.url()));
  }

  private Answer update(Call call) {
    Projects.Project project = context.project(call);
    Projects.Key key = key(project, call);
    Json.Obj body = call.json();
    Limit limit = limit(body);
    context
        .projects()
        .updateKey(
            project,
            key,
            body.string("name") == null ? null : name(body, ""),
            body.bool("isActive"),
            null,
            null);
    store(project, key, limit);
    return Answer.ok(Shapes.key(project, key(project, call), context.url()));
  }

  private Answer delete(Call call) {
    Projects.Project project = context.project(call);
    context.projects().deleteKey(project, key(project, call));
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }
}
