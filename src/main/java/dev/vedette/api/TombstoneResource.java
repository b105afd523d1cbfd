package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.DeleteTombstone;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.ListTombstones;
import dev.vedette.json.Json;
import java.util.List;

/** Discarded issues of a project (spec 04 §12.4). */
final class TombstoneResource {

  private static final String ALL = "/api/0/projects/{organization}/{project}/tombstones/";

  private final ApiContext context;

  TombstoneResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, ProjectResource.READ, this::list),
        new Route("DELETE", ALL + "{tombstone}/", ProjectResource.ADMIN, this::delete));
  }

  private Answer list(Call call) {
    Paging paging = Paging.of(call);
    ListTombstones.Page page =
        context
            .bus()
            .request(
                new ListTombstones(
                    call.organization().organization(),
                    context.project(call).id(),
                    paging.limit(),
                    paging.offset()))
            .await();
    List<Json> tombstones =
        page.tombstones().stream().map(one -> (Json) TombstoneResource.json(one)).toList();
    return paging.answer(call, new Json.Arr(tombstones), page.more());
  }

  private static Json.Obj json(ListTombstones.Tombstone tombstone) {
    return Json.object()
        .put("id", Long.toString(tombstone.id()))
        .put("level", IssueView.levelName(tombstone.level()))
        .put("message", tombstone.message())
        .put("culprit", tombstone.culprit())
        .put("type", tombstone.type())
        .put("metadata", tombstone.metadata().with("title", Json.of(tombstone.title())))
        .put("actor", ActivityResource.person(tombstone.by()))
        .build();
  }

  private Answer delete(Call call) {
    String id = call.parameter("tombstone");
    boolean deleted =
        id.matches("\\d{1,18}")
            && context
                .bus()
                .request(
                    new DeleteTombstone(
                        call.organization().organization(),
                        context.project(call).id(),
                        Long.parseLong(id)))
                .await();
    if (!deleted) {
      throw Fault.notFound();
    }
    return Answer.empty(204);
  }
}
