package dev.vedette.grouping;

import org.jspecify.annotations.Nullable;

/** Texts and their lengths, which count code points (spec 03 §2). */
final class Texts {

  private Texts() {}

  static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /** The text, or another when it is null or empty. */
  static @Nullable String orElse(@Nullable String text, @Nullable String other) {
    return isEmpty(text) ? other : text;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A text of more than limit and allowance, cut to the limit with three dots at its end. */
  static @Nullable String cut(@Nullable String text, int limit, int allowance) {
    if (text == null || text.length() <= limit + allowance || length(text) <= limit + allowance) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, limit - 3)) + "...";
  }

  /** What follows the last slash or backslash. */
  static String baseName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
