package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.issue.AddReport;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListReports;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What users wrote about events (spec 11 §17.1). */
final class UserFeedbackResource {

  private static final Access BY_PROJECT_OR_KEY =
      Access.scopesOrKey(Scope.PROJECT_READ, Scope.PROJECT_WRITE, Scope.PROJECT_ADMIN);
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_EMAIL = 75;

  private final ApiContext context;

  UserFeedbackResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (String name : List.of("user-feedback/", "user-reports/")) {
      String ofProject = "/api/0/projects/{organization}/{project}/" + name;
      routes.add(new Route("GET", ofProject, ProjectResource.READ, this::ofProject));
      routes.add(new Route("POST", ofProject, BY_PROJECT_OR_KEY, this::add));
      routes.add(
          new Route(
              "GET",
              "/api/0/organizations/{organization}/" + name,
              ProjectResource.READ,
              this::ofOrganization));
      routes.add(
          new Route(
              "GET",
              "/api/0/organizations/{organization}/issues/{issue}/" + name,
              IssueResource.READ,
              this::ofIssue));
    }
    return routes;
  }

  private Answer add(Call call) {
    Projects.Project project = context.project(call);
    Json.Obj body = call.json();
    String event = text(body, "event_id", 36).replace("-", "").toLowerCase(Locale.ROOT);
    if (!event.matches("[0-9a-f]{32}")) {
      throw Fault.invalid("event_id", "Enter a valid event id.");
    }
    String email = text(body, "email", LONGEST_EMAIL);
    if (!email.matches("[^@\\s]+@[^@\\s]+")) {
      throw Fault.invalid("email", "Enter a valid email address.");
    }
    ListReports.Report stored =
        context
            .bus()
            .request(
                new AddReport(
                    call.organization().organization(),
                    project.id(),
                    event,
                    text(body, "name", LONGEST_NAME),
                    email,
                    text(body, "comments", Integer.MAX_VALUE)))
            .await();
    // a program that has only a key does not read what it wrote
    return call.caller().project() == null ? Answer.ok(json(call, stored)) : Answer.empty(200);
  }

  private static String text(Json.Obj body, String field, int longest) {
    String value = body.string(field);
    if (value == null) {
      throw Fault.invalid(field, "This field is required.");
    }
    if (value.isBlank()) {
      throw Fault.invalid(field, "This field may not be blank.");
    }
    if (value.length() > longest) {
      throw Fault.invalid(
          field, "Ensure this field has no more than %d characters.".formatted(longest));
    }
    return value;
  }

  private Answer ofProject(Call call) {
    return list(call, List.of(context.project(call).id()), null);
  }

  private Answer ofOrganization(Call call) {
    return list(call, context.reachable(call).stream().map(Projects.Project::id).toList(), null);
  }

  private Answer ofIssue(Call call) {
    IssueView issue = context.issue(call);
    return list(call, List.of(issue.project()), issue.id());
  }

  private Answer list(Call call, List<ProjectId> projects, @Nullable Long issue) {
    Paging paging = Paging.of(call);
    String status = call.first("status");
    if (status != null && !status.isEmpty() && !status.equals("unresolved")) {
      throw Fault.invalid("status", "\"" + status + "\" is not a valid choice.");
    }
    boolean unresolved = issue == null && (status == null || status.equals("unresolved"));
    ListReports.Page page =
        context
            .bus()
            .request(
                new ListReports(
                    call.organization().organization(),
                    projects,
                    issue,
                    unresolved,
                    paging.limit(),
                    paging.offset()))
            .await();
    List<Json> reports = page.reports().stream().map(report -> json(call, report)).toList();
    return paging.answer(call, new Json.Arr(reports), page.more());
  }

  /** A report with its issue, where that is known. */
  private Json json(Call call, ListReports.Report report) {
    Long about = report.issue();
    return EventJson.report(report)
        .with(
            "issue",
            about == null
                ? Json.NULL
                : context
                    .findIssue(call, Long.toString(about))
                    .map(found ->
                        (Json) IssueJson.of(found, call.organization().slug(), context.url()))
                    .orElse(Json.NULL));
  }
}
