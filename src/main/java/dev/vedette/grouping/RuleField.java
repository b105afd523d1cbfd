package dev.vedette.grouping;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What conditions of stack trace rules look at (spec 03 §6.1), with its letter in the stored form.
 */
enum RuleField {
  FUNCTION("f", "function", "stack.function"),
  MODULE("m", "module", "stack.module"),
  CATEGORY("c", "category"),
  PATH("p", "path", "stack.abs_path"),
  PACKAGE("P", "package", "stack.package"),
  FAMILY("F", "family"),
  APP("a", "app"),
  TYPE("t", "type", "error.type"),
  VALUE("v", "value", "error.value"),
  MECHANISM("M", "mechanism", "error.mechanism");

  private static final Map<String, RuleField> BY_KEY =
      Arrays.stream(values())
          .flatMap(field -> field.keys.stream().map(key -> Map.entry(key, field)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final Map<String, RuleField> BY_LETTER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(field -> field.letter, Function.identity()));

  private final String letter;
  private final List<String> keys;

  RuleField(String letter, String... keys) {
    this.letter = letter;
    this.keys = List.of(keys);
  }

  /** The field that a key or an alias names. */
  static @Nullable RuleField ofKey(String key) {
    return BY_KEY.get(key);
  }

  /** All keys and aliases. */
  static Set<String> known() {
    return BY_KEY.keySet();
  }

  static @Nullable RuleField ofLetter(String letter) {
    return BY_LETTER.get(letter);
  }

  String key() {
    return keys.getFirst();
  }

  String letter() {
    return letter;
  }

  /** Whether it belongs to the exception and not to a frame. */
  boolean isOfException() {
    return this == TYPE || this == VALUE || this == MECHANISM;
  }

  /** Whether rules change it while they are applied. */
  boolean isDynamic() {
    return this == APP || this == CATEGORY;
  }

  boolean isGlob() {
    return this != FAMILY && this != APP;
  }

  Set<Glob.Trait> globTraits() {
    return this == PATH || this == PACKAGE
        ? Set.of(Glob.Trait.PATH, Glob.Trait.IGNORE_CASE)
        : Set.of();
  }
}
