package dev.vedette.event;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern whose matches in texts are replaced (spec 02 §17.2).
 *
 * @param id rule id in remarks
 * @param group the group that is replaced
 * @param replacement the new text, or null to mask every character
 */
record TextRule(String id, Pattern pattern, int group, @Nullable String replacement) {

  private static final String FILTERED = "[Filtered]";

  private static final Pattern CARD =
      Pattern.compile(
          "(?<!\\d)(?:3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}"
              + "|(?:4\\d{3}|5[1-5]\\d{2}|65\\d{2}|6011)[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4})(?!\\d)");

  private static final Pattern IBAN =
      Pattern.compile(
          "\\b(?:AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|BY|CH|CR|CY|CZ|DE|DK|DO|EE|EG|ES|FI|FO|FR|GB|GE|GI|GL|GR"
              + "|GT|HR|HU|IE|IL|IQ|IS|IT|JO|KW|KZ|LB|LC|LI|LT|LU|LV|LY|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL"
              + "|PS|PT|QA|RO|RS|SA|SC|SE|SI|SK|SM|ST|SV|TL|TN|TR|UA|VA|VG|XK)\\d{2}[A-Z0-9]{11,30}\\b");

  private static final Pattern SSN =
      Pattern.compile("(?<![\\w-])(?!000|666|9\\d{2})\\d{3}[- ]\\d{2}[- ]\\d{4}(?![\\w-])");

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN[A-Z\\s]*KEY-----\\s*([\\s\\S]*?)\\s*-----END[A-Z\\s]*KEY-----");

  private static final Pattern URL_AUTH =
      Pattern.compile("\\b[a-zA-Z][a-zA-Z0-9+.-]*://([^/\\s@:]+:[^/\\s@]+)@");

  private static final Pattern USER_PATH =
      Pattern.compile(
          "(?:[A-Za-z]:\\\\Users\\\\|/Users/|/home/|\\\\Documents and Settings\\\\)([^/\\\\\\r\\n]+)");

  private static final Pattern EMAIL =
      Pattern.compile("\\b[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)+\\b");

  private static final Pattern BEARER = Pattern.compile("(?i)\\bBearer\\s+([^\\s]+)");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![\\w.:])(?:(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})){3}"
              + "|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"
              + "|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}|::1)(?![\\w.:])");

  /** Rules for all texts. */
  static final List<TextRule> STANDARD =
      List.of(
          new TextRule("@creditcard:filter", CARD, 0, FILTERED),
          new TextRule("@iban:filter", IBAN, 0, FILTERED),
          new TextRule("@pemkey:filter", PEM, 1, FILTERED),
          new TextRule("@urlauth:legacy", URL_AUTH, 1, FILTERED),
          new TextRule("@userpath:filter", USER_PATH, 1, FILTERED),
          new TextRule("@usssn:filter", SSN, 0, FILTERED));

  /** Rules for messages and exception values. */
  static final List<TextRule> MESSAGE =
      List.of(
          new TextRule("@email:replace", EMAIL, 0, "[email]"),
          new TextRule("@creditcard:replace", CARD, 0, "[creditcard]"),
          new TextRule("@iban:replace", IBAN, 0, "[iban]"),
          new TextRule("@usssn:mask", SSN, 0, null),
          new TextRule("@bearer:replace", BEARER, 1, "[token]"));

  /** The rule for addresses inside of texts. */
  static final TextRule IP = new TextRule("@ip:replace", ADDRESS, 0, "[ip]");
}
