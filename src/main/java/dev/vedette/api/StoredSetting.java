package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.event.Sampling;
import dev.vedette.identity.Role;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import java.util.ArrayList;
import java.util.List;

/**
 * A setting of an organization or project: its name in the API and how it is stored.
 *
 * @param option name under which it is stored
 * @param initial what holds while nothing is stored
 * @param least smallest number that is allowed
 * @param most largest number that is allowed
 */
record StoredSetting(String name, String option, Kind kind, Json initial, long least, long most) {

  /** How a value is read and shown. */
  enum Kind {
    FLAG,
    NUMBER,
    TEXT,
    TEXTS,
    /** A text of at most {@code most} characters, of which {@code least} must be there. */
    SHORT_TEXT,
    ROLE,
    /** Texts that the API writes on lines of one text. */
    LINES,
    /** Numbers by the names of data categories. */
    LIMITS,
    /** A number from 0 to 1. */
    SHARE,
    /** Rules of sampling (spec 01 §24.2). */
    SAMPLING,
    ANY
  }

  private static final int MAX_TEXT = 65_536;

  /** Characters of all names of fields together. */
  private static final int MAX_FIELDS = 4000;

  StoredSetting(String name, String option, Kind kind, Json initial) {
    this(name, option, kind, initial, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  static StoredSetting flag(String name, String option, boolean initial) {
    return new StoredSetting(name, option, Kind.FLAG, Json.of(initial));
  }

  static StoredSetting number(String name, String option, long initial, long least, long most) {
    return new StoredSetting(name, option, Kind.NUMBER, Json.of(initial), least, most);
  }

  /** A number that may be absent. */
  static StoredSetting numberOrNone(String name, String option, long least, long most) {
    return new StoredSetting(name, option, Kind.NUMBER, Json.NULL, least, most);
  }

  static StoredSetting text(String name, String option, String initial) {
    return new StoredSetting(name, option, Kind.TEXT, Json.of(initial));
  }

  /** A text between two lengths. */
  static StoredSetting shortText(String name, String option, Json initial, long least, long most) {
    return new StoredSetting(name, option, Kind.SHORT_TEXT, initial, least, most);
  }

  /** The name of a role of organizations. */
  static StoredSetting role(String name, String option, String initial) {
    return new StoredSetting(name, option, Kind.ROLE, Json.of(initial));
  }

  static StoredSetting texts(String name, String option) {
    return new StoredSetting(name, option, Kind.TEXTS, Json.Arr.EMPTY);
  }

  static StoredSetting lines(String name, String option) {
    return new StoredSetting(name, option, Kind.LINES, Json.Arr.EMPTY);
  }

  /** Limits by data category; 0 or none is no limit. */
  static StoredSetting limits(String name, String option) {
    return new StoredSetting(name, option, Kind.LIMITS, Json.Obj.EMPTY);
  }

  /** Rules by which transactions are left out; none at first. */
  static StoredSetting sampling(String name, String option) {
    return new StoredSetting(name, option, Kind.SAMPLING, Json.NULL);
  }

  /** A part of a whole, from 0 to 1; all of it at first. */
  static StoredSetting share(String name, String option) {
    return new StoredSetting(name, option, Kind.SHARE, Json.of(1));
  }

  static StoredSetting any(String name, String option, Json initial) {
    return new StoredSetting(name, option, Kind.ANY, initial);
  }

  /** The value as the API shows it. */
  Json shown(Json.Obj stored) {
    Json value = stored.present(option);
    if (kind != Kind.LINES) {
      return value == null ? initial : value;
    }
    List<String> lines = new ArrayList<>();
    for (Json item : value instanceof Json.Arr(List<Json> items) ? items : List.<Json>of()) {
      lines.add(item instanceof Json.Str(String text) ? text : item.text());
    }
    return Json.of(String.join("\n", lines));
  }

  /**
   * The value to store for what a request says.
   *
   * @param field name for the error
   * @throws Fault naming the field and its rule
   */
  Json read(String field, Json value) {
    return switch (kind) {
      case FLAG -> flag(field, value);
      case NUMBER -> number(field, value);
      case TEXT -> text(field, value);
      case TEXTS -> texts(field, value);
      case SHORT_TEXT -> shortText(field, value);
      case ROLE -> role(field, value);
      case LINES -> lines(field, value);
      case LIMITS -> limits(field, value);
      case SHARE -> share(field, value);
      case SAMPLING -> sampling(field, value);
      case ANY -> value;
    };
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

  private static Json sampling(String field, Json value) {
    String problem = Sampling.problem(value);
    if (problem != null) {
      throw Fault.invalid(field, problem);
    }
    return value;
  }

  private static Json share(String field, Json value) {
    if (value instanceof Json.Num number && number.asDouble() >= 0 && number.asDouble() <= 1) {
      return value;
    }
    throw Fault.invalid(field, "A number from 0 to 1 is required.");
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

  private Json number(String field, Json value) {
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

  private Json shortText(String field, Json value) {
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
    if (name.equals("securityToken") && !text.matches("[-a-zA-Z0-9+/=\\s]*")
        || name.equals("securityTokenHeader") && !text.matches("[a-zA-Z0-9_-]*")) {
      throw Fault.invalid(field, "This value does not match the required pattern.");
    }
    return value;
  }

  private static Json role(String field, Json value) {
    if (!(value instanceof Json.Str(String name)) || Role.of(name).isEmpty()) {
      throw Fault.invalid(field, "Invalid role");
    }
    return value;
  }

  private Json texts(String field, Json value) {
    if (!(value instanceof Json.Arr(List<Json> items))
        || items.stream().anyMatch(item -> !(item instanceof Json.Str))) {
      throw Fault.invalid(field, "Expected a list of strings.");
    }
    if (name.endsWith("Fields")) {
      checkFields(field, items);
    }
    if (name.equals("allowedDomains") && items.isEmpty()) {
      throw Fault.invalid(
          field, "Empty value will block all requests, use * to accept from all domains");
    }
    return value;
  }

  private static void checkFields(String field, List<Json> items) {
    int length = 0;
    for (Json item : items) {
      String text = item instanceof Json.Str(String given) ? given : "";
      if (text.isBlank()) {
        throw Fault.invalid(field, "Empty values are not allowed.");
      }
      length += text.length();
    }
    if (length > MAX_FIELDS) {
      throw Fault.invalid(field, "List of sensitive fields is too long.");
    }
  }

  private static Json lines(String field, Json value) {
    return switch (value) {
      case Json.Str(String text) ->
          Json.strings(text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
      case Json.Arr array -> array;
      default -> throw Fault.invalid(field, "Not a valid string.");
    };
  }
}
