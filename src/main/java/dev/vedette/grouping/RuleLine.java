package dev.vedette.grouping;

import java.util.function.IntPredicate;

/** One line of rules being read from left to right. */
final class RuleLine {

  private final String text;
  private int at;
  private int firstTab = -1;

  RuleLine(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  /** Whether a character was the last that was taken. */
  boolean isBehind(char c) {
    return at > 0 && text.charAt(at - 1) == c;
  }

  String rest() {
    return text.substring(at);
  }

  /** An explanation that quotes what is left of the line. */
  String at(String what) {
    return "at `" + rest() + "`: " + what;
  }

  boolean startsWith(String start) {
    return text.startsWith(start, at);
  }

  /** Takes a text if it comes next. */
  boolean take(String expected) {
    boolean found = startsWith(expected);
    if (found) {
      at += expected.length();
    }
    return found;
  }

  /** Skips spaces and tabs; where the first tab was is remembered. */
  void skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      if (peek() == '\t' && firstTab < 0) {
        firstTab = at;
      }
      at++;
    }
  }

  /** Where the first tab between two tokens was, or -1. */
  int firstTab() {
    return firstTab;
  }

  /** Takes characters of a kind, as many as there are. */
  String takeWhile(IntPredicate kind) {
    int start = at;
    while (!atEnd() && kind.test(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  /** What was left where reading stopped, as old error messages quote it (spec 03 §6.8). */
  static String excerpt(String rest) {
    String line = rest.lines().findFirst().orElse("");
    int length = line.codePointCount(0, line.length());
    return length <= 32 ? line : line.substring(0, line.offsetByCodePoints(0, 29)) + "...";
  }

  /** The message of old for a text that cannot be read. */
  static String invalidNear(String rest, int line, int column) {
    return "Invalid syntax near \"%s\" (line %d, column %d)".formatted(excerpt(rest), line, column);
  }
}
