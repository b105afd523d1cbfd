package dev.vedette.ingest;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What traces and logs of OTLP have in common: attributes, ids, times (spec 01 §15). Pure. */
final class OtlpAttributes {

  private static final double NANOS = 1e9;

  private OtlpAttributes() {}

  static List<Json.Obj> objects(Json.Arr array) {
    List<Json.Obj> objects = new ArrayList<>();
    for (Json item : array.items()) {
      if (item instanceof Json.Obj object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** What all entries of a scope inherit. */
  static Json.Obj inherited(Json.Obj resource, Json.Obj scope) {
    Json.Builder all = Json.object();
    of(resource).members().forEach((key, value) -> all.put("resource." + key, value));
    all.putPresent("instrumentation.name", scope.string("name"));
    all.putPresent("instrumentation.version", scope.string("version"));
    return all.build();
  }

  /** The attributes of a resource, a span or a record. */
  static Json.Obj of(Json.Obj owner) {
    return pairs(owner.array("attributes"));
  }

  private static Json.Obj pairs(Json.Arr list) {
    Json.Builder attributes = Json.object();
    for (Json.Obj attribute : objects(list)) {
      String key = attribute.string("key");
      if (key != null) {
        attributes.put(key, value(attribute.object("value")));
      }
    }
    return attributes.build();
  }

  /** A value without the name of its type. */
  static Json value(Json.Obj value) {
    for (var member : value.members().entrySet()) {
      return switch (member.getKey()) {
        case "intValue" -> integer(member.getValue());
        case "arrayValue" ->
            new Json.Arr(
                objects(value.object("arrayValue").array("values")).stream()
                    .map(OtlpAttributes::value)
                    .toList());
        case "kvlistValue" -> pairs(value.object("kvlistValue").array("values"));
        default -> member.getValue();
      };
    }
    return Json.NULL;
  }

  private static Json integer(Json value) {
    return value instanceof Json.Str(String text) && text.matches("-?\\d{1,18}")
        ? Json.of(Long.parseLong(text))
        : value;
  }

  static @Nullable String id(@Nullable String hex) {
    return hex == null || hex.isEmpty() ? null : hex.toLowerCase(Locale.ROOT);
  }

  /** Seconds since 1970; null without a time. */
  static @Nullable Json seconds(@Nullable Json nanos) {
    return switch (nanos) {
      case Json.Str(String text) when text.matches("\\d{1,19}") && !text.equals("0") ->
          Json.of(Double.parseDouble(text) / NANOS);
      case Json.Num number when number.asDouble() > 0 -> Json.of(number.asDouble() / NANOS);
      case null, default -> null;
    };
  }
}
