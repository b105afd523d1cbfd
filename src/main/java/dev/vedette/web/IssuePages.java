package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.grouping.ExplainEvent;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.DeleteIssues;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueTags;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListIssues;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The issue stream and the issue. */
final class IssuePages {

  private static final Access READ =
      Access.scopes(Scope.EVENT_READ, Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final int PAGE = 25;

  private static final Integer UNTIL_ESCALATING = 1;
  private static final Map<String, String> DONE =
      Map.of(
          "resolve", "Resolved.",
          "archive", "Archived until it escalates.",
          "reopen", "Open again.",
          "assign-me", "Assigned to you.",
          "unassign", "Assigned to nobody.");

  private final Pages pages;

  IssuePages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    String issue = "/{organization}/issues/{issue}/";
    return List.of(
        new Route("GET", "/{organization}/issues/", READ, this::stream),
        new Route("GET", issue, READ, this::issue),
        new Route("GET", issue + "events/{event}/", READ, this::issue),
        new Route("POST", issue, WRITE, this::act),
        new Route("GET", "/organizations/{organization}/issues/{issue}/", READ, IssuePages::lead),
        new Route(
            "GET",
            "/organizations/{organization}/issues/{issue}/events/{event}/",
            READ,
            IssuePages::lead));
  }

  /** SDKs and sentry-cli link to the longer path. */
  private static Answer lead(Call call) {
    String event = call.parameter("event");
    return Answer.redirect(
        "/%s/issues/%s/%s"
            .formatted(
                call.organization().slug(),
                encoded(call.parameter("issue")),
                event.isEmpty() ? "" : "events/" + encoded(event) + "/"));
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8);
  }

  private Answer stream(Call call) {
    List<Projects.Project> projects = pages.reachable(call);
    String chosen = call.first("project") == null ? "" : String.valueOf(call.first("project"));
    String status =
        call.first("status") == null ? "unresolved" : String.valueOf(call.first("status"));
    String text = call.first("query") == null ? "" : String.valueOf(call.first("query")).strip();
    int page = number(call.first("page"));
    List<ProjectId> ids =
        projects.stream()
            .filter(project -> chosen.isEmpty() || project.slug().equals(chosen))
            .map(Projects.Project::id)
            .toList();
    ListIssues.Page found =
        pages
            .bus()
            .request(
                new ListIssues(
                    call.organization().organization(),
                    call.caller().signedIn().id(),
                    ids,
                    status(status),
                    text.isEmpty() ? null : text,
                    PAGE,
                    page * PAGE))
            .await();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("page", Pages.around("Issues", call));
    parameters.put("projects", projects.stream().map(Projects.Project::slug).toList());
    parameters.put("chosen", chosen);
    parameters.put("status", status);
    parameters.put("query", text);
    parameters.put(
        "link",
        "status=%s&project=%s&query=%s".formatted(encoded(status), encoded(chosen), encoded(text)));
    parameters.put("chosenId", chosen.isEmpty() || ids.isEmpty() ? "" : ids.getFirst().toString());
    parameters.put("number", page);
    parameters.put("issues", found.issues());
    parameters.put("more", found.more());
    boolean received = projects.stream().anyMatch(project -> project.firstEvent() != null);
    parameters.put("received", received);
    return pages.render(200, "issues", parameters);
  }

  private static int number(@Nullable String text) {
    return text != null && text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
  }

  private static @Nullable Integer status(String name) {
    return switch (name) {
      case "resolved" -> 1;
      case "archived" -> 2;
      case "all" -> null;
      default -> 0;
    };
  }

  private IssueView find(Call call) {
    IssueView found =
        pages
            .bus()
            .request(
                new FindIssue(
                    call.organization().organization(),
                    call.caller().signedIn().id(),
                    call.parameter("issue")))
            .await()
            .orElseThrow(Fault::notFound);
    boolean seen =
        call.organization().reach().everywhere()
            || pages.reachable(call).stream()
                .anyMatch(project -> project.id().equals(found.project()));
    if (!seen) {
      throw Fault.forbidden();
    }
    return found;
  }

  private Answer issue(Call call) {
    IssueView issue = find(call);
    String name = call.parameter("event").isEmpty() ? "recommended" : call.parameter("event");
    FindEvent.Found found =
        pages
            .bus()
            .request(
                new FindEvent(
                    call.organization().organization(), issue.project(), issue.id(), name))
            .await()
            .orElse(null);
    TracePreferences trace = TracePreferences.of(call);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("page", Pages.around(issue.title(), call));
    parameters.put("issue", issue);
    parameters.put("shares", shares(call, issue));
    parameters.put("done", DONE.getOrDefault(String.valueOf(call.first("done")), ""));
    if (found != null) {
      parameters.put("trace", trace);
      parameters.put("event", EventView.of(found, trace));
      pages
          .bus()
          .request(new ExplainEvent(found.event(), null))
          .await()
          .ifPresent(
              explained -> parameters.put("grouping", GroupingView.of(explained, found.event())));
    } else if (!call.parameter("event").isEmpty()) {
      throw Fault.notFound();
    }
    Answer answer = pages.render(200, found == null ? "issue-without-event" : "issue", parameters);
    return trace.remember(call, answer, pages.secureCookies());
  }

  private List<TagShares> shares(Call call, IssueView issue) {
    return TagShares.of(
        pages
            .bus()
            .request(
                new IssueTags(
                    call.organization().organization(),
                    issue.project(),
                    issue.id(),
                    null,
                    TagShares.VALUES))
            .await());
  }

  private Answer act(Call call) {
    IssueView issue = find(call);
    String action = call.form().getOrDefault("action", "");
    if (action.equals("delete")) {
      if (!call.has(Scope.EVENT_ADMIN)) {
        throw Fault.forbidden();
      }
      var unused =
          pages
              .bus()
              .request(new DeleteIssues(call.organization().organization(), List.of(issue.id())))
              .await();
      return Answer.redirect("/" + call.organization().slug() + "/issues/");
    }
    Integer status =
        switch (action) {
          case "resolve" -> 1;
          case "archive" -> 2;
          case "reopen" -> 0;
          case "assign-me", "unassign" -> null;
          default -> throw Fault.invalid("Unknown action: " + action);
        };
    String assignee =
        switch (action) {
          case "assign-me" -> "user:" + call.caller().signedIn().id();
          case "unassign" -> "";
          default -> null;
        };
    var unused =
        pages
            .bus()
            .request(
                new ChangeIssues(
                    call.organization().organization(),
                    List.of(issue.id()),
                    call.caller().signedIn().id(),
                    status,
                    action.equals("archive") ? UNTIL_ESCALATING : null,
                    null,
                    assignee,
                    null,
                    null))
            .await();
    String event = call.form().getOrDefault("event", "");
    return Answer.redirect(
        "/%s/issues/%s/%s?done=%s"
            .formatted(
                call.organization().slug(),
                issue.shortId(),
                event.matches("[0-9a-f]{32}") ? "events/" + event + "/" : "",
                action));
  }
}
