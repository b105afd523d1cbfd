package dev.vedette.api;

import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.RecentDrops;
import java.util.List;

/** The last things of a project that were not kept (spec 01 §28, 1). */
final class DropResource {

  private final ApiContext context;

  DropResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/0/projects/{organization}/{project}/drops/",
            ProjectResource.READ,
            this::list));
  }

  private Answer list(Call call) {
    List<Json> drops =
        RecentDrops.of(context.database(), context.project(call).id()).stream()
            .map(DropResource::shown)
            .toList();
    return Paging.of(call).slice(call, drops);
  }

  private static Json shown(RecentDrops.Drop drop) {
    return Json.object()
        .put("dateCreated", Times.of(drop.at()))
        .put("outcome", drop.kind().label())
        .put("reason", drop.reason())
        .put("category", drop.category().label())
        .put("eventID", drop.event())
        .put("sdk", drop.sdk())
        .put("size", drop.size())
        .put("excerpt", drop.excerpt())
        .build();
  }
}
