package dev.vedette.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: its dotted name, how its text is read, and its default.
 *
 * @param name dotted name as in {@code conf/vedette.yaml}, e.g. {@code ingest.queue-bytes}
 * @param reader turns text into a value; throws {@link IllegalArgumentException} with the rule
 * @param defaultText the default as it stands in the file
 * @param secret whether the value must never be printed
 */
public record Setting<T>(
    String name, Function<String, T> reader, String defaultText, boolean secret) {

  /** The name of the environment variable, e.g. {@code VEDETTE_DATABASE_URL}. */
  public String environmentName() {
    return "VEDETTE_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Setting<String> text(String name, String defaultText) {
    return new Setting<>(name, Function.identity(), defaultText, false);
  }

  static Setting<String> secret(String name) {
    return new Setting<>(name, Function.identity(), "", true);
  }

  static Setting<String> oneOf(String name, String... choices) {
    List<String> allowed = List.of(choices);
    return new Setting<>(
        name,
        text -> {
          if (!allowed.contains(text)) {
            throw new IllegalArgumentException("must be one of " + String.join(", ", allowed));
          }
          return text;
        },
        choices[0],
        false);
  }

  static Setting<Integer> integer(String name, int min, int max, int defaultValue) {
    return new Setting<>(
        name,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
              return value;
            }
          } catch (NumberFormatException outOfRangeOrNoNumber) {
            throw integerRule(min, max, outOfRangeOrNoNumber);
          }
          throw integerRule(min, max, null);
        },
        Integer.toString(defaultValue),
        false);
  }

  private static IllegalArgumentException integerRule(
      int min, int max, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException("must be a whole number from " + min + " to " + max, cause);
  }

  static Setting<Boolean> flag(String name, boolean defaultValue) {
    return new Setting<>(name, Units::flag, Boolean.toString(defaultValue), false);
  }

  static Setting<Long> bytes(String name, String defaultText) {
    return new Setting<>(name, Units::bytes, defaultText, false);
  }

  static Setting<Duration> duration(String name, String defaultText) {
    return new Setting<>(name, Units::duration, defaultText, false);
  }

  static Setting<List<String>> list(String name, String defaultText) {
    return new Setting<>(
        name,
        text ->
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList(),
        defaultText,
        false);
  }
}
