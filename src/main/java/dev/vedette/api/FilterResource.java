package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.Projects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The switches of a project's inbound filters (spec 11 §20.1). */
final class FilterResource {

  private static final String ALL = "/api/0/projects/{organization}/{project}/filters/";
  private static final String LEGACY = "legacy-browsers";

  /** Filters by their name, and whether they are on where nobody has chosen. */
  private static final Map<String, Boolean> FILTERS =
      new TreeMap<>(
          Map.of(
              "browser-extensions",
              false,
              "filtered-transaction",
              true,
              LEGACY,
              false,
              "localhost",
              false,
              "web-crawlers",
              false));

  private static final Set<String> BROWSERS =
      Set.of(
          "ie_pre_9",
          "ie9",
          "ie10",
          "ie11",
          "safari_pre_6",
          "opera_pre_15",
          "opera_mini_pre_8",
          "android_pre_4",
          "edge_pre_79",
          "ie",
          "edge",
          "safari",
          "firefox",
          "chrome",
          "opera",
          "android",
          "opera_mini");

  private final ApiContext context;

  FilterResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, ProjectResource.READ, this::all),
        new Route("PUT", ALL + "{filter}/", ProjectResource.WRITE, this::change));
  }

  private Answer all(Call call) {
    Json.Obj options = context.project(call).options();
    return Answer.ok(
        new Json.Arr(
            FILTERS.keySet().stream()
                .map(name ->
                    (Json)
                        Json.object().put("id", name).put("active", active(options, name)).build())
                .toList()));
  }

  private static Json active(Json.Obj options, String name) {
    return switch (options.present("filters:" + name)) {
      case Json.Bool on -> on;
      case Json.Str(String text) -> Json.of(text.equals("1"));
      case Json.Arr browsers when name.equals(LEGACY) ->
          browsers.items().isEmpty() ? Json.FALSE : browsers;
      case null, default -> Json.of(FILTERS.getOrDefault(name, false));
    };
  }

  private Answer change(Call call) {
    Projects.Project project = context.project(call);
    String name = call.parameter("filter");
    if (!FILTERS.containsKey(name)) {
      throw Fault.notFound();
    }
    Json chosen = chosen(name, call.json());
    context.projects().setOptions(project, Json.object().put("filters:" + name, chosen).build());
    context.bus().announce(new ProjectChanged(project.id()));
    return Answer.empty(204);
  }

  private static Json chosen(String name, Json.Obj body) {
    if (name.equals(LEGACY) && body.get("subfilters") instanceof Json.Arr browsers) {
      for (Json item : browsers.items()) {
        if (!(item instanceof Json.Str(String browser)) || !BROWSERS.contains(browser)) {
          throw Fault.invalid(
              "subfilters",
              "\"%s\" is not a valid choice."
                  .formatted(item instanceof Json.Str(String text) ? text : item.text()));
        }
      }
      return browsers.items().isEmpty() ? Json.FALSE : browsers;
    }
    Boolean active = body.bool("active");
    if (active == null) {
      throw Fault.invalid("active", "This field is required.");
    }
    return Json.of(active);
  }
}
