package dev.vedette.api;

import dev.vedette.issue.FindEvent;
import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The event of a shared issue: the error and where it happened, without what is known of the person
 * and the machine it happened to (spec 02 §26.5).
 */
final class SharedEvent {

  /** Parts of the stored event, and of its remarks. */
  private static final List<String> PRIVATE =
      List.of("extra", "contexts", "user", "tags", "sdk", "errors", "breadcrumbs", "request");

  /** Names of the same in the API. */
  private static final List<String> HIDDEN =
      List.of("context", "contexts", "user", "tags", "sdk", "errors");

  private static final String VARIABLES = "vars";

  private SharedEvent() {}

  static Json.Obj of(FindEvent.Found found) {
    Json.Obj event = without(found.event(), PRIVATE);
    Json.Obj meta = without(event.object("_meta"), PRIVATE);
    Json shared = withoutVariables(event.with("_meta", meta));
    Json.Obj shown = EventJson.of(found.with((Json.Obj) shared));
    return (Json.Obj) withoutVariables(without(shown, HIDDEN).with("userReport", Json.NULL));
  }

  private static Json.Obj without(Json.Obj object, List<String> names) {
    Json.Obj rest = object;
    for (String name : names) {
      rest = rest.without(name);
    }
    return rest;
  }

  /** At any depth: frames are in several places, and their remarks are shaped otherwise. */
  private static Json withoutVariables(Json value) {
    return switch (value) {
      case Json.Obj object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, member) -> {
              if (!name.equals(VARIABLES)) {
                members.put(name, withoutVariables(member));
              }
            });
        yield new Json.Obj(members);
      }
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(SharedEvent::withoutVariables).toList());
      default -> value;
    };
  }
}
