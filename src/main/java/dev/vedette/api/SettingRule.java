package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.event.Sampling;
import dev.vedette.identity.Role;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a setting may be, and how what a request says of it is stored. */
@FunctionalInterface
interface SettingRule {

  /**
   * The value to store.
   *
   * @param field name for the error
   * @throws Fault naming the field and its rule
   */
  Json read(String field, Json value);

  /** Anything at all. */
  SettingRule ANY = (field, value) -> value;

  /** On or off, also as older clients write it. */
  SettingRule FLAG = SettingRule::flag;

  /** A text of any length that a page could show. */
  SettingRule TEXT = SettingRule::text;

  /** The JSON text of a list of objects. */
  SettingRule LIST_TEXT =
      jsonText(
          Json.of("[]"),
          json ->
              json instanceof Json.Arr(List<Json> items)
                  && items.stream().allMatch(item -> item instanceof Json.Obj),
          "a list of objects");

  /** The JSON text of an object, or nothing. */
  SettingRule OBJECT_TEXT = jsonText(Json.NULL, json -> json instanceof Json.Obj, "an object");

  /** A list of texts. */
  SettingRule TEXTS = SettingRule::texts;

  /** Texts on lines of one text, or a list. */
  SettingRule LINES = SettingRule::lines;

  /** Names of fields, none of them blank. */
  SettingRule FIELDS = SettingRule::fields;

  /** Addresses of which at least one must be left. */
  SettingRule DOMAINS = SettingRule::domains;

  /** The name of a role of organizations. */
  SettingRule ROLE = SettingRule::role;

  /** Numbers by the names of data categories; 0 or none is no limit. */
  SettingRule LIMITS = SettingRule::limits;

  /** A number from 0 to 1. */
  SettingRule SHARE = SettingRule::share;

  /** Rules of sampling (spec 01 §24.2). */
  SettingRule SAMPLING = SettingRule::sampling;

  int MAX_TEXT = 65_536;

  /** Characters of all names of fields together. */
  int MAX_FIELDS = 4000;

  /** A whole number between two; null stands for what holds at first. */
  static SettingRule number(Json initial, long least, long most) {
    return (field, value) -> {
      if (value.isNull()) {
        return initial;
      }
      if (!(value instanceof Json.Num number) || !number.isIntegral()) {
        throw Fault.invalid(field, "A valid integer is required.");
      }
      if (number.asDouble() < least) {
        throw Fault.invalid(field, "Ensure this value is greater than or equal to " + least + ".");
      }
      if (number.asDouble() > most) {
        throw Fault.invalid(field, "Ensure this value is less than or equal to " + most + ".");
      }
      return value;
    };
  }

  /** A text between two lengths; null stands for what holds at first. */
  static SettingRule shortText(Json initial, int least, int most) {
    return (field, value) -> {
      if (value.isNull()) {
        return initial;
      }
      if (!(value instanceof Json.Str(String text))) {
        throw Fault.invalid(field, "Not a valid string.");
      }
      if (text.length() < least) {
        throw Fault.invalid(field, "This field may not be blank.");
      }
      if (text.length() > most) {
        throw Fault.invalid(
            field, "Ensure this field has no more than %d characters.".formatted(most));
      }
      return value;
    };
  }

  /** The same for texts that are written throughout as a pattern says. */
  default SettingRule matching(Pattern pattern) {
    return (field, value) -> {
      Json read = read(field, value);
      if (read instanceof Json.Str(String text) && !pattern.matcher(text).matches()) {
        throw Fault.invalid(field, "This value does not match the required pattern.");
      }
      return read;
    };
  }

  /** Some of several names. */
  static SettingRule someOf(Set<String> names) {
    return (field, value) -> {
      for (Json item : ((Json.Arr) texts(field, value)).items()) {
        if (item instanceof Json.Str(String name) && !names.contains(name)) {
          throw Fault.invalid(field, "\"%s\" is not a valid choice.".formatted(name));
        }
      }
      return value;
    };
  }

  private static Json flag(String field, Json value) {
    return switch (value) {
      case Json.Bool flag -> flag;
      case Json.Str(String text) when text.equals("1") || text.equals("true") -> Json.TRUE;
      case Json.Str(String text) when text.equals("0") || text.equals("false") -> Json.FALSE;
      case Json.Num number -> Json.of(number.asLong() != 0);
      default -> throw Fault.invalid(field, "Must be a valid boolean.");
    };
  }

  private static Json text(String field, Json value) {
    if (!(value instanceof Json.Str(String text))) {
      throw Fault.invalid(field, "Not a valid string.");
    }
    if (text.length() > MAX_TEXT) {
      throw Fault.invalid(field, "Ensure this field has no more than 65536 characters.");
    }
    return value;
  }

  /** The JSON text of an object or a list; null and an empty text stand for what holds at first. */
  static SettingRule jsonText(Json initial, Predicate<Json> wanted, String what) {
    return (field, value) -> {
      if (value.isNull() || value.equals(Json.of(""))) {
        return initial;
      }
      String text = text(field, value) instanceof Json.Str(String given) ? given : "";
      try {
        if (wanted.test(JsonText.parse(text))) {
          return value;
        }
      } catch (JsonText.Malformed malformed) {
        throw Fault.invalid(field, "Invalid JSON: " + malformed.getMessage());
      }
      throw Fault.invalid(field, "Must be the JSON text of %s.".formatted(what));
    };
  }

  private static Json texts(String field, Json value) {
    if (!(value instanceof Json.Arr(List<Json> items))
        || items.stream().anyMatch(item -> !(item instanceof Json.Str))) {
      throw Fault.invalid(field, "Expected a list of strings.");
    }
    return value;
  }

  private static Json lines(String field, Json value) {
    return switch (value) {
      case Json.Str(String text) ->
          Json.strings(text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
      case Json.Arr array -> array;
      default -> throw Fault.invalid(field, "Not a valid string.");
    };
  }

  private static Json fields(String field, Json value) {
    int length = 0;
    for (Json item : ((Json.Arr) texts(field, value)).items()) {
      String text = item instanceof Json.Str(String given) ? given : "";
      if (text.isBlank()) {
        throw Fault.invalid(field, "Empty values are not allowed.");
      }
      length += text.length();
    }
    if (length > MAX_FIELDS) {
      throw Fault.invalid(field, "List of sensitive fields is too long.");
    }
    return value;
  }

  private static Json domains(String field, Json value) {
    if (((Json.Arr) texts(field, value)).items().isEmpty()) {
      throw Fault.invalid(
          field, "Empty value will block all requests, use * to accept from all domains");
    }
    return value;
  }

  private static Json role(String field, Json value) {
    if (!(value instanceof Json.Str(String name)) || Role.of(name).isEmpty()) {
      throw Fault.invalid(field, "Invalid role");
    }
    return value;
  }

  private static Json limits(String field, Json value) {
    if (value.isNull()) {
      return Json.Obj.EMPTY;
    }
    if (!(value instanceof Json.Obj limits)) {
      throw Fault.invalid(field, "Expected an object of limits by data category.");
    }
    limits
        .members()
        .forEach((category, limit) -> {
          if (Category.of(category).filter(Category::isLimited).isEmpty()) {
            throw Fault.invalid(
                field, "\"%s\" is no data category that is limited.".formatted(category));
          }
          if (!(limit instanceof Json.Num number) || !number.isIntegral() || number.asLong() < 0) {
            throw Fault.invalid(field, "The limit of %s must be 0 or more.".formatted(category));
          }
        });
    return value;
  }

  private static Json share(String field, Json value) {
    if (value instanceof Json.Num number && number.asDouble() >= 0 && number.asDouble() <= 1) {
      return value;
    }
    throw Fault.invalid(field, "A number from 0 to 1 is required.");
  }

  private static Json sampling(String field, Json value) {
    String problem = Sampling.problem(value);
    if (problem != null) {
      throw Fault.invalid(field, problem);
    }
    return value;
  }
}
