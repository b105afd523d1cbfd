package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.event.Titles;
import dev.vedette.grouping.Explained;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.grouping.RuleProblem;
import dev.vedette.grouping.TryRules;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.DeleteTombstone;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.ListEvents;
import dev.vedette.issue.ListTombstones;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.Projects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules by which a project groups, with a try-out on one of its events. */
final class GroupingPages {

  private static final Access READ =
      Access.scopes(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final int MAX_RULES = 65_536;
  private static final int RECENT = 20;
  private static final int MOST_DISCARDED = 100;

  private final Pages pages;

  GroupingPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    String path = "/{organization}/settings/projects/{project}/grouping/";
    return List.of(
        new Route("GET", path, READ, this::show), new Route("POST", path, WRITE, this::submit));
  }

  /** The rules in the form, whether stored or not, and the event to try them on. */
  private record Draft(String stackRules, String fingerprintRules, String event) {}

  /**
   * What the rules of a draft make of an event.
   *
   * @param event null when the project has none
   * @param preview what they would make of the newest events; empty when that was not asked
   */
  private record TryOut(
      TryRules.Outcome outcome, FindEvent.@Nullable Found event, List<String> preview) {

    boolean isReadable() {
      return outcome.stackRules().isEmpty() && outcome.fingerprintRules().isEmpty();
    }
  }

  private GroupingSettings settings(Projects.Project project) {
    return GroupingSettings.of(project.options(), pages.now().getEpochSecond());
  }

  private Answer show(Call call) {
    Projects.Project project = pages.project(call);
    GroupingSettings settings = settings(project);
    String event = call.first("event");
    Draft draft =
        new Draft(
            settings.stackRules(), settings.fingerprintRules(), event == null ? "" : event.strip());
    return page(call, project, draft, tryOut(call, project, draft, false), "");
  }

  private Answer submit(Call call) {
    Projects.Project project = pages.project(call);
    Map<String, String> form = call.form();
    Draft draft =
        new Draft(
            rules(form.getOrDefault("stack", "")),
            rules(form.getOrDefault("fingerprints", "")),
            form.getOrDefault("event", "").strip());
    String letIn = form.getOrDefault("let-in", "");
    if (!letIn.isEmpty()) {
      return letIn(call, project, letIn);
    }
    boolean asked = form.getOrDefault("action", "").equals("try");
    TryOut tried = tryOut(call, project, draft, asked);
    if (!form.getOrDefault("action", "").equals("save") || !tried.isReadable()) {
      return page(call, project, draft, tried, "");
    }
    pages
        .projects()
        .setOptions(
            project,
            Json.object()
                .put(GroupingSettings.STACK_RULES, draft.stackRules())
                .put(GroupingSettings.FINGERPRINT_RULES, draft.fingerprintRules())
                .build());
    pages.bus().announce(new ProjectChanged(project.id()));
    return page(call, project, draft, tried, "Saved. New events are grouped by these rules.");
  }

  private Answer letIn(Call call, Projects.Project project, String tombstone) {
    if (!call.has(Scope.PROJECT_ADMIN)) {
      throw Fault.forbidden();
    }
    GroupingSettings settings = settings(project);
    Draft stored = new Draft(settings.stackRules(), settings.fingerprintRules(), "");
    boolean deleted =
        tombstone.matches("\\d{1,18}")
            && pages
                .bus()
                .request(
                    new DeleteTombstone(
                        call.organization().organization(),
                        project.id(),
                        Long.parseLong(tombstone)))
                .await();
    return page(
        call,
        project,
        stored,
        tryOut(call, project, stored, false),
        deleted ? "Its events are let in again." : "");
  }

  private static String rules(String text) {
    if (text.length() > MAX_RULES) {
      throw Fault.invalid("Ensure the rules have no more than 65536 characters.");
    }
    return text.replace("\r\n", "\n");
  }

  private TryOut tryOut(Call call, Projects.Project project, Draft draft, boolean withPreview) {
    FindEvent.Found found = event(call, project, draft.event());
    GroupingSettings present = settings(project);
    GroupingSettings drafted =
        new GroupingSettings(
            present.config(), draft.stackRules(), draft.fingerprintRules(), null, true);
    TryRules asked = new TryRules(drafted, found == null ? null : found.event());
    List<String> preview =
        withPreview
            ? new RulePreviews(pages).lines(call, project, present, drafted)
            : List.<String>of();
    return new TryOut(pages.bus().request(asked).await(), found, preview);
  }

  /** The event that was asked for, else the newest one that belongs to an issue. */
  private FindEvent.@Nullable Found event(Call call, Projects.Project project, String id) {
    String wanted = id.isEmpty() ? newest(call, project) : id;
    return wanted == null
        ? null
        : pages
            .bus()
            .request(new FindEvent(call.organization().organization(), project.id(), null, wanted))
            .await()
            .filter(found -> found.issue() != null)
            .orElse(null);
  }

  private @Nullable String newest(Call call, Projects.Project project) {
    return pages
        .bus()
        .request(
            new ListEvents(
                call.organization().organization(),
                project.id(),
                null,
                ListEvents.Window.ALL,
                RECENT,
                0))
        .await()
        .events()
        .stream()
        .filter(event -> event.issue() != null)
        .map(ListEvents.Summary::id)
        .findFirst()
        .orElse(null);
  }

  /** The title that the event would get by these rules. */
  private static String title(Explained explained, FindEvent.Found found) {
    Json.Obj event = explained.event();
    boolean isStored = String.valueOf(event.string("title")).equals(found.event().string("title"));
    Json.Obj bare = event.without("metadata");
    return String.valueOf(Titles.freeze(isStored ? bare.without("title") : bare).string("title"));
  }

  private Answer page(Call call, Projects.Project project, Draft draft, TryOut tried, String done) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("page", Pages.around("Grouping of " + project.slug(), call));
    parameters.put("project", project.slug());
    parameters.put("config", settings(project).config());
    parameters.put("stack", draft.stackRules());
    parameters.put("fingerprints", draft.fingerprintRules());
    parameters.put("stackProblems", problems(tried.outcome().stackRules()));
    parameters.put("fingerprintProblems", problems(tried.outcome().fingerprintRules()));
    TryRules.Warnings warnings = tried.outcome().warnings();
    parameters.put("stackWarnings", problems(warnings.stackRules()));
    parameters.put("fingerprintWarnings", problems(warnings.fingerprintRules()));
    parameters.put("preview", tried.preview());
    parameters.put("asked", draft.event());
    parameters.put("mayWrite", call.has(Scope.PROJECT_WRITE) || call.has(Scope.PROJECT_ADMIN));
    parameters.put("mayLetIn", call.has(Scope.PROJECT_ADMIN));
    parameters.put("done", done);
    parameters.put(
        "discarded",
        pages
            .bus()
            .request(
                new ListTombstones(
                    call.organization().organization(), project.id(), MOST_DISCARDED, 0))
            .await()
            .tombstones());
    FindEvent.Found found = tried.event();
    Explained explained = tried.outcome().explained();
    if (found != null && explained != null) {
      parameters.put("event", found.id());
      parameters.put("title", title(explained, found));
      parameters.put("view", GroupingView.of(explained, found.event()));
    }
    return pages.render(200, "grouping", parameters);
  }

  private static List<String> problems(List<RuleProblem> problems) {
    return problems.stream()
        .map(one ->
            "Line %d, column %d: %s%s"
                .formatted(
                    one.line(),
                    one.column(),
                    one.message(),
                    one.suggestion() == null ? "" : ". Did you mean " + one.suggestion() + "?"))
        .toList();
  }
}
