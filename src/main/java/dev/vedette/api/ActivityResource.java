package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.AddNote;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListActivity;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to an issue, and comments on it (spec 04 §1.3, §13.5). */
final class ActivityResource {

  private static final Access WRITE = Access.scopes(Scope.EVENT_WRITE, Scope.EVENT_ADMIN);

  private static final String ISSUE = "/api/0/organizations/{organization}/issues/{issue}/";

  private final ApiContext context;

  ActivityResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route("GET", ISSUE + "activities/", IssueResource.READ, this::activities));
    for (String notes : List.of("notes/", "comments/")) {
      routes.add(new Route("GET", ISSUE + notes, IssueResource.READ, this::notes));
      routes.add(new Route("POST", ISSUE + notes, WRITE, this::add));
    }
    return routes;
  }

  /** The issue's history as its details show it. */
  static ListActivity.History history(ApiContext context, Call call, IssueView issue) {
    return context
        .bus()
        .request(new ListActivity(call.organization().organization(), issue.id()))
        .await();
  }

  private Answer activities(Call call) {
    IssueView issue = context.issue(call);
    return Answer.ok(
        Json.object().put("activity", entries(issue, history(context, call, issue))).build());
  }

  private Answer notes(Call call) {
    List<Json> notes = new ArrayList<>();
    for (ListActivity.Entry entry : history(context, call, context.issue(call)).entries()) {
      if (entry.type().equals("note")) {
        notes.add(entry(entry));
      }
    }
    return Answer.ok(new Json.Arr(notes));
  }

  private Answer add(Call call) {
    String text = call.json().string("text");
    if (text == null) {
      throw Fault.invalid("text", "This field is required.");
    }
    IssueView issue = context.issue(call);
    return Answer.json(
        201,
        entry(
            context
                .bus()
                .request(
                    new AddNote(
                        call.organization().organization(),
                        issue.id(),
                        call.caller().signedIn().id(),
                        text))
                .await()));
  }

  /** All entries, and last that the issue was seen for the first time. */
  static Json.Arr entries(IssueView issue, ListActivity.History history) {
    List<Json> entries = new ArrayList<>();
    history.entries().forEach(entry -> entries.add(entry(entry)));
    entries.add(
        Json.object()
            .put("id", "0")
            .put("user", Json.NULL)
            .put("sentry_app", Json.NULL)
            .put("type", "first_seen")
            .put("data", Json.object().put("priority", issue.priorityName()).build())
            .put("dateCreated", Times.of(issue.firstSeen()))
            .build());
    return new Json.Arr(entries);
  }

  private static Json.Obj entry(ListActivity.Entry entry) {
    return Json.object()
        .put("id", Long.toString(entry.id()))
        .put("user", person(entry.by()))
        .put("sentry_app", Json.NULL)
        .put("type", entry.type())
        .put("data", entry.data())
        .put("dateCreated", Times.of(entry.created()))
        .build();
  }

  static Json person(ListActivity.@Nullable Person person) {
    return person == null
        ? Json.NULL
        : Json.object()
            .put("id", Long.toString(person.id()))
            .put("name", person.name())
            .put("username", person.username())
            .put("email", person.email())
            .build();
  }
}
