package dev.vedette.event;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule whose matches in texts are replaced (spec 02 §17.2). Texts are as long as an event may be,
 * so every finder is linear in the length of the text, whatever stands in it.
 *
 * @param id rule id in remarks
 * @param needs the {@link TextTraits} without which a text holds no match
 * @param replacement the new text, or null to mask every character
 */
record TextRule(String id, int needs, Finder finder, @Nullable String replacement) {

  /** Whether a text of these traits may hold a match. */
  boolean mayMatch(int traits) {
    return (traits & needs) == needs;
  }

  /** Finds what a rule replaces. */
  @FunctionalInterface
  interface Finder {
    /** The next match from an index on, or null. */
    @Nullable Found next(String text, int from);
  }

  /**
   * A match.
   *
   * @param start first character that is replaced
   * @param end end of what is replaced
   * @param next where the search goes on
   */
  record Found(int start, int end, int next) {}

  private static final String FILTERED = "[Filtered]";

  private static Finder pattern(String regex, int group) {
    Pattern pattern = Pattern.compile(regex);
    return (text, from) -> {
      Matcher match = pattern.matcher(text);
      return match.find(from)
          ? new Found(match.start(group), match.end(group), Math.max(match.end(), from + 1))
          : null;
    };
  }

  private static final Finder CARD =
      pattern(
          "(?<!\\d)(?:3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}"
              + "|(?:4\\d{3}|5[1-5]\\d{2}|65\\d{2}|6011)[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4})(?!\\d)",
          0);

  private static final Finder IBAN =
      pattern(
          "\\b(?:AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|BY|CH|CR|CY|CZ|DE|DK|DO|EE|EG|ES|FI|FO|FR|GB|GE|GI|GL|GR"
              + "|GT|HR|HU|IE|IL|IQ|IS|IT|JO|KW|KZ|LB|LC|LI|LT|LU|LV|LY|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL"
              + "|PS|PT|QA|RO|RS|SA|SC|SE|SI|SK|SM|ST|SV|TL|TN|TR|UA|VA|VG|XK)\\d{2}[A-Z0-9]{11,30}\\b",
          0);

  private static final Finder SSN =
      pattern("(?<![\\w-])(?!000|666|9\\d{2})\\d{3}[- ]\\d{2}[- ]\\d{4}(?![\\w-])", 0);

  private static final Finder USER_PATH =
      pattern(
          "(?:[A-Za-z]:\\\\Users\\\\|/Users/|/home/|\\\\Documents and Settings\\\\)([^/\\\\\\r\\n]+)",
          1);

  private static final String LOCAL_PART = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]";

  private static final Finder EMAIL =
      pattern(
          "(?<!%1$s)%1$s{1,64}+@[a-zA-Z0-9-]++(?:\\.[a-zA-Z0-9-]++){1,20}+".formatted(LOCAL_PART),
          0);

  private static final Finder BEARER = pattern("(?i)\\bBearer\\s{1,20}+([^\\s]++)", 1);

  private static final String HEX = "[0-9a-fA-F]{1,4}";

  private static final Finder ADDRESS =
      pattern(
          "(?<![\\w.])(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})){3}"
              + "(?!\\w|\\.\\d)"
              + ("|(?<![\\w:.])(?:(?:%1$s:){7}%1$s|(?:%1$s:){1,6}(?::%1$s){1,6}"
                      + "|::(?:%1$s:){0,6}%1$s|(?:%1$s:){1,7}:)(?!\\w|:[\\w:])")
                  .formatted(HEX),
          0);

  /** Rules for all texts. */
  static final List<TextRule> STANDARD =
      List.of(
          new TextRule("@creditcard:filter", TextTraits.CARD_DIGITS, CARD, FILTERED),
          new TextRule("@iban:filter", TextTraits.IBAN_START, IBAN, FILTERED),
          new TextRule("@pemkey:filter", TextTraits.HYPHENS, TextRule::pemKey, FILTERED),
          new TextRule("@urlauth:legacy", TextTraits.AT, TextRule::urlCredentials, FILTERED),
          new TextRule("@userpath:filter", TextTraits.USER_FOLDER, USER_PATH, FILTERED),
          new TextRule("@usssn:filter", TextTraits.SSN_MIDDLE, SSN, FILTERED));

  /** Rules for messages and exception values. */
  static final List<TextRule> MESSAGE =
      List.of(
          new TextRule("@email:replace", TextTraits.AT, EMAIL, "[email]"),
          new TextRule("@creditcard:replace", TextTraits.CARD_DIGITS, CARD, "[creditcard]"),
          new TextRule("@iban:replace", TextTraits.IBAN_START, IBAN, "[iban]"),
          new TextRule("@usssn:mask", TextTraits.SSN_MIDDLE, SSN, null),
          new TextRule("@bearer:replace", TextTraits.SECRET_WORD, BEARER, "[token]"));

  /** The rule for addresses inside of texts. */
  static final TextRule IP = new TextRule("@ip:replace", TextTraits.ADDRESS, ADDRESS, "[ip]");

  private static final String PEM_BEGIN = "-----BEGIN";
  private static final String PEM_END = "-----END";
  private static final String PEM_CLOSE = "KEY-----";
  private static final int LONGEST_LABEL = 40;

  /** What stands between the lines that begin and end a key, without the space around it. */
  private static @Nullable Found pemKey(String text, int from) {
    int begin = text.indexOf(PEM_BEGIN, from);
    while (begin >= 0) {
      int body = afterLabel(text, begin + PEM_BEGIN.length());
      int end = body < 0 ? -1 : text.indexOf(PEM_END, body);
      if (body >= 0 && end < 0) {
        return null;
      }
      int next = body < 0 ? -1 : afterLabel(text, end + PEM_END.length());
      if (next >= 0) {
        int start = body;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
          start++;
        }
        int stop = end;
        while (stop > start && Character.isWhitespace(text.charAt(stop - 1))) {
          stop--;
        }
        return new Found(start, stop, next);
      }
      begin = text.indexOf(PEM_BEGIN, Math.max(begin + 1, end));
    }
    return null;
  }

  /** The index after {@code …KEY-----}, or -1 when no such label stands here. */
  private static int afterLabel(String text, int from) {
    int close = text.indexOf(PEM_CLOSE, from, Math.min(text.length(), from + LONGEST_LABEL));
    for (int i = from; i < close; i++) {
      char c = text.charAt(i);
      if ((c < 'A' || c > 'Z') && !Character.isWhitespace(c)) {
        return -1;
      }
    }
    return close < 0 ? -1 : close + PEM_CLOSE.length();
  }

  /** The {@code user:password} of {@code scheme://user:password@}. */
  private static @Nullable Found urlCredentials(String text, int from) {
    for (int at = text.indexOf("://", from); at >= 0; at = text.indexOf("://", at + 3)) {
      int start = at + 3;
      int colon = -1;
      int end = start;
      while (end < text.length() && isCredential(text.charAt(end))) {
        colon = colon < 0 && text.charAt(end) == ':' ? end : colon;
        end++;
      }
      boolean closed = end < text.length() && text.charAt(end) == '@';
      boolean named = at > 0 && isSchemeEnd(text.charAt(at - 1));
      if (named && closed && colon > start && colon < end - 1) {
        return new Found(start, end, end);
      }
    }
    return null;
  }

  private static boolean isCredential(char c) {
    return c != '/' && c != '@' && !Character.isWhitespace(c);
  }

  private static boolean isSchemeEnd(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+';
  }
}
