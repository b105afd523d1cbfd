package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Event attributes in the text fields of an upload (spec 01 §12.1). */
public final class FormData {

  private static final Pattern PIECE = Pattern.compile("sentry__(\\d{1,4})");
  private static final Pattern ATTRIBUTE = Pattern.compile("sentry((?:\\[[^\\]]*\\])+)");
  private static final Pattern SEGMENT = Pattern.compile("\\[([^\\]]*)\\]");
  private static final int MAX_LIST = 1000;

  private FormData() {}

  /**
   * The event that the fields describe: {@code sentry}, then the pieces {@code sentry__1} …, then
   * single attributes {@code sentry[a][b]}; other fields go to {@code extra}.
   *
   * @param fields pairs of name and text
   */
  public static Json.Obj event(List<Json> fields) {
    Map<String, Object> event = new LinkedHashMap<>();
    TreeMap<Integer, String> pieces = new TreeMap<>();
    List<String[]> attributes = new ArrayList<>();
    Map<String, Object> extra = new LinkedHashMap<>();
    for (Json field : fields) {
      if (!(field instanceof Json.Arr pair)
          || pair.size() != 2
          || !(pair.get(0) instanceof Json.Str(String name))
          || !(pair.get(1) instanceof Json.Str(String text))) {
        continue;
      }
      Matcher piece = PIECE.matcher(name);
      if (name.equals("sentry")) {
        mergeJson(event, text);
      } else if (piece.matches()) {
        pieces.put(Integer.parseInt(piece.group(1)), text);
      } else if (ATTRIBUTE.matcher(name).matches()) {
        attributes.add(new String[] {name, text});
      } else {
        extra.put(name, text);
      }
    }
    if (!pieces.isEmpty()) {
      mergeJson(event, String.join("", pieces.values()));
    }
    attributes.forEach(attribute -> set(event, attribute[0], attribute[1]));
    if (!extra.isEmpty()) {
      merge(event, Map.of("extra", extra));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    event.forEach((key, value) ->
        members.put(
            key,
            key.equals("extra") && value instanceof Map<?, ?> map ? object(map) : freeze(value)));
    return new Json.Obj(members);
  }

  /** The event id that the fields name, as sent: that of the JSON, else the attribute; or null. */
  static @Nullable Json eventId(List<Json> fields) {
    List<Json> documents =
        fields.stream()
            .filter(field -> !ATTRIBUTE.matcher(String.valueOf(name(field))).matches())
            .toList();
    Json id = event(documents).present("event_id");
    return id == null ? event(fields).present("event_id") : id;
  }

  private static Json.Obj object(Map<?, ?> map) {
    Map<String, Json> members = new LinkedHashMap<>();
    map.forEach((key, member) -> members.put(String.valueOf(key), freeze(member)));
    return new Json.Obj(members);
  }

  private static @Nullable String name(Json field) {
    return field instanceof Json.Arr pair
            && pair.size() == 2
            && pair.get(0) instanceof Json.Str(String name)
        ? name
        : null;
  }

  private static void mergeJson(Map<String, Object> event, String text) {
    try {
      if (JsonText.parse(text) instanceof Json.Obj object) {
        object.members().forEach(event::put);
      }
    } catch (JsonText.Malformed ignoredPiece) {
      event.putIfAbsent("extra", new LinkedHashMap<String, Object>());
    }
  }

  @SuppressWarnings("unchecked")
  private static void merge(Map<String, Object> into, Map<String, Object> from) {
    from.forEach((key, value) -> {
      Object known = thaw(into.get(key));
      if (known instanceof Map<?, ?> map && value instanceof Map<?, ?> more) {
        merge((Map<String, Object>) map, (Map<String, Object>) more);
        into.put(key, known);
      } else {
        into.put(key, value);
      }
    });
  }

  /**
   * Sets {@code sentry[a][b]} as {@code {a: {b: text}}}; empty brackets append, numbers address a
   * list.
   */
  @SuppressWarnings("unchecked")
  private static void set(Map<String, Object> event, String name, String text) {
    List<String> path = new ArrayList<>();
    Matcher segments = SEGMENT.matcher(name);
    while (segments.find()) {
      path.add(segments.group(1));
    }
    Map<String, Object> node = event;
    for (String key : path.subList(0, path.size() - 1)) {
      String slot = key.isEmpty() ? Integer.toString(Math.min(node.size(), MAX_LIST)) : key;
      Object child = thaw(node.get(slot));
      if (!(child instanceof Map<?, ?>)) {
        child = new LinkedHashMap<String, Object>();
      }
      node.put(slot, child);
      node = (Map<String, Object>) child;
    }
    String last = path.getLast();
    node.put(last.isEmpty() ? Integer.toString(Math.min(node.size(), MAX_LIST)) : last, text);
  }

  /** What can be added to: objects, and lists by the positions of their elements. */
  private static @Nullable Object thaw(@Nullable Object value) {
    return switch (value) {
      case Json.Obj(Map<String, Json> members) -> new LinkedHashMap<String, Object>(members);
      case Json.Arr(List<Json> items) -> {
        Map<String, Object> positions = new LinkedHashMap<>();
        items.forEach(item -> positions.put(Integer.toString(positions.size()), item));
        yield positions;
      }
      case null, default -> value;
    };
  }

  /** Maps whose keys are 0, 1, 2 …, in whatever order, become lists. */
  private static Json freeze(Object value) {
    return switch (value) {
      case Json json -> json;
      case Map<?, ?> map -> {
        Map<String, Json> members = object(map).members();
        List<Json> list = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
          Json item = members.get(Integer.toString(i));
          if (item != null) {
            list.add(item);
          }
        }
        boolean whole = !members.isEmpty() && list.size() == members.size();
        yield whole ? new Json.Arr(list) : new Json.Obj(members);
      }
      default -> Json.of(String.valueOf(value));
    };
  }
}
