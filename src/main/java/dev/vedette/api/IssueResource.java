package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.CountIssues;
import dev.vedette.issue.DeleteIssues;
import dev.vedette.issue.FindEventIssue;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListIssues;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Issues: lists, one issue, changes, deletion (spec 04 §11, spec 11 §22). */
final class IssueResource {

  static final Access READ = Access.scopes(Scope.EVENT_READ, Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.EVENT_WRITE, Scope.EVENT_ADMIN);
  private static final Access ADMIN = Access.scopes(Scope.EVENT_ADMIN);

  private static final String ONE = "/api/0/organizations/{organization}/issues/{issue}/";
  private static final String ALL = "/api/0/organizations/{organization}/issues/";
  private static final String OF_PROJECT = "/api/0/projects/{organization}/{project}/issues/";

  /** What answers repeat of issues that are alike in it. */
  private static final List<String> DESCRIBED = List.of("status", "assignedTo", "isPublic");

  /** Where counting of a list ends (spec 11 §5.1). */
  private static final int MOST_COUNTED = 1000;

  private static final int MOST_QUERIES = 20;

  private final ApiContext context;

  IssueResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route("GET", ONE, READ, this::details));
    routes.add(new Route("PUT", ONE, WRITE, this::update));
    routes.add(new Route("DELETE", ONE, ADMIN, this::delete));
    routes.add(new Route("GET", ONE + "external-issues/", READ, this::externalIssues));
    routes.addAll(lists());
    return routes;
  }

  private List<Route> lists() {
    return List.of(
        new Route("GET", ALL, READ, this::list),
        new Route(
            "GET",
            "/api/0/organizations/{organization}/issues-count/",
            OrganizationResource.READ,
            this::counts),
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
    return context.chosen(call);
  }

  private ListIssues.Page page(Call call, IssueQuery query, int limit, int offset) {
    List<ProjectId> ids = projects(call).stream().map(Projects.Project::id).toList();
    return context
        .bus()
        .request(
            new ListIssues(
                call.organization().organization(),
                call.caller().signedIn().id(),
                ids,
                IssueFilter.of(call, query),
                limit,
                offset))
        .await();
  }

  private Answer list(Call call) {
    Paging paging = Paging.of(call);
    Optional<IssueView> hit = directHit(call);
    ListIssues.Page page =
        hit.isPresent()
            ? new ListIssues.Page(List.of(hit.get()), false)
            : page(call, IssueQuery.parse(call.first("query")), paging.limit(), paging.offset());
    String period = IssueFilter.statsPeriod(call);
    List<Json> issues =
        page.issues().stream()
            .map(issue ->
                (Json) IssueJson.inList(issue, call.organization().slug(), context.url(), period))
            .toList();
    Answer answer = paging.answer(call, new Json.Arr(issues), page.more());
    return hit.isPresent()
        ? answer.with("X-Sentry-Direct-Hit", "1").with("X-Hits", "1")
        : answer
            .with("X-Hits", Long.toString(count(call, call.first("query"))))
            .with("X-Max-Hits", Integer.toString(MOST_COUNTED));
  }

  private long count(Call call, @Nullable String query) {
    return context
        .bus()
        .request(
            new CountIssues(
                call.organization().organization(),
                projects(call).stream().map(Projects.Project::id).toList(),
                IssueFilter.of(call, IssueQuery.parse(query)),
                MOST_COUNTED))
        .await();
  }

  /** How many issues each of several queries finds. */
  private Answer counts(Call call) {
    Json.Builder counts = Json.object();
    for (String query : call.all("query").stream().limit(MOST_QUERIES).toList()) {
      counts.put(query, count(call, query));
    }
    return Answer.ok(counts.build());
  }

  /** The issue that a query names by its short id or by one of its events (spec 11 §22.1). */
  private Optional<IssueView> directHit(Call call) {
    String query = call.first("query");
    String name = query == null ? "" : query.strip();
    boolean shortId = name.matches("(?i)[a-z0-9][a-z0-9_-]*-[0-9a-z]{1,8}");
    boolean event = name.matches("[0-9a-fA-F]{32}");
    if (!shortId && !event) {
      return Optional.empty();
    }
    List<ProjectId> projects = projects(call).stream().map(Projects.Project::id).toList();
    Optional<String> named =
        event
            ? context
                .bus()
                .request(
                    new FindEventIssue(
                        call.organization().organization(),
                        projects,
                        name.toLowerCase(Locale.ROOT)))
                .await()
                .map(issue -> Long.toString(issue))
            : Optional.of(name);
    return named
        .flatMap(issue ->
            context
                .bus()
                .request(
                    new FindIssue(
                        call.organization().organization(), call.caller().signedIn().id(), issue))
                .await())
        .filter(issue -> projects.contains(issue.project()));
  }

  private Answer details(Call call) {
    IssueView issue = context.issue(call);
    Json.Obj details =
        IssueJson.details(
            issue,
            ActivityResource.history(context, call, issue),
            call.organization().slug(),
            context.url());
    return Answer.ok(
        call.all("collapse").contains("tags")
            ? details.without("tags")
            : details.with("tags", IssueTagResource.keys(context, call, issue)));
  }

  private Answer update(Call call) {
    IssueView issue = context.issue(call);
    if (IssueDiscard.isAsked(call.json())) {
      return IssueDiscard.perform(context, call, List.of(issue.id()));
    }
    change(call, List.of(issue.id()), call.json());
    return details(call);
  }

  private List<Long> change(Call call, List<Long> ids, Json.Obj body) {
    return context
        .bus()
        .request(
            new ChangeIssues(
                call.organization().organization(),
                ids,
                call.caller().signedIn().id(),
                IssueChange.of(body)))
        .await();
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
            .issueOf(call, id)
            .filter(issue -> projects.contains(issue.project()))
            .ifPresent(issue -> chosen.add(issue.id()));
      }
      return chosen;
    }
    String status = call.first("status");
    IssueQuery query =
        status == null ? IssueQuery.parse(call.first("query")) : IssueQuery.ofStatus(status);
    ListIssues.Page page = page(call, query, 1000, 0);
    page.issues().forEach(issue -> chosen.add(issue.id()));
    return chosen;
  }

  private Answer bulk(Call call) {
    Json.Obj body = call.json();
    List<Long> ids = chosen(call);
    if (IssueDiscard.isAsked(body)) {
      return IssueDiscard.perform(context, call, ids);
    }
    refuseSeveralProjects(call, ids, body);
    List<Long> changed = change(call, ids, body);
    if (changed.isEmpty()) {
      return Answer.empty(204);
    }
    Json.Builder out = Json.object();
    for (String field : List.of("substatus", "priority", "hasSeen", "isBookmarked")) {
      out.putPresent(field, body.get(field));
    }
    Json subscribed = body.present("isSubscribed");
    if (subscribed != null) {
      out.put("isSubscribed", subscribed)
          .put("subscriptionDetails", Json.object().put("reason", "unknown").build());
    }
    boolean ofProject = !call.parameter("project").isEmpty();
    if (ofProject || DESCRIBED.stream().anyMatch(field -> body.get(field) != null)) {
      described(call, changed, ofProject, body, out);
    }
    Answer answer = Answer.ok(out.build());
    return call.all("id").isEmpty()
        ? answer.with("X-Hits", Integer.toString(changed.size()))
        : answer;
  }

  /** A release is a project's: issues of several cannot be mended by one (spec 04 §11.3). */
  private void refuseSeveralProjects(Call call, List<Long> ids, Json.Obj body) {
    ChangeIssues.Resolution resolution = IssueChange.of(body).resolution();
    if (resolution == null) {
      return;
    }
    long projects =
        ids.stream()
            .map(id -> context.issue(call, Long.toString(id)).project())
            .distinct()
            .limit(2)
            .count();
    if (projects > 1) {
      throw Fault.invalid(
          "Cannot set resolved in %s for multiple projects."
              .formatted(resolution.isNext() ? "next release" : "release"));
    }
  }

  /** What of the changed issues the answer repeats; they are alike in it. */
  private void described(
      Call call, List<Long> changed, boolean ofProject, Json.Obj body, Json.Builder out) {
    IssueView issue = context.issue(call, Long.toString(changed.getFirst()));
    if (ofProject || body.present("status") != null) {
      out.put("status", issue.statusName());
      out.put("statusDetails", issue.statusDetails());
      out.put("inbox", ofProject ? Json.NULL : Json.FALSE);
    }
    if (ofProject || body.present("isPublic") != null) {
      out.put("isPublic", issue.shareId() != null);
      if (changed.size() == 1) {
        out.put("shareId", issue.shareId());
      }
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

  /** Nothing can be linked yet: there are no integrations. */
  private Answer externalIssues(Call call) {
    var unused = context.issue(call);
    return Answer.ok(Json.Arr.EMPTY);
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
