package dev.vedette.grouping;

/** Escapes in quoted arguments of rules (spec 03 §6.1). */
final class Escapes {

  private Escapes() {}

  /** The text with its escapes resolved; a backslash before anything else stays. */
  static String resolved(String quoted) {
    if (quoted.indexOf('\\') < 0) {
      return quoted;
    }
    StringBuilder out = new StringBuilder(quoted.length());
    int at = 0;
    while (at < quoted.length()) {
      char c = quoted.charAt(at++);
      int length = c == '\\' && at < quoted.length() ? resolve(quoted, at, out) : 0;
      if (length == 0) {
        out.append(c);
      }
      at += length;
    }
    return out.toString();
  }

  /** Appends what an escape stands for; how many characters it has behind its backslash. */
  private static int resolve(String text, int at, StringBuilder out) {
    char kind = text.charAt(at);
    int simple = "\\'abfnrtv".indexOf(kind);
    if (simple >= 0) {
      out.append("\\'\u0007\b\f\n\r\t\u000b".charAt(simple));
      return 1;
    }
    return switch (kind) {
      case 'x' -> number(text, at + 1, 2, 2, 16, out, 1);
      case 'u' -> number(text, at + 1, 4, 4, 16, out, 1);
      case 'U' -> number(text, at + 1, 8, 8, 16, out, 1);
      default -> number(text, at, 1, 3, 8, out, 0);
    };
  }

  private static int number(
      String text, int start, int least, int most, int radix, StringBuilder out, int prefix) {
    int end = start;
    while (end < text.length()
        && end - start < most
        && text.charAt(end) < 128
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    if (end - start < least) {
      return 0;
    }
    long code = Long.parseLong(text.substring(start, end), radix);
    if (code > Character.MAX_CODE_POINT) {
      return 0;
    }
    out.appendCodePoint((int) code);
    return prefix + end - start;
  }
}
