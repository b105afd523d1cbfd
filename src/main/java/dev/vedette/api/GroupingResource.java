package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.grouping.ExplainEvent;
import dev.vedette.grouping.GroupingConfigs;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.FindEvent;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListHashes;
import dev.vedette.json.Json;
import java.util.List;

/** Why events are together: explanations, configurations, hashes (spec 03 §21, spec 06 §5.10). */
final class GroupingResource {

  private static final String PROJECT = "/api/0/projects/{organization}/{project}/";
  private static final String ISSUE = "/api/0/organizations/{organization}/issues/{issue}/";

  private final ApiContext context;

  GroupingResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/grouping-configs/", Access.open(), this::configs),
        new Route(
            "GET",
            "/api/0/organizations/{organization}/grouping-configs/",
            OrganizationResource.READ_CI,
            this::configs),
        new Route("GET", PROJECT + "grouping-configs/", ProjectResource.READ, this::configs),
        new Route(
            "GET", PROJECT + "events/{event}/grouping-info/", ProjectResource.READ, this::info),
        new Route("GET", ISSUE + "hashes/", IssueResource.READ, this::hashes));
  }

  private Answer configs(Call call) {
    return Answer.ok(GroupingConfigs.json());
  }

  private Answer info(Call call) {
    FindEvent.Found found =
        context
            .bus()
            .request(
                new FindEvent(
                    call.organization().organization(),
                    context.project(call).id(),
                    null,
                    call.parameter("event")))
            .await()
            .orElseThrow(Fault::notFound);
    if ("transaction".equals(found.event().string("type"))) {
      return Answer.ok(Json.Obj.EMPTY);
    }
    return context
        .bus()
        .request(new ExplainEvent(found.event(), call.first("config")))
        .await()
        .map(explained -> Answer.ok(explained.variants()))
        .orElseThrow(() -> unknown(String.valueOf(call.first("config"))));
  }

  private static Fault unknown(String config) {
    return new Fault(
        Fault.Code.NOT_FOUND,
        GroupingConfigs.isListed(config)
            ? "This server knows the grouping config %s by name only. It computes %s"
                .formatted(config, String.join(", ", GroupingConfigs.computed()))
            : "Unknown grouping config");
  }

  private Answer hashes(Call call) {
    IssueView issue = context.issue(call);
    Paging paging = Paging.of(call);
    ListHashes.Page page =
        context
            .bus()
            .request(
                new ListHashes(
                    call.organization().organization(),
                    issue.project(),
                    issue.id(),
                    paging.limit(),
                    paging.offset()))
            .await();
    List<Json> hashes =
        page.hashes().stream()
            .map(entry ->
                (Json)
                    Json.object()
                        .put("id", entry.hash())
                        .put("latestEvent", IssueJson.event(entry.latest()))
                        .put("mergedBySeer", false)
                        .put("seerMatchDistance", Json.NULL)
                        .build())
            .toList();
    return paging.answer(call, new Json.Arr(hashes), page.more());
  }
}
