package dev.vedette.grouping;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a fingerprint rule (spec 03 §18.2). Immutable.
 *
 * @param key canonical, without a sign of negation
 * @param glob null where the argument is no glob, or an ill-formed one
 */
record FingerprintCondition(
    boolean isNegated, FingerprintField field, String key, String argument, @Nullable Glob glob) {

  static FingerprintCondition of(
      boolean isNegated, FingerprintField field, String key, String argument) {
    return new FingerprintCondition(
        isNegated, field, field.canonical(key), argument, glob(field, argument));
  }

  private static @Nullable Glob glob(FingerprintField field, String argument) {
    return switch (field) {
      case APP, FAMILY, SDK -> null;
      default -> {
        try {
          yield Glob.compile(argument, field.traits());
        } catch (Glob.IllFormed illFormed) {
          yield null;
        }
      }
    };
  }

  /** Whether a text fulfils the condition; a missing one is matched by nothing. */
  boolean holdsFor(@Nullable String value) {
    return isNegated != (value != null && matches(value));
  }

  private boolean matches(String value) {
    return switch (field) {
      case FAMILY, SDK -> {
        List<String> wanted = Arrays.asList(argument.split(",", -1));
        yield wanted.contains("all") || wanted.contains(value);
      }
      default -> glob != null && glob.matches(value);
    };
  }

  /** Whether a frame's state fulfils a condition on it. */
  boolean holdsFor(@Nullable Boolean inApp) {
    Boolean wanted = RuleCondition.flag(argument.toLowerCase(Locale.ROOT));
    return isNegated != (wanted != null && wanted.equals(inApp));
  }

  /** The key as rules are shown: with the sign of negation. */
  String shownKey() {
    return (isNegated ? "!" : "") + key;
  }
}
