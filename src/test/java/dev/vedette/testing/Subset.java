package dev.vedette.testing;

import dev.vedette.json.Json;
import java.util.List;

/**
 * Compares JSON values: every listed key must match, arrays have the same length, numbers nearly
 * agree.
 */
public final class Subset {

  private static final double TOLERANCE = 0.001;

  private Subset() {}

  /** Describes the first difference; empty when all listed values match. */
  public static String difference(String path, Json expected, Json actual) {
    return switch (expected) {
      case Json.Str(String text) when text.equals("<any>") -> "";
      case Json.Str(String text) when text.equals("<uuid32>") ->
          actual instanceof Json.Str(String found) && found.matches("[0-9a-f]{32}")
              ? ""
              : path + ": no id: " + show(actual);
      case Json.Obj object -> object(path, object, actual);
      case Json.Arr(List<Json> items) -> array(path, items, actual);
      case Json.Num number ->
          actual instanceof Json.Num found
                  && Math.abs(found.asDouble() - number.asDouble()) < TOLERANCE
              ? ""
              : differs(path, expected, actual);
      case Json.Null ignored ->
          actual == null || actual.isNull() ? "" : differs(path, expected, actual);
      default -> expected.equals(actual) ? "" : differs(path, expected, actual);
    };
  }

  private static String object(String path, Json.Obj expected, Json actual) {
    if (!(actual instanceof Json.Obj found)) {
      return differs(path, expected, actual);
    }
    for (var member : expected.members().entrySet()) {
      String difference =
          difference(path + "." + member.getKey(), member.getValue(), found.get(member.getKey()));
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return "";
  }

  private static String array(String path, List<Json> expected, Json actual) {
    if (!(actual instanceof Json.Arr(List<Json> found)) || found.size() != expected.size()) {
      return differs(path, new Json.Arr(expected), actual);
    }
    for (int i = 0; i < expected.size(); i++) {
      String difference = difference(path + "." + i, expected.get(i), found.get(i));
      if (!difference.isEmpty()) {
        return difference;
      }
    }
    return "";
  }

  private static String differs(String path, Json expected, Json actual) {
    return path + ": expected " + show(expected) + ", was " + show(actual);
  }

  private static String show(Json value) {
    String text = value == null ? "absent" : value.text();
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }
}
