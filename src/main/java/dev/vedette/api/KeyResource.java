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
      throw Fault.invalid("Ensure this field has no more than 64 characters.");
    }
    return name;
  }

  private Answer create(Call call) {
    Projects.Project project = context.project(call);
    String name = name(call.json(), "Key");
    String publicKey =
        context.database().inTransaction(sql -> Provisioning.key(sql, project.id(), name));
    Projects.Key key = context.projects().findKey(project, publicKey).orElseThrow();
    limit(project, key, call.json());
    Projects.Key stored = context.projects().findKey(project, publicKey).orElseThrow();
    return Answer.json(201, Shapes.key(project, stored, context.url()));
  }

  private void limit(Projects.Project project, Projects.Key key, Json.Obj body) {
    Json given = body.get("rateLimit");
    if (given == null) {
      return;
    }
    long count = 0;
    long window = 0;
    if (given instanceof Json.Obj limit) {
      Json.Num c = limit.number("count");
      Json.Num w = limit.number("window");
      count = c == null ? 0 : c.asLong();
      window = w == null ? 0 : w.asLong();
      if (count < 0 || count > Integer.MAX_VALUE || window < 0 || window > MAX_WINDOW) {
        throw Fault.invalid("rateLimit: count must be at least 0 and window between 0 and 86400");
      }
    }
    boolean none = count == 0 || window == 0;
    context
        .projects()
        .updateKey(project, key, null, null, none ? 0 : (int) count, none ? 0 : (int) window);
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
    context
        .projects()
        .updateKey(
            project,
            key,
            body.string("name") == null ? null : name(body, ""),
            body.bool("isActive"),
            null,
            null);
    limit(project, key, body);
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.ok(Shapes.key(project, key(project, call), context.url()));
  }

  private Answer delete(Call call) {
    Projects.Project project = context.project(call);
    context.projects().deleteKey(project, key(project, call));
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }
}
