package dev.vedette.config;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conditions under which work is dropped while the server runs (spec 10 §16): what happens is
 * dropped when all fields of one condition are equal to its own; a field that a condition leaves
 * out may be anything.
 *
 * @param option where the conditions are stored
 * @param fields what conditions may name
 */
public record Killswitch(Option option, List<String> fields) {

  /** Envelopes at the door. */
  public static final Killswitch INGEST =
      new Killswitch(Option.INGEST_DROP, List.of("organization_id", "project_id", "key_id"));

  /** Events before they are grouped. */
  public static final Killswitch PIPELINE =
      new Killswitch(
          Option.PIPELINE_DROP,
          List.of(
              "organization_id",
              "project_id",
              "event_id",
              "event_type",
              "platform",
              "has_attachments"));

  /** The one whose conditions an option holds. */
  static Killswitch of(Option option) {
    return option.equals(Option.INGEST_DROP) ? INGEST : PIPELINE;
  }

  /**
   * Reads conditions, a list of objects in JSON, into the form in which they are stored.
   *
   * @throws IllegalArgumentException with the rule that they break
   */
  Json read(String text) {
    Json sent;
    try {
      sent = JsonText.parse(text);
    } catch (JsonText.Malformed malformed) {
      throw new IllegalArgumentException("must be a list of conditions in JSON", malformed);
    }
    if (!(sent instanceof Json.Arr(List<Json> conditions))) {
      throw new IllegalArgumentException("must be a list of conditions in JSON");
    }
    List<Json> read = new ArrayList<>();
    for (Json condition : conditions) {
      read.add(condition(read.size(), condition));
    }
    return new Json.Arr(read);
  }

  private Json condition(int number, Json sent) {
    if (sent instanceof Json.Num && fields.contains("project_id")) {
      return Json.object().put("project_id", sent.text()).build();
    }
    if (!(sent instanceof Json.Obj(Map<String, Json> members))) {
      throw new IllegalArgumentException("Condition %d: not an object".formatted(number));
    }
    Map<String, Json> read = new LinkedHashMap<>();
    members.forEach((key, value) -> {
      if (!fields.contains(key)) {
        throw new IllegalArgumentException(
            "Condition %d: Unknown field: %s".formatted(number, key));
      }
      if (!value.isNull()) {
        read.put(key, Json.of(text(value)));
      }
    });
    return new Json.Obj(read);
  }

  private static String text(Json value) {
    return value instanceof Json.Str(String text) ? text : value.text();
  }

  /** Whether there is any condition. */
  public boolean isSet(Options options) {
    return options.get(option) instanceof Json.Arr conditions && conditions.size() > 0;
  }

  /**
   * Whether one of the stored conditions holds.
   *
   * @param context values of the fields; one that is not known matches only conditions without it
   */
  public boolean matches(Options options, Map<String, ? extends @Nullable Object> context) {
    return options.get(option) instanceof Json.Arr(List<Json> conditions)
        && conditions.stream()
            .anyMatch(one -> one instanceof Json.Obj condition && holds(condition, context));
  }

  private static boolean holds(
      Json.Obj condition, Map<String, ? extends @Nullable Object> context) {
    return condition.members().entrySet().stream()
        .allMatch(field -> {
          Object value = context.get(field.getKey());
          return value != null && text(field.getValue()).equals(value.toString());
        });
  }
}
