package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.grouping.ExplainEvent;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.AddNote;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueTags;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListActivity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The issue. */
final class IssuePages {

  static final Access READ = Access.scopes(Scope.EVENT_READ, Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  static final Access WRITE = Access.scopes(Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private final Pages pages;

  private final IssueActions actions;

  IssuePages(Pages pages) {
    this.pages = pages;
    this.actions = new IssueActions(pages);
  }

  List<Route> routes() {
    String issue = "/{organization}/issues/{issue}/";
    return List.of(
        new Route("GET", issue, READ, this::issue),
        new Route("GET", issue + "events/{event}/", READ, this::issue),
        new Route("POST", issue, WRITE, this::act),
        new Route("POST", issue + "notes/", WRITE, this::comment),
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
    parameters.put("told", Told.of(call, done(call), 1));
    List<IssueActions.Group> groups = actions.groups(call, issue.project());
    parameters.put("actions", groups);
    parameters.put("mayTake", IssueActions.offersReader(groups));
    parameters.put("mayChange", call.has(Scope.EVENT_WRITE) || call.has(Scope.EVENT_ADMIN));
    parameters.put("mayDelete", call.has(Scope.EVENT_ADMIN));
    parameters.put(
        "history",
        pages
            .bus()
            .request(new ListActivity(call.organization().organization(), issue.id()))
            .await());
    look(call, issue);
    if (found != null) {
      parameters.put("trace", trace);
      parameters.put("folds", Folds.of(call));
      parameters.put("event", EventView.of(found, trace));
      parameters.put("previews", new AttachmentPreviews(pages).of(call, found));
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

  private String done(Call call) {
    boolean kept = "1".equals(call.first("kept"));
    return kept ? "Not taken back." : actions.done(call.first("done"), call);
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

  /** Who opens the page has seen the issue. */
  private void look(Call call, IssueView issue) {
    if (issue.personal().seen()) {
      return;
    }
    var unused =
        pages
            .bus()
            .request(
                new ChangeIssues(
                    call.organization().organization(),
                    List.of(issue.id()),
                    call.caller().signedIn().id(),
                    ChangeIssues.Change.looked()))
            .await();
  }

  private Answer act(Call call) {
    IssueView issue = find(call);
    Map<String, String> form = call.form();
    String button = form.getOrDefault("action", "");
    String action = button.equals("other") ? form.getOrDefault("other", "") : button;
    if (action.isEmpty()) {
      return back(call, issue, "");
    }
    if (action.equals(IssueActions.UNDO)) {
      return undo(call, issue, form);
    }
    int changed = actions.perform(call, action, List.of(issue.id()));
    boolean gone = action.equals("delete") || action.equals("discard");
    return gone && changed > 0
        ? Answer.redirect("/" + call.organization().slug() + "/issues/")
        : back(
            call, issue, "?done=" + encoded(action) + Undo.of(action, List.of(issue)).parameter());
  }

  private Answer undo(Call call, IssueView issue, Map<String, String> form) {
    Undo undo =
        Undo.parse(form.get("undo"))
            .filter(one -> one.issues().equals(List.of(issue.id())))
            .orElseThrow(() -> Fault.invalid("Nothing can be taken back."));
    IssueActions.Undone undone =
        actions.undo(call, form.getOrDefault("of", ""), undo, List.of(issue));
    return back(call, issue, "?done=%s&kept=%d".formatted(IssueActions.UNDO, undone.kept()));
  }

  private Answer comment(Call call) {
    IssueView issue = find(call);
    String text = call.form().getOrDefault("text", "");
    if (!text.isBlank()) {
      var unused =
          pages
              .bus()
              .request(
                  new AddNote(
                      call.organization().organization(),
                      issue.id(),
                      call.caller().signedIn().id(),
                      text))
              .await();
    }
    return back(call, issue, "#activity");
  }

  private static Answer back(Call call, IssueView issue, String rest) {
    String event = call.form().getOrDefault("event", "");
    return Answer.redirect(
        "/%s/issues/%s/%s%s"
            .formatted(
                call.organization().slug(),
                issue.shortId(),
                event.matches("[0-9a-f]{32}") ? "events/" + event + "/" : "",
                rest));
  }
}
