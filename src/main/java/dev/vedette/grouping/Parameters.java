package dev.vedette.grouping;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces values in a text by their kinds: addresses, dates, numbers and the like (spec 03 §14.3).
 * One scan; at each place the kinds are tried in a fixed order and the first that matches counts.
 * Which kinds can begin with a character is looked at first, as most begin with few.
 */
final class Parameters {

  /** A kind that a regular expression describes; some only begin at a boundary. */
  private record Kind(String name, Pattern pattern, boolean atBoundary) {

    static Kind of(String name, String... alternatives) {
      return new Kind(
          "<" + name + ">",
          Pattern.compile(
              String.join("|", alternatives), Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES),
          alternatives.length == 1
              && alternatives[0].startsWith("\\b")
              && alternatives[0].indexOf('|') < 0);
    }
  }

  private static final Kind URL = Kind.of("url", "\\b(?:wss?|https?|ftp)://[^\\s/$.?#].\\S*");
  private static final Kind IP = Kind.of("ip", AddressForms.ALL);
  private static final Kind UUID =
      Kind.of("uuid", "\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b");
  private static final Kind SHA1 = Kind.of("sha1", "\\b[0-9a-fA-F]{40}\\b");
  private static final Kind MD5 = Kind.of("md5", "\\b[0-9a-fA-F]{32}\\b");
  private static final Kind DATE = Kind.of("date", DateForms.ALL);
  private static final Kind DURATION = Kind.of("duration", "\\b\\d+ms", "\\d(?:\\.\\d+)?s\\b");
  private static final Kind HEX = Kind.of("hex", "\\b0[xX][0-9a-fA-F]+\\b");
  private static final Kind FLOAT = Kind.of("float", "-\\d+\\.\\d+\\b", "\\b\\d+\\.\\d+\\b");
  private static final Kind INT = Kind.of("int", "-\\d+\\b", "\\b\\d+\\b");
  private static final Kind QUOTED = Kind.of("quoted_str", "(?<==)(?:'[^']+'|\"[^\"]+\")");
  private static final Kind BOOL = Kind.of("bool", "(?<==)(?:True|true|False|false)");

  private static final List<Kind> OF_DIGIT =
      List.of(IP, UUID, SHA1, MD5, DATE, DURATION, HEX, FLOAT, INT);
  private static final List<Kind> OF_HEX_LETTER = List.of(IP, UUID, SHA1, MD5);
  private static final List<Kind> OF_HEX_INITIAL = List.of(URL, IP, UUID, SHA1, MD5, DATE, BOOL);
  private static final List<Kind> OF_INITIAL = List.of(URL, DATE, BOOL);
  private static final List<Kind> OF_MINUS = List.of(FLOAT, INT);
  private static final List<Kind> OF_COLON = List.of(IP);
  private static final List<Kind> OF_QUOTE = List.of(QUOTED);

  /** First letters of URLs, days, months, truth values and {@code datetime}. */
  private static final String INITIALS = "whSMTWJONt";

  private static final String HEX_INITIALS = "fFADd";

  private final String text;
  private final Names names;
  private final boolean hasColon;
  private final boolean hasDot;
  private final StringBuilder out;
  private int end;

  private Parameters(String text) {
    this.text = text;
    this.names = new Names(text);
    this.hasColon = text.indexOf(':') >= 0;
    this.hasDot = text.indexOf('.') >= 0;
    this.out = new StringBuilder(text.length());
  }

  /** The text with every value replaced. */
  static String replaced(String text) {
    return new Parameters(text).scan();
  }

  private String scan() {
    int at = 0;
    while (at < text.length()) {
      String kind = match(at);
      if (kind != null) {
        out.append(kind);
        at = end;
      } else {
        int next = at + Character.charCount(text.codePointAt(at));
        out.append(text, at, next);
        at = next;
      }
    }
    return out.toString();
  }

  /** The kind of what begins at a place, which then ends at {@link #end}; null for nothing. */
  private @Nullable String match(int at) {
    char c = text.charAt(at);
    end = names.email(at);
    if (end > at) {
      return "<email>";
    }
    List<Kind> kinds = kinds(c);
    String url = kinds.contains(URL) ? match(URL, at) : null;
    if (url != null) {
      return url;
    }
    end = names.hostname(at);
    if (end > at) {
      return "<hostname>";
    }
    for (Kind kind : kinds) {
      String matched = kind == URL ? null : match(kind, at);
      if (matched != null) {
        return matched;
      }
    }
    return null;
  }

  /** Whether a look says already that a kind does not begin here. */
  private boolean isNot(Kind kind, int at) {
    if (kind == IP) {
      return !hasColon && !hasDot;
    }
    if (kind == DATE && text.charAt(at) == 'd') {
      return !text.startsWith("datetime", at) || text.indexOf(')', at) < 0;
    }
    if (kind == BOOL || kind == QUOTED) {
      return at == 0 || text.charAt(at - 1) != '=';
    }
    return kind.atBoundary() && at > 0 && isAsciiWord(text.charAt(at - 1));
  }

  private static boolean isAsciiWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private @Nullable String match(Kind kind, int at) {
    if (isNot(kind, at)) {
      return null;
    }
    Matcher matcher =
        kind.pattern()
            .matcher(text)
            .useTransparentBounds(true)
            .useAnchoringBounds(false)
            .region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    end = matcher.end();
    return kind.name();
  }

  private static List<Kind> kinds(char c) {
    if (c >= '0' && c <= '9') {
      return OF_DIGIT;
    }
    if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
      return HEX_INITIALS.indexOf(c) >= 0 ? OF_HEX_INITIAL : OF_HEX_LETTER;
    }
    return switch (c) {
      case '-' -> OF_MINUS;
      case ':' -> OF_COLON;
      case '\'', '"' -> OF_QUOTE;
      default ->
          INITIALS.indexOf(c) >= 0
              ? OF_INITIAL
              : c > 127 && (Character.isDigit(c) || Character.isHighSurrogate(c))
                  ? OF_DIGIT
                  : List.of();
    };
  }
}
