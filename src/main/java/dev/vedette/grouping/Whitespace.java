package dev.vedette.grouping;

/** Unicode whitespace, and the breaks between lines (spec 03 §2). */
final class Whitespace {

  private Whitespace() {}

  /** Whether a character is whitespace: spaces of all kinds, tabs, line breaks, separators. */
  static boolean is(char c) {
    return c <= ' ' ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) : isBeyondAscii(c);
  }

  private static boolean isBeyondAscii(char c) {
    return c == 0x85 || (c >= 0xa0 && Character.isSpaceChar(c));
  }

  /** Whether a character ends a line. */
  static boolean isLineBreak(char c) {
    return switch (c) {
      case '\n', '\r', 0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  static boolean isBlank(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!is(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && is(text.charAt(from))) {
      from++;
    }
    while (to > from && is(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Every run of whitespace becomes one space, none stays at the ends. */
  static String collapsed(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (is(c)) {
        gap = !out.isEmpty();
      } else {
        if (gap) {
          out.append(' ');
          gap = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }
}
