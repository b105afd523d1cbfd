package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags being set: the last one of a name stays, at the end. */
final class TagList {

  /** By name; tags without a name, which stay as they are, by their position. */
  private final Map<Object, Entry> tags = new LinkedHashMap<>();

  /** A tag, and where it stood; null for one that was set. */
  private record Entry(Json tag, @Nullable String from) {}

  TagList(Json.Arr sent) {
    List<Json> items = sent.items();
    for (int i = 0; i < items.size(); i++) {
      String name = Pairs.name(items.get(i));
      Object key = name == null || tags.containsKey(name) ? Integer.valueOf(i) : name;
      tags.put(key, new Entry(items.get(i), Integer.toString(i)));
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
      tags.put(name, new Entry(Pairs.of(name, Json.of(Tags.cut(trimmed))), null));
    }
  }

  /**
   * The tags as they are now.
   *
   * @param meta the place of the list: what is noted of a tag goes where the tag goes
   */
  Json.Arr toJson(Meta meta) {
    List<@Nullable String> from = new ArrayList<>();
    List<Json> changed = new ArrayList<>();
    for (Entry entry : tags.values()) {
      from.add(entry.from());
      changed.add(entry.tag());
    }
    meta.arrange(from);
    return new Json.Arr(changed);
  }
}
