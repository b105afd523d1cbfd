package dev.vedette.api;

import dev.vedette.issue.FindEvent;
import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The event of a shared issue: the error and where it happened, without what is known of the person
 * and the machine it happened to (spec 02 §26.5). Named is what is shown, so that nothing new is
 * shown by oversight.
 */
final class SharedEvent {

  /** Parts of the stored event, and of its remarks. */
  private static final Set<String> SHOWN =
      Set.of(
          "event_id",
          "type",
          "platform",
          "level",
          "logger",
          "title",
          "location",
          "culprit",
          "timestamp",
          "release",
          "dist",
          "logentry",
          "exception",
          "stacktrace",
          "threads",
          "template",
          "modules",
          "hashes",
          "grouping_config");

  private static final Set<String> SHOWN_METADATA =
      Set.of("type", "value", "filename", "function", "title");

  /** At any depth: values of variables and registers, and what an SDK noted beside an error. */
  private static final Set<String> HIDDEN_BELOW = Set.of("vars", "registers", "data", "meta");

  /** Members of the API's form that would be empty. */
  private static final List<String> HIDDEN =
      List.of("context", "contexts", "user", "tags", "sdk", "errors");

  private SharedEvent() {}

  static Json.Obj of(FindEvent.Found found) {
    Json.Obj event = found.event();
    Json.Obj shared =
        ((Json.Obj) withoutHidden(only(event, SHOWN)))
            .with("metadata", only(event.object("metadata"), SHOWN_METADATA))
            .with("_meta", withoutHidden(only(event.object("_meta"), SHOWN)));
    Json.Obj shown =
        EventJson.of(found.with(shared)).with("userReport", Json.NULL).with("crashFile", Json.NULL);
    for (String name : HIDDEN) {
      shown = shown.without(name);
    }
    // frames have members of that name even where nothing is known
    return (Json.Obj) without(shown, Set.of("vars"));
  }

  private static Json.Obj only(Json.Obj object, Set<String> names) {
    Map<String, Json> kept = new LinkedHashMap<>();
    object
        .members()
        .forEach((name, member) -> {
          if (names.contains(name)) {
            kept.put(name, member);
          }
        });
    return new Json.Obj(kept);
  }

  private static Json withoutHidden(Json value) {
    return without(value, HIDDEN_BELOW);
  }

  private static Json without(Json value, Set<String> names) {
    return switch (value) {
      case Json.Obj object -> {
        Map<String, Json> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, member) -> {
              if (!names.contains(name)) {
                members.put(name, without(member, names));
              }
            });
        yield new Json.Obj(members);
      }
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(item -> without(item, names)).toList());
      default -> value;
    };
  }
}
