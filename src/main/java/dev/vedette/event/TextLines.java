package dev.vedette.event;

/** Lines and whitespace of texts as Unicode has them (spec 03 §2). */
public final class TextLines {

  private TextLines() {}

  /** Whether a character ends a line. */
  public static boolean isBreak(char c) {
    return switch (c) {
      case '\n', '\r', 0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  /** Whether a character is whitespace: spaces of all kinds, tabs, line breaks, separators. */
  public static boolean isSpace(char c) {
    return c <= ' '
        ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)
        : c == 0x85 || (c >= 0xa0 && Character.isSpaceChar(c));
  }

  /** What stands before the first break. */
  static String first(String text) {
    int end = 0;
    while (end < text.length() && !isBreak(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  /** The text without whitespace at its ends. */
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
