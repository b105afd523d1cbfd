package dev.vedette.issue;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts on their way into PostgreSQL, which cannot hold U+0000. */
final class Texts {

  private Texts() {}

  static String stored(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static @Nullable String storedOrNull(@Nullable String text) {
    return text == null ? null : stored(text);
  }

  /** JSON text for a jsonb column. */
  static String json(Json value) {
    String text = value.text();
    return text.contains("\\u0000") ? withoutNul(value).text() : text;
  }

  private static Json withoutNul(Json value) {
    return switch (value) {
      case Json.Str(String text) -> Json.of(stored(text));
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(Texts::withoutNul).toList());
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> out = new LinkedHashMap<>();
        members.forEach((name, member) -> out.put(stored(name), withoutNul(member)));
        yield new Json.Obj(out);
      }
      default -> value;
    };
  }
}
