package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags being set: the last one of a name stays, at the end. */
final class TagList {

  /** By name; tags without a name, which stay as they are, by their position. */
  private final Map<Object, Json> tags = new LinkedHashMap<>();

  TagList(Json.Arr sent) {
    List<Json> items = sent.items();
    for (int i = 0; i < items.size(); i++) {
      String name = Pairs.name(items.get(i));
      Object key = name == null || tags.containsKey(name) ? Integer.valueOf(i) : name;
      tags.put(key, items.get(i));
    }
  }

  void remove(String name) {
    tags.remove(name);
  }

  /** Sets a tag; nothing happens when there is no value. */
  void set(String name, @Nullable String value) {
    String trimmed = value == null ? "" : value.strip();
    if (!trimmed.isEmpty()) {
      tags.remove(name);
      tags.put(name, Pairs.of(name, Json.of(Tags.cut(trimmed))));
    }
  }

  Json.Arr toJson() {
    return new Json.Arr(List.copyOf(tags.values()));
  }
}
