package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.DeleteIssues;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListIssues;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Issues: lists, one issue, changes, deletion (spec 04 §11, spec 11 §22). */
final class IssueResource {

  static final Access READ = Access.scopes(Scope.EVENT_READ, Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final Access ADMIN = Access.scopes(Scope.EVENT_ADMIN);

  private static final String ONE = "/api/0/organizations/{organization}/issues/{issue}/";
  private static final String ALL = "/api/0/organizations/{organization}/issues/";
  private static final String OF_PROJECT = "/api/0/projects/{organization}/{project}/issues/";

  private static final Map<String, Integer> SUBSTATUS =
      Map.of(
          "archived_until_escalating", 1,
          "until_escalating", 1,
          "ongoing", 3,
          "archived_until_condition_met", 4,
          "until_condition_met", 4,
          "archived_forever", 5,
          "forever", 5);

  private final ApiContext context;

  IssueResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String one : List.of(ONE, ONE.replace("/issues/", "/groups/"))) {
      routes.add(new Route("GET", one, READ, this::details));
      routes.add(new Route("PUT", one, WRITE, this::update));
      routes.add(new Route("DELETE", one, ADMIN, this::delete));
    }
    routes.addAll(lists());
    return routes;
  }

  private List<Route> lists() {
    return List.of(
        new Route("GET", ALL, READ, this::list),
        new Route("PUT", ALL, WRITE, this::bulk),
        new Route("DELETE", ALL, ADMIN, this::deleteMany),
        new Route("GET", OF_PROJECT, READ, this::list),
        new Route("PUT", OF_PROJECT, WRITE, this::bulk),
        new Route("DELETE", OF_PROJECT, ADMIN, this::deleteMany));
  }

  /** The projects a list is about: the one in the path, those asked for, or all. */
  private List<Projects.Project> projects(Call call) {
    if (!call.parameter("project").isEmpty()) {
      return List.of(context.project(call));
    }
    List<Projects.Project> all = context.reachable(call);
    List<String> wanted =
        call.all("project").stream().filter(name -> !name.isEmpty() && !name.equals("-1")).toList();
    if (wanted.isEmpty()) {
      return all;
    }
    List<Projects.Project> chosen = new ArrayList<>();
    for (String name : wanted) {
      chosen.add(
          all.stream()
              .filter(p -> p.slug().equals(name) || p.id().toString().equals(name))
              .findFirst()
              .orElseThrow(Fault::forbidden));
    }
    return chosen;
  }

  private ListIssues.Page page(Call call, Paging paging) {
    IssueQuery query = IssueQuery.parse(call.first("query"));
    List<ProjectId> ids = projects(call).stream().map(Projects.Project::id).toList();
    return context
        .bus()
        .request(
            new ListIssues(
                call.organization().organization(),
                call.caller().signedIn().id(),
                ids,
                query.status(),
                query.text(),
                paging.limit(),
                paging.offset()))
        .await();
  }

  private Answer list(Call call) {
    Paging paging = Paging.of(call);
    ListIssues.Page page = page(call, paging);
    List<Json> issues =
        page.issues().stream()
            .map(issue -> (Json) IssueJson.inList(issue, call.organization().slug(), context.url()))
            .toList();
    return paging.answer(call, new Json.Arr(issues), page.more());
  }

  private Answer details(Call call) {
    IssueView issue = context.issue(call);
    Json.Obj details = IssueJson.details(issue, call.organization().slug(), context.url());
    return Answer.ok(
        call.all("collapse").contains("tags")
            ? details.without("tags")
            : details.with("tags", IssueTagResource.keys(context, call, issue)));
  }

  private Answer update(Call call) {
    IssueView issue = context.issue(call);
    change(call, List.of(issue.id()), call.json());
    return details(call);
  }

  private List<Long> change(Call call, List<Long> ids, Json.Obj body) {
    Json assigned = body.get("assignedTo");
    String assignee =
        assigned == null ? null : assigned instanceof Json.Str(String text) ? text : "";
    return context
        .bus()
        .request(
            new ChangeIssues(
                call.organization().organization(),
                ids,
                call.caller().signedIn().id(),
                status(body),
                substatus(body),
                priority(body),
                assignee,
                body.bool("hasSeen"),
                body.bool("isBookmarked")))
        .await();
  }

  private static @Nullable Integer status(Json.Obj body) {
    String name = choice(body, "status");
    return switch (name) {
      case null -> null;
      case "unresolved" -> 0;
      case "resolved", "resolvedInNextRelease" -> 1;
      case "ignored", "muted" -> 2;
      default -> throw notAChoice("status", name);
    };
  }

  private static @Nullable String choice(Json.Obj body, String field) {
    Json value = body.present(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Json.Str(String text)) {
      return text;
    }
    throw notAChoice(field, value.text());
  }

  private static Fault notAChoice(String field, String value) {
    return Fault.invalid(field, "\"" + value + "\" is not a valid choice.");
  }

  private static @Nullable Integer substatus(Json.Obj body) {
    String name = choice(body, "substatus");
    if (name == null) {
      return null;
    }
    Integer number = SUBSTATUS.get(name);
    if (number == null) {
      throw notAChoice("substatus", name);
    }
    return number;
  }

  private static @Nullable Integer priority(Json.Obj body) {
    String name = choice(body, "priority");
    return switch (name) {
      case null -> null;
      case "low" -> 25;
      case "medium" -> 50;
      case "high" -> 75;
      default -> throw notAChoice("priority", name);
    };
  }

  /** The issues that ids, a status or a query choose, within the projects of the path. */
  private List<Long> chosen(Call call) {
    List<String> ids = call.all("id");
    List<Long> chosen = new ArrayList<>();
    if (!ids.isEmpty()) {
      List<ProjectId> projects = projects(call).stream().map(Projects.Project::id).toList();
      for (String id : ids) {
        if (!id.matches("\\d{1,18}")) {
          throw Fault.invalid("Invalid issue id: " + id);
        }
        context
            .findIssue(call, id)
            .filter(issue -> projects.contains(issue.project()))
            .ifPresent(issue -> chosen.add(issue.id()));
      }
      return chosen;
    }
    String status = call.first("status");
    IssueQuery query =
        status == null ? IssueQuery.parse(call.first("query")) : IssueQuery.ofStatus(status);
    ListIssues.Page page =
        context
            .bus()
            .request(
                new ListIssues(
                    call.organization().organization(),
                    call.caller().signedIn().id(),
                    projects(call).stream().map(Projects.Project::id).toList(),
                    query.status(),
                    query.text(),
                    1000,
                    0))
            .await();
    page.issues().forEach(issue -> chosen.add(issue.id()));
    return chosen;
  }

  private Answer bulk(Call call) {
    Json.Obj body = call.json();
    List<Long> changed = change(call, chosen(call), body);
    if (changed.isEmpty()) {
      return Answer.empty(204);
    }
    Json.Builder out = Json.object();
    for (String field : List.of("substatus", "priority", "hasSeen", "isBookmarked")) {
      out.putPresent(field, body.get(field));
    }
    boolean ofProject = !call.parameter("project").isEmpty();
    if (ofProject || body.present("status") != null || body.get("assignedTo") != null) {
      described(call, changed.getFirst(), ofProject, body, out);
    }
    Answer answer = Answer.ok(out.build());
    return call.all("id").isEmpty()
        ? answer.with("X-Hits", Integer.toString(changed.size()))
        : answer;
  }

  /** What of the changed issues the answer repeats; they are alike in it. */
  private void described(
      Call call, long changed, boolean ofProject, Json.Obj body, Json.Builder out) {
    IssueView issue = context.issue(call, Long.toString(changed));
    if (ofProject || body.present("status") != null) {
      boolean next = "resolvedInNextRelease".equals(body.string("status"));
      out.put("status", issue.statusName());
      out.put(
          "statusDetails",
          next ? Json.object().put("inNextRelease", true).build() : issue.statusDetails());
      out.put("inbox", ofProject ? Json.NULL : Json.FALSE);
    }
    if (ofProject) {
      out.put("isPublic", false);
    }
    if (body.get("assignedTo") != null) {
      out.put("assignedTo", IssueJson.assignee(issue));
    }
  }

  private Answer delete(Call call) {
    IssueView issue = context.issue(call);
    var unused =
        context
            .bus()
            .request(new DeleteIssues(call.organization().organization(), List.of(issue.id())))
            .await();
    return Answer.empty(202);
  }

  private Answer deleteMany(Call call) {
    if (call.all("id").isEmpty()) {
      throw Fault.invalid("You must specify a list of IDs for this operation");
    }
    var unused =
        context
            .bus()
            .request(new DeleteIssues(call.organization().organization(), chosen(call)))
            .await();
    return Answer.empty(204);
  }
}
