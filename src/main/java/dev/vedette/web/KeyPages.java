package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.KeyNames;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectView;
import dev.vedette.project.Projects;
import dev.vedette.project.Provisioning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys by which SDKs report to a project: their DSNs, and what each may bring. */
public final class KeyPages {

  private static final String PATH = "/{organization}/settings/projects/{project}/keys/";
  private static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final int LONGEST_NAME = 64;
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final int DAY = 86_400;

  private final Pages pages;

  KeyPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, call -> show(call, "")),
        new Route("POST", PATH, WRITE, this::change));
  }

  /**
   * A key.
   *
   * @param count errors that it may bring in a window; empty without a limit
   * @param windows the windows to choose from, that of the key among them
   * @param window seconds of the window
   */
  public record Line(
      String publicKey,
      String name,
      String dsn,
      boolean active,
      String count,
      List<Window> windows,
      int window) {}

  /** A stretch of time that a limit holds for. */
  public record Window(int seconds, String title) {}

  private Line line(Projects.Project project, Projects.Key key) {
    ProjectView.Limit limit = key.limit();
    int window = limit == null ? HOUR : limit.windowSeconds();
    List<Window> windows = new ArrayList<>();
    windows.add(new Window(MINUTE, "a minute"));
    windows.add(new Window(HOUR, "an hour"));
    windows.add(new Window(DAY, "a day"));
    if (windows.stream().noneMatch(one -> one.seconds() == window)) {
      windows.add(new Window(window, window + " seconds"));
    }
    return new Line(
        key.publicKey(),
        key.label(),
        Provisioning.dsn(pages.url(), key.publicKey(), project.id()),
        key.active(),
        limit == null ? "" : Integer.toString(limit.count()),
        windows,
        window);
  }

  private Answer show(Call call, String problem) {
    Projects.Project project = pages.project(call);
    return pages.render(
        problem.isEmpty() ? 200 : 400,
        "keys",
        Map.of(
            "page", Pages.around("Keys", call),
            "project", project.slug(),
            "keys", pages.projects().keys(project).stream().map(key -> line(project, key)).toList(),
            "mayWrite", call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN),
            "done", done(call.first("done")),
            "problem", problem));
  }

  private static String done(@Nullable String change) {
    return switch (change) {
      case "create" -> "There is a new key.";
      case "save" -> "Saved. What arrives from now on is taken by it.";
      case "delete" -> "Deleted. What SDKs send by it is refused from now on.";
      case null, default -> "";
    };
  }

  private Answer change(Call call) {
    Projects.Project project = pages.project(call);
    Map<String, String> form = call.form();
    String action = form.getOrDefault("action", "");
    try {
      switch (action) {
        case "create" -> create(project, name(form));
        case "save" -> save(project, key(project, form), form);
        case "delete" -> pages.projects().deleteKey(project, key(project, form));
        default -> throw Fault.invalid("There is no such change.");
      }
    } catch (Fault refusal) {
      if (refusal.code() != Fault.Code.INVALID) {
        throw refusal;
      }
      return show(call, refusal.detail());
    }
    pages.bus().announce(new ProjectChanged(project.id()));
    return Answer.redirect(
        "/%s/settings/projects/%s/keys/?done=%s"
            .formatted(call.organization().slug(), project.slug(), action));
  }

  private Projects.Key key(Projects.Project project, Map<String, String> form) {
    return pages
        .projects()
        .findKey(project, form.getOrDefault("key", ""))
        .orElseThrow(Fault::notFound);
  }

  private static String name(Map<String, String> form) {
    String name = form.getOrDefault("name", "").strip();
    if (name.length() > LONGEST_NAME) {
      throw Fault.invalid("A name has at most %d characters.".formatted(LONGEST_NAME));
    }
    return name.isEmpty() ? KeyNames.random() : name;
  }

  private void create(Projects.Project project, String name) {
    var unused = pages.database().inTransaction(sql -> Provisioning.key(sql, project.id(), name));
  }

  private void save(Projects.Project project, Projects.Key key, Map<String, String> form) {
    String name = name(form);
    ProjectView.Limit limit = limit(form);
    pages.projects().updateKey(project, key, name, form.containsKey("active"));
    pages.projects().updateLimits(project, key, limit, null);
  }

  /** The limit in the form; none where no number stands in it. */
  private static ProjectView.Limit limit(Map<String, String> form) {
    String count = form.getOrDefault("count", "").strip();
    String window = form.getOrDefault("window", "");
    if (count.isEmpty()) {
      return ProjectView.Limit.NONE;
    }
    if (!count.matches("\\d{1,9}") || !window.matches("\\d{1,5}")) {
      throw Fault.invalid("A limit is a whole number of errors.");
    }
    int errors = Integer.parseInt(count);
    int seconds = Integer.parseInt(window);
    if (seconds > DAY) {
      throw Fault.invalid("A limit holds for a day at most.");
    }
    return errors == 0 || seconds == 0
        ? ProjectView.Limit.NONE
        : new ProjectView.Limit(errors, seconds);
  }
}
