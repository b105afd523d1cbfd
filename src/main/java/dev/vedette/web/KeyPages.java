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
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private final Pages pages;

  KeyPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, call -> show(call, null)),
        new Route("POST", PATH, WRITE, this::change));
  }

  /**
   * A key, or what somebody has written of it that was refused.
   *
   * @param count errors that it may bring in a window; empty without a limit
   * @param windows the windows to choose from, that of the key among them
   * @param window seconds of the window
   * @param problem why it was refused; empty when it was not
   */
  public record Line(
      String publicKey,
      String title,
      String name,
      String dsn,
      boolean active,
      String count,
      List<Window> windows,
      String window,
      String problem) {

    private Line refused(Map<String, String> form, String rule) {
      return new Line(
          publicKey,
          title,
          form.getOrDefault("name", ""),
          dsn,
          form.containsKey("active"),
          form.getOrDefault("count", ""),
          windows,
          form.getOrDefault("window", window),
          rule);
    }
  }

  /** A stretch of time that a limit holds for. */
  public record Window(String seconds, String title) {}

  private static List<Window> windows(int own) {
    List<Window> windows = new ArrayList<>();
    windows.add(new Window(Integer.toString(MINUTE), "a minute"));
    windows.add(new Window(Integer.toString(HOUR), "an hour"));
    windows.add(new Window(Integer.toString(ProjectView.Limit.LONGEST_WINDOW), "a day"));
    String seconds = Integer.toString(own);
    if (windows.stream().noneMatch(one -> one.seconds().equals(seconds))) {
      windows.add(new Window(seconds, own + " seconds"));
    }
    return windows;
  }

  private Line line(Projects.Project project, Projects.Key key) {
    ProjectView.Limit limit = key.limit();
    int window = limit == null ? HOUR : limit.windowSeconds();
    return new Line(
        key.publicKey(),
        key.shownLabel(),
        key.label(),
        Provisioning.dsn(pages.url(), key.publicKey(), project.id()),
        key.active(),
        limit == null ? "" : Integer.toString(limit.count()),
        windows(window),
        Integer.toString(window),
        "");
  }

  private Answer show(Call call, @Nullable Fault refusal) {
    Projects.Project project = pages.project(call);
    Map<String, String> form = call.form();
    String refused = refusal == null ? "" : form.getOrDefault("key", "");
    List<Line> lines =
        pages.projects().keys(project).stream()
            .map(key -> line(project, key))
            .map(line ->
                line.publicKey().equals(refused)
                    ? line.refused(form, Refusals.text(refusal))
                    : line)
            .toList();
    boolean ofOne = lines.stream().anyMatch(line -> !line.problem().isEmpty());
    return pages.render(
        Refusals.status(refusal),
        "keys",
        Map.of(
            "page",
            Pages.around("Keys", call),
            "project",
            project.slug(),
            "keys",
            lines,
            "mayWrite",
            call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN),
            "done",
            done(call.first("done")),
            "wanted",
            ofOne ? "" : form.getOrDefault("name", ""),
            "problem",
            ofOne ? "" : Refusals.text(refusal)));
  }

  private static String done(@Nullable String change) {
    return switch (change) {
      case "create" -> "There is a new key.";
      case "save" -> "Saved.";
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
        case "create" -> create(project, form);
        case "save" -> save(project, key(project, form), form);
        case "delete" -> pages.projects().deleteKey(project, key(project, form));
        default -> throw Fault.invalid("There is no such change.");
      }
    } catch (Fault refusal) {
      return show(call, Refusals.ofReader(refusal));
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
        .orElseThrow(() -> new Fault(Fault.Code.NOT_FOUND, "The key is deleted already."));
  }

  private static String name(Map<String, String> form) {
    String name = form.getOrDefault("name", "").strip();
    if (name.length() > Projects.Key.LONGEST_LABEL) {
      throw Fault.invalid(
          "A name has at most %d characters.".formatted(Projects.Key.LONGEST_LABEL));
    }
    return name;
  }

  private void create(Projects.Project project, Map<String, String> form) {
    String given = name(form);
    String name = given.isEmpty() ? KeyNames.random() : given;
    var unused = pages.database().inTransaction(sql -> Provisioning.key(sql, project.id(), name));
  }

  /** A name that is left empty stays as it is. */
  private void save(Projects.Project project, Projects.Key key, Map<String, String> form) {
    String name = name(form);
    ProjectView.Limit limit = limit(form);
    pages
        .projects()
        .updateKey(project, key, name.isEmpty() ? null : name, form.containsKey("active"));
    pages.projects().updateLimits(project, key, limit, null);
  }

  /** The limit in the form; none where no number stands in it. */
  private static ProjectView.Limit limit(Map<String, String> form) {
    String count = form.getOrDefault("count", "").strip();
    if (count.isEmpty()) {
      return ProjectView.Limit.NONE;
    }
    int errors = number(count, Integer.MAX_VALUE, "A limit is a whole number of errors.");
    if (errors == 0) {
      throw Fault.invalid("A limit is 1 or more; a key that is to bring nothing is disabled.");
    }
    int seconds =
        number(
            form.getOrDefault("window", ""),
            ProjectView.Limit.LONGEST_WINDOW,
            "A limit holds for a day at most.");
    return seconds == 0 ? ProjectView.Limit.NONE : new ProjectView.Limit(errors, seconds);
  }

  private static int number(String text, int most, String rule) {
    if (!text.matches("\\d{1,10}") || Long.parseLong(text) > most) {
      throw Fault.invalid(rule);
    }
    return Integer.parseInt(text);
  }
}
