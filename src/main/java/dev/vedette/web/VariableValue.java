package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variable's value that is neither list nor object, in the words of its platform (spec 12a §7).
 *
 * @param kind string, number, boolean, null, or plain for a text of none of these
 */
public record VariableValue(String kind, String text) {

  private static final Pattern PYTHON_STRING = Pattern.compile("['\"](.*)['\"]");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  /** The value as a reader of the platform knows it. */
  public static VariableValue of(Json value, String platform) {
    return switch (value) {
      case Json.Str(String text) -> ofText(text, platform);
      case Json.Bool bool -> ofBoolean(bool.text(), platform);
      case Json.Null ignored -> ofNull(platform);
      case Json.Num number -> new VariableValue("number", number.text());
      case Json.Obj ignored -> new VariableValue("plain", "{}");
      case Json.Arr ignored -> new VariableValue("plain", "[]");
    };
  }

  private static VariableValue ofBoolean(String text, String platform) {
    return new VariableValue(
        "boolean",
        platform.equals("python")
            ? Character.toUpperCase(text.charAt(0)) + text.substring(1)
            : text);
  }

  private static VariableValue ofNull(String platform) {
    return new VariableValue(
        "null",
        switch (platform) {
          case "python" -> "None";
          case "ruby" -> "nil";
          default -> "null";
        });
  }

  private static VariableValue ofText(String text, String platform) {
    return switch (platform) {
      case "python" -> python(text);
      case "ruby" -> text.equals("nil") ? ofNull(platform) : booleanOrString(text);
      case "php" -> text.equals("null") ? ofNull(platform) : booleanOrString(text);
      case "node" ->
          text.equals("<null>") || text.equals("<undefined>")
              ? new VariableValue("null", text.substring(1, text.length() - 1))
              : new VariableValue("string", text);
      default -> new VariableValue("string", text);
    };
  }

  private static VariableValue booleanOrString(String text) {
    boolean isBoolean = text.equals("true") || text.equals("false");
    return new VariableValue(isBoolean ? "boolean" : "string", text);
  }

  private static VariableValue python(String text) {
    if (text.equals("None")) {
      return ofNull("python");
    }
    if (text.equals("True") || text.equals("False")) {
      return new VariableValue("boolean", text);
    }
    Matcher quoted = PYTHON_STRING.matcher(text);
    if (quoted.matches()) {
      return new VariableValue("string", quoted.group(1));
    }
    return new VariableValue(NUMBER.matcher(text).matches() ? "number" : "plain", text);
  }
}
