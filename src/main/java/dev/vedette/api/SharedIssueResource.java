package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.FindIssue;
import dev.vedette.issue.FindSharedIssue;
import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import java.util.List;
import java.util.Optional;

/** Issues as everybody may read them who knows their address (spec 04 §13.4, 02 §26.5). */
final class SharedIssueResource {

  private static final String ISSUE = "shared/issues/{share}/";

  /** No account has this number. */
  private static final long NOBODY = 0;

  private final ApiContext context;

  SharedIssueResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/" + ISSUE, Access.open(), this::show),
        new Route(
            "GET", "/api/0/organizations/{organization}/" + ISSUE, Access.open(), this::show));
  }

  private Answer show(Call call) {
    FindSharedIssue.Shared shared =
        context
            .bus()
            .request(new FindSharedIssue(call.parameter("share")))
            .await()
            .filter(found -> isNamed(found, call.parameter("organization")))
            .orElseThrow(Fault::notFound);
    IssueView issue =
        context
            .bus()
            .request(new FindIssue(shared.organization(), NOBODY, Long.toString(shared.issue())))
            .await()
            .orElseThrow(Fault::notFound);
    Json.Obj whole = IssueJson.of(issue, shared.organizationSlug(), context.url());
    Json.Builder out = Json.object();
    for (String field :
        List.of(
            "id",
            "shareId",
            "shortId",
            "title",
            "culprit",
            "permalink",
            "isUnhandled",
            "issueType",
            "issueCategory")) {
      out.put(field, Json.orNull(whole.get(field)));
    }
    return Answer.ok(
        out.put("project", project(issue, shared))
            .put("latestEvent", latest(issue, shared.organization()))
            .build());
  }

  /** Whether it belongs to the organization in the path, where there is one. */
  private static boolean isNamed(FindSharedIssue.Shared shared, String organization) {
    return organization.isEmpty()
        || organization.equals(shared.organizationSlug())
        || organization.equals(shared.organization().toString());
  }

  private static Json project(IssueView issue, FindSharedIssue.Shared shared) {
    return Json.object()
        .put("slug", issue.projectSlug())
        .put("name", issue.projectName())
        .put("color", Shapes.color(issue.projectSlug()))
        .put("features", Json.Arr.EMPTY)
        .put(
            "organization",
            Json.object()
                .put("slug", shared.organizationSlug())
                .put("name", shared.organizationName())
                .build())
        .build();
  }

  private Json latest(IssueView issue, OrganizationId organization) {
    Optional<FindEvent.Found> found =
        context
            .bus()
            .request(new FindEvent(organization, issue.project(), issue.id(), "latest"))
            .await();
    return found.map(SharedEvent::of).map(event -> (Json) event).orElse(Json.NULL);
  }
}
