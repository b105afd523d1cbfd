package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lists of pairs, which SDKs also send as objects (spec 02 §4.2). */
final class Pairs {

  private Pairs() {}

  /** A pair {@code [name, value]}. */
  static Json.Arr of(@Nullable String name, Json value) {
    return Json.array(Json.of(name), value);
  }

  /** The name of a pair, or null. */
  static @Nullable String name(Json pair) {
    return pair instanceof Json.Arr arr
            && arr.size() == 2
            && arr.get(0) instanceof Json.Str(String name)
        ? name
        : null;
  }

  /**
   * A pair whose name clients may also write as a number or a truth value, with its name as text;
   * null for what is none.
   */
  static Json.@Nullable Arr lenient(Json sent) {
    if (!(sent instanceof Json.Arr pair) || pair.size() != 2) {
      return null;
    }
    return switch (pair.get(0)) {
      case Json.Str name -> pair;
      case Json.Num number -> Json.array(Json.of(number.text()), pair.get(1));
      case Json.Bool flag -> Json.array(Json.of(flag.text()), pair.get(1));
      default -> null;
    };
  }

  /** The text value of a pair, or null. */
  static @Nullable String text(Json pair) {
    return pair instanceof Json.Arr arr
            && arr.size() == 2
            && arr.get(1) instanceof Json.Str(String text)
        ? text
        : null;
  }

  /** The first text value of a name in a list of pairs, without regard to case. */
  static @Nullable String find(@Nullable Json pairs, String wanted) {
    if (pairs instanceof Json.Arr(List<Json> items)) {
      for (Json pair : items) {
        String name = name(pair);
        if (name != null && name.equalsIgnoreCase(wanted)) {
          return text(pair);
        }
      }
    }
    return null;
  }

  /** Members of an object as pairs, sorted by name. */
  static List<Json> sorted(Json.Obj object) {
    List<Json> pairs = new ArrayList<>();
    for (Map.Entry<String, Json> member : new TreeMap<>(object.members()).entrySet()) {
      pairs.add(of(member.getKey(), member.getValue()));
    }
    return pairs;
  }
}
