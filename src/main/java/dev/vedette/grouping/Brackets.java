package dev.vedette.grouping;

import dev.vedette.event.TextLines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Two ways of reading text with brackets (spec 03 §5.1). */
final class Brackets {

  private Brackets() {}

  /** What stands in the place of an outermost bracket. */
  @FunctionalInterface
  interface Replacement {

    /**
     * Gives the replacement.
     *
     * @param inner text between the brackets
     * @param start index of the opening bracket
     */
    String of(String inner, int start);
  }

  /** Replaces each outermost pair of brackets; what is not closed is lost. */
  static String collapse(String text, char open, char close, Replacement replacement) {
    if (text.indexOf(open) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == open) {
        if (depth == 0) {
          start = i;
        }
        depth++;
      } else if (c == close) {
        depth--;
        if (depth == 0) {
          out.append(replacement.of(text.substring(start + 1, i), start));
        }
      } else if (depth == 0) {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Splits at whitespace outside brackets. */
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    Deque<Character> closers = new ArrayDeque<>();
    int bracket = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char closer = closer(c);
      if (closer != 0) {
        if (closers.isEmpty()) {
          bracket = i;
        }
        closers.push(closer);
      } else if (!closers.isEmpty()) {
        if (closers.peek() == c) {
          closers.pop();
          if (closers.isEmpty()) {
            token.append(text, bracket, i + 1);
          }
        }
      } else if (TextLines.isSpace(c)) {
        finish(token, tokens);
      } else {
        token.append(c);
      }
    }
    finish(token, tokens);
    return tokens;
  }

  private static char closer(char c) {
    return switch (c) {
      case '(' -> ')';
      case '{' -> '}';
      case '[' -> ']';
      case '<' -> '>';
      default -> 0;
    };
  }

  private static void finish(StringBuilder token, List<String> tokens) {
    if (!token.isEmpty()) {
      tokens.add(token.toString());
      token.setLength(0);
    }
  }
}
