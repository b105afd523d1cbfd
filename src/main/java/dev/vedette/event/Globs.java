package dev.vedette.event;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Glob patterns over whole texts, without regard to case (spec 01 §22.1). */
final class Globs {

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  private Globs() {}

  static List<Pattern> all(List<String> globs) {
    return globs.stream().map(Globs::compile).toList();
  }

  static boolean anyMatches(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(text).matches());
  }

  /** A pattern that does not parse matches nothing. */
  static Pattern compile(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean inBraces = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            return NOTHING;
          }
          String set =
              glob.substring(i + 1, end)
                  .replace("\\", "\\\\")
                  .replace("[", "\\[")
                  .replace("&", "\\&");
          regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
          i = end;
        }
        case '{' -> {
          inBraces = true;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(inBraces ? ")" : "\\}");
          inBraces = false;
        }
        case ',' -> regex.append(inBraces ? "|" : ",");
        case '\\' -> {
          i++;
          if (i == glob.length()) {
            return NOTHING;
          }
          regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(
          regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    } catch (PatternSyntaxException malformed) {
      return NOTHING;
    }
  }
}
