package dev.vedette.grouping;

import dev.vedette.event.TextLines;
import java.util.ArrayList;
import java.util.List;

/** Messages without what is of one event only (spec 03 §14.2). */
final class MessageText {

  private static final int LINES = 2;

  private MessageText() {}

  /** The first two lines with text in them, values replaced by their kinds. */
  static String normalized(String text) {
    return Parameters.replaced(shortened(text));
  }

  private static String shortened(String text) {
    List<String> kept = new ArrayList<>(LINES);
    int start = 0;
    for (int i = 0; i <= text.length() && kept.size() < LINES; i++) {
      if (i < text.length() && !TextLines.isBreak(text.charAt(i))) {
        continue;
      }
      if (!Whitespace.isBlank(text, start, i)) {
        kept.add(text.substring(start, i));
      }
      start = i + 1;
    }
    String joined = String.join("\n", kept);
    return joined.equals(text) ? text : joined + "...";
  }
}
