package dev.vedette.grouping;

import dev.vedette.event.TextLines;

/** Whitespace in texts that are hashed (spec 03 §2). */
final class Whitespace {

  private Whitespace() {}

  static boolean isBlank(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!TextLines.isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Every run of whitespace becomes one space, none stays at the ends. */
  static String collapsed(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (TextLines.isSpace(c)) {
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
