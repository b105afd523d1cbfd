package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.CountIssues;
import dev.vedette.issue.FindEventIssue;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListIssues;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The issue stream, and what is done to many issues at once. */
final class StreamPages {

  private static final int PAGE = 25;
  private static final int MOST_AT_ONCE = 1000;

  private final Pages pages;
  private static final Pattern EVENT_ID = Pattern.compile("[0-9a-fA-F]{32}");
  private static final Pattern SHORT_ID = Pattern.compile("[a-zA-Z0-9_-]+-[0-9a-zA-Z]+");

  private final IssueActions actions;

  StreamPages(Pages pages) {
    this.pages = pages;
    this.actions = new IssueActions(pages);
  }

  List<Route> routes() {
    String stream = "/{organization}/issues/";
    return List.of(
        new Route("GET", stream, IssuePages.READ, this::show),
        new Route("POST", stream, IssuePages.WRITE, this::act));
  }

  private Answer show(Call call) {
    StreamQuery query = StreamQuery.of(call);
    Optional<String> named = named(call, query.text().strip());
    if (named.isPresent()) {
      return Answer.redirect("/%s/issues/%s".formatted(call.organization().slug(), named.get()));
    }
    List<Projects.Project> projects = pages.reachable(call);
    List<ProjectId> ids = chosen(projects, query);
    int page = number(call.first("page"));
    ListIssues.Page found = find(call, query, ids, PAGE, page * PAGE);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("page", Pages.around("Issues", call));
    parameters.put("projects", projects.stream().map(Projects.Project::slug).toList());
    parameters.put("environments", environments(ids));
    parameters.put("shown", query);
    parameters.put(
        "chosenId", query.projects().size() != 1 || ids.isEmpty() ? "" : ids.getFirst().toString());
    parameters.put(
        "chosenIds",
        query.projects().isEmpty()
            ? ""
            : ids.stream().map(ProjectId::toString).collect(Collectors.joining(" ")));
    parameters.put("number", page);
    parameters.put("issues", found.issues());
    parameters.put("more", found.more());
    List<IssueActions.Group> groups = actions.groups(call, null);
    parameters.put("actions", groups);
    parameters.put("mayTake", IssueActions.offersReader(groups));
    parameters.put("mayChange", call.has(Scope.EVENT_WRITE) || call.has(Scope.EVENT_ADMIN));
    parameters.put("mayDelete", call.has(Scope.EVENT_ADMIN));
    parameters.put("told", Told.of(call, done(call), count(call)));
    parameters.put("received", projects.stream().anyMatch(project -> project.firstEvent() != null));
    parameters.put(
        "loosened", found.issues().isEmpty() ? loosened(call, query, projects) : List.of());
    return pages.render(200, "issues", parameters);
  }

  /** Where the issue or event is shown whose id a text is; empty when it is none. */
  private Optional<String> named(Call call, String text) {
    String event = text.replace("-", "");
    if (EVENT_ID.matcher(event).matches()) {
      return pages
          .bus()
          .request(
              new FindEventIssue(
                  call.organization().organization(),
                  pages.reachable(call).stream().map(Projects.Project::id).toList(),
                  event))
          .await()
          .map(issue -> "%d/events/%s/".formatted(issue, event.toLowerCase(Locale.ROOT)));
    }
    return SHORT_ID.matcher(text).matches()
        ? pages
            .bus()
            .request(
                new FindIssue(
                    call.organization().organization(), call.caller().signedIn().id(), text))
            .await()
            .filter(issue ->
                pages.reachable(call).stream()
                    .anyMatch(project -> project.id().equals(issue.project())))
            .map(issue -> issue.shortId() + "/")
        : Optional.empty();
  }

  /**
   * The conditions without which something would be found, that which hides most first; that of
   * projects, which says what is meant, only where no other helps.
   */
  private List<StreamQuery.Loosened> loosened(
      Call call, StreamQuery query, List<Projects.Project> projects) {
    Map<StreamQuery.Loosened, Long> helpful = new LinkedHashMap<>();
    for (StreamQuery.Loosened one : query.loosened()) {
      boolean elsewhere = one.without().projects().size() < query.projects().size();
      if (elsewhere && !helpful.isEmpty()) {
        break;
      }
      long count =
          pages
              .bus()
              .request(
                  new CountIssues(
                      call.organization().organization(),
                      chosen(projects, one.without()),
                      one.without().filter(pages.now()),
                      MOST_AT_ONCE))
              .await();
      if (count > 0) {
        helpful.put(one, count);
      }
    }
    return helpful.entrySet().stream()
        .sorted(Map.Entry.<StreamQuery.Loosened, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<ProjectId> chosen(List<Projects.Project> projects, StreamQuery query) {
    return projects.stream()
        .filter(project -> query.projects().isEmpty() || query.projects().contains(project.slug()))
        .map(Projects.Project::id)
        .toList();
  }

  private ListIssues.Page find(
      Call call, StreamQuery query, List<ProjectId> projects, int limit, int offset) {
    return pages
        .bus()
        .request(
            new ListIssues(
                call.organization().organization(),
                call.caller().signedIn().id(),
                projects,
                query.filter(pages.now()),
                limit,
                offset))
        .await();
  }

  private List<String> environments(List<ProjectId> projects) {
    return pages
        .database()
        .sql()
        .list(
            """
            SELECT DISTINCT e.name FROM environment e
            JOIN environment_project p ON p.environment_id = e.id
            WHERE p.project_id = ANY($1::int8[]) AND e.name <> '' ORDER BY e.name LIMIT 100\
            """,
            row -> row.getString(0),
            (Object) projects.stream().map(ProjectId::value).toArray(Long[]::new));
  }

  private static int number(@Nullable String text) {
    return text != null && text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
  }

  /** How many issues the address of the page tells of; negative when it tells of none. */
  private static long count(Call call) {
    String count = call.first("count");
    return count == null || !count.matches("\\d{1,6}") ? -1 : Long.parseLong(count);
  }

  private String done(Call call) {
    if ("nothing".equals(call.first("done"))) {
      return "Select issues first.";
    }
    if ("choose".equals(call.first("done"))) {
      return "Choose what to do with them.";
    }
    String said = actions.done(call.first("done"), call);
    if (count(call) < 0) {
      return "";
    }
    String issues = Shown.counted(count(call), "issue");
    if ("delete".equals(call.first("done"))) {
      return "Deleted %s.".formatted(issues);
    }
    return "discard".equals(call.first("done"))
        ? "Deleted %s. Events like theirs are dropped from now on.".formatted(issues)
        : said.isEmpty() ? "" : "%s: %s".formatted(issues, said);
  }

  private Answer act(Call call) {
    StreamQuery query = StreamQuery.of(call);
    Map<String, List<String>> form = call.fields();
    String button = first(form, "action");
    String action = button.equals("other") ? first(form, "other") : button;
    String back = query.link();
    if (action.equals(IssueActions.UNDO)) {
      return undo(call, back, first(form, "undo"), first(form, "of"));
    }
    List<IssueView> chosen = issues(call, query, form);
    List<Long> issues = chosen.stream().map(IssueView::id).toList();
    if (issues.isEmpty() || action.isEmpty()) {
      return back(call, back, issues.isEmpty() ? "nothing" : "choose");
    }
    if (action.equals("delete") && !button.equals("delete")) {
      return pages.render(
          200,
          "delete-issues",
          Map.of("page", Pages.around("Delete issues", call), "issues", issues, "back", back));
    }
    if (issues.size() > Undo.MOST && Undo.isFor(action) && !form.containsKey("sure")) {
      return confirmation(call, action, issues, back);
    }
    int changed = actions.perform(call, action, issues);
    return back(
        call,
        back,
        "%s&count=%d%s"
            .formatted(Shown.encoded(action), changed, Undo.of(action, chosen).parameter()));
  }

  /** What is done to many by one click and cannot be taken back is asked for twice. */
  private Answer confirmation(Call call, String action, List<Long> issues, String back) {
    String title =
        actions
            .choice(action, call)
            .map(IssueActions.Choice::title)
            .orElseThrow(() -> Fault.invalid("Unknown action: " + action));
    return pages.render(
        200,
        "change-issues",
        Map.of(
            "page", Pages.around(title, call),
            "action", action,
            "title", title,
            "issues", issues,
            "back", back));
  }

  private Answer undo(Call call, String back, String text, String action) {
    Undo undo = Undo.parse(text).orElseThrow(() -> Fault.invalid("Nothing can be taken back."));
    IssueActions.Undone undone =
        actions.undo(
            call, action, undo, seen(call, undo.issues().stream().map(Object::toString).toList()));
    return back(
        call,
        back,
        "%s&count=%d&kept=%d".formatted(IssueActions.UNDO, undone.restored(), undone.kept()));
  }

  /** The issues of these names, as far as the caller may see them. */
  private List<IssueView> seen(Call call, List<String> names) {
    List<ProjectId> seen = pages.reachable(call).stream().map(Projects.Project::id).toList();
    return names.stream()
        .distinct()
        .map(name -> find(call, name))
        .flatMap(Optional::stream)
        .filter(issue -> seen.contains(issue.project()))
        .toList();
  }

  private static Answer back(Call call, String link, String done) {
    return Answer.redirect(
        "/%s/issues/?%s%sdone=%s"
            .formatted(call.organization().slug(), link, link.isEmpty() ? "" : "&", done));
  }

  private static String first(Map<String, List<String>> form, String name) {
    List<String> values = form.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** The issues that were selected, as far as the caller may see them. */
  private List<IssueView> issues(Call call, StreamQuery query, Map<String, List<String>> form) {
    if (form.containsKey("all")) {
      return find(call, query, chosen(pages.reachable(call), query), MOST_AT_ONCE, 0).issues();
    }
    List<String> named = form.getOrDefault("issue", List.of());
    if (named.size() > MOST_AT_ONCE) {
      throw Fault.invalid("At most %d issues at once.".formatted(MOST_AT_ONCE));
    }
    return seen(call, named);
  }

  private Optional<IssueView> find(Call call, String name) {
    return pages
        .bus()
        .request(
            new FindIssue(call.organization().organization(), call.caller().signedIn().id(), name))
        .await();
  }
}
