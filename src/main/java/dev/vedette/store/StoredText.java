package dev.vedette.store;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts on their way into PostgreSQL, which cannot hold U+0000; {@link Sql} cleans plain ones. */
public final class StoredText {

  private StoredText() {}

  static String stored(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  /** JSON text for a jsonb column. */
  public static String json(Json value) {
    String text = value.text();
    return text.contains("\\u0000") ? withoutNul(value).text() : text;
  }

  private static Json withoutNul(Json value) {
    return switch (value) {
      case Json.Str(String text) -> Json.of(stored(text));
      case Json.Arr(List<Json> items) ->
          new Json.Arr(items.stream().map(StoredText::withoutNul).toList());
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> out = new LinkedHashMap<>();
        members.forEach((name, member) -> out.put(stored(name), withoutNul(member)));
        yield new Json.Obj(out);
      }
      default -> value;
    };
  }
}
