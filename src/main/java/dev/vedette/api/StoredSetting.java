package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A setting of an organization or project: its name in the API and how it is stored.
 *
 * @param option name under which it is stored
 * @param initial what holds while nothing is stored
 * @param rule what it may be
 */
record StoredSetting(String name, String option, Json initial, SettingRule rule) {

  static StoredSetting flag(String name, String option, boolean initial) {
    return new StoredSetting(name, option, Json.of(initial), SettingRule.FLAG);
  }

  static StoredSetting number(String name, String option, long initial, long least, long most) {
    Json first = Json.of(initial);
    return new StoredSetting(name, option, first, SettingRule.number(first, least, most));
  }

  /** A number that may be absent. */
  static StoredSetting numberOrNone(String name, String option, long least, long most) {
    return new StoredSetting(name, option, Json.NULL, SettingRule.number(Json.NULL, least, most));
  }

  static StoredSetting text(String name, String option, String initial) {
    return new StoredSetting(name, option, Json.of(initial), SettingRule.TEXT);
  }

  /** A text between two lengths. */
  static StoredSetting shortText(String name, String option, Json initial, int least, int most) {
    return new StoredSetting(name, option, initial, SettingRule.shortText(initial, least, most));
  }

  /** The name of a role of organizations. */
  static StoredSetting role(String name, String option, String initial) {
    return new StoredSetting(name, option, Json.of(initial), SettingRule.ROLE);
  }

  static StoredSetting texts(String name, String option, Json initial) {
    return new StoredSetting(name, option, initial, SettingRule.TEXTS);
  }

  /** Some of several names; none at first. */
  static StoredSetting someOf(String name, String option, Set<String> names) {
    return new StoredSetting(name, option, Json.Arr.EMPTY, SettingRule.someOf(names));
  }

  /** Names of fields; none at first. */
  static StoredSetting fields(String name, String option) {
    return new StoredSetting(name, option, Json.Arr.EMPTY, SettingRule.FIELDS);
  }

  /** Texts that the API writes on lines of one text; none at first. */
  static StoredSetting lines(String name, String option) {
    return new StoredSetting(name, option, Json.Arr.EMPTY, SettingRule.LINES);
  }

  /** Limits by data category; none at first. */
  static StoredSetting limits(String name, String option) {
    return new StoredSetting(name, option, Json.Obj.EMPTY, SettingRule.LIMITS);
  }

  static StoredSetting any(String name, String option, Json initial) {
    return new StoredSetting(name, option, initial, SettingRule.ANY);
  }

  /** The value as the API shows it. */
  Json shown(Json.Obj stored) {
    Json value = stored.present(option);
    if (rule != SettingRule.LINES) {
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
    return rule.read(field, value);
  }
}
