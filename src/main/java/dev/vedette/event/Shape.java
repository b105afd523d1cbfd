package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * The shape of an object: how each known member is read, and whether unknown members are kept.
 * Members that are null without a note are left out.
 */
final class Shape {

  private final Map<String, Read.Reader> readers = new HashMap<>();
  private boolean keepUnknown = true;

  private Shape() {}

  static Shape of() {
    return new Shape();
  }

  Shape with(Read.Reader reader, String... names) {
    for (String name : names) {
      readers.put(name, reader);
    }
    return this;
  }

  /** Unknown members are dropped silently. */
  Shape only() {
    keepUnknown = false;
    return this;
  }

  /** Reads an object; anything else becomes null with a note. */
  Json read(Json value, Meta meta) {
    return value instanceof Json.Obj object ? readObject(object, meta) : Read.object(value, meta);
  }

  Json.Obj readObject(Json.Obj object, Meta meta) {
    return object.mapped((name, member) -> {
      Read.Reader reader = readers.get(name);
      if (reader == null && !keepUnknown) {
        return null;
      }
      Meta place = meta.at(name);
      Json read = reader == null ? member : reader.read(member, place);
      return !read.isNull() || place.isNoted() ? read : null;
    });
  }
}
