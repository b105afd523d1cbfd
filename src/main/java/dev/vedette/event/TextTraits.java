package dev.vedette.event;

/**
 * What a text holds, found in one pass, so that rules which cannot match are not tried: most texts
 * of an event hold nothing private, and patterns cost a hundred times this look. Password words are
 * known by the rarest of their letters, so that the pass seldom stops.
 */
final class TextTraits {

  /** A few letters of a password word, in any case. */
  static final int SECRET_WORD = 1;

  /** Two digits between two spaces or hyphens, after a digit. */
  static final int SSN_MIDDLE = 1 << 1;

  /** Fifteen digits or more with at most single spaces or hyphens between them. */
  static final int CARD_DIGITS = 1 << 2;

  /** Two capitals and two digits, one after the other. */
  static final int IBAN_START = 1 << 3;

  /** An at sign. */
  static final int AT = 1 << 4;

  /** A slash or backslash and the first two letters of a folder of users. */
  static final int USER_FOLDER = 1 << 5;

  /** A digit or hexadecimal digit beside a dot or colon. */
  static final int ADDRESS = 1 << 6;

  /** Two hyphens. */
  static final int HYPHENS = 1 << 7;

  private static final int CARD_LENGTH = 15;
  private static final int TO_LOWER = 0x20;

  /**
   * Lengths of "otp" and "two_factor", which count only when they are the whole text, but for an
   * end of line of up to two characters.
   */
  private static final int SHORT_SECRET = 3;

  private static final int LONG_SECRET = 10;
  private static final int LINE_END = 2;
  private static final int ASCII = 128;

  /** What a character may begin: 0 nothing, else one of the kinds below. */
  private static final byte[] KINDS = new byte[ASCII];

  private static final byte DIGIT = 1;
  private static final byte LETTER = 2;
  private static final byte SIGN = 3;

  static {
    for (char c = '0'; c <= '9'; c++) {
      KINDS[c] = DIGIT;
    }
    for (char c : "wkuqbcWKUQBC".toCharArray()) {
      KINDS[c] = LETTER;
    }
    for (char c : "@/\\-".toCharArray()) {
      KINDS[c] = SIGN;
    }
  }

  private TextTraits() {}

  /** The traits of a text, as a sum of the constants but {@link #ADDRESS}. */
  static int of(String text) {
    int length = text.length();
    int traits = mayBeWholeSecret(text) ? SECRET_WORD : 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ASCII || KINDS[c] == 0) {
        continue;
      }
      switch (KINDS[c]) {
        case DIGIT -> {
          int end = endOfDigits(text, i);
          traits |= ofDigits(text, i, end);
          i = end - 1;
        }
        case LETTER -> traits |= isSecret(text, i) ? SECRET_WORD : 0;
        default -> traits |= ofSign(text, c, i);
      }
    }
    return traits;
  }

  /** Whether the length and the first letter are those of "otp" or "two-factor". */
  private static boolean mayBeWholeSecret(String text) {
    int length = text.length();
    if (length >= SHORT_SECRET && length <= SHORT_SECRET + LINE_END) {
      return lower(text, 0) == 'o';
    }
    return length >= LONG_SECRET && length <= LONG_SECRET + LINE_END && lower(text, 0) == 't';
  }

  /** {@link #ADDRESS} for a text that may hold an address of the internet, else 0. */
  static int ofAddress(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '.' || c == ':') && isBesideHex(text, i)) {
        return ADDRESS;
      }
    }
    return 0;
  }

  /** Whether a text may hold a password word. */
  static boolean maySecret(String text) {
    if (mayBeWholeSecret(text)) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ASCII && KINDS[c] == LETTER && isSecret(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** The end of digits that begin here, with single spaces and hyphens among them. */
  private static int endOfDigits(String text, int from) {
    int at = from + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean joint = (c == ' ' || c == '-') && isDigit(text, at + 1);
      if (!joint && !isDigit(text, at)) {
        break;
      }
      at++;
    }
    return at;
  }

  private static int ofDigits(String text, int start, int end) {
    int traits = 0;
    if (start >= 2
        && isDigit(text, start + 1)
        && isCapital(text.charAt(start - 1))
        && isCapital(text.charAt(start - 2))) {
      traits |= IBAN_START;
    }
    int digits = 0;
    for (int i = start; i < end; i++) {
      if (isDigit(text, i)) {
        digits++;
      } else if (i >= start + 4 && !isDigit(text, i - 3)) {
        traits |= SSN_MIDDLE;
      }
    }
    return digits >= CARD_LENGTH ? traits | CARD_DIGITS : traits;
  }

  private static int ofSign(String text, char sign, int at) {
    return switch (sign) {
      case '@' -> AT;
      case '-' -> at + 1 < text.length() && text.charAt(at + 1) == '-' ? HYPHENS : 0;
      default -> isUserFolder(text, at + 1) ? USER_FOLDER : 0;
    };
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isBesideHex(String text, int at) {
    return (at > 0 && isHexOrColon(text.charAt(at - 1)))
        || (at + 1 < text.length() && isHexOrColon(text.charAt(at + 1)));
  }

  private static boolean isHexOrColon(char c) {
    int lower = c | TO_LOWER;
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f') || c == ':';
  }

  private static boolean isUserFolder(String text, int at) {
    if (at + 1 >= text.length()) {
      return false;
    }
    char second = text.charAt(at + 1);
    return switch (text.charAt(at)) {
      case 'U' -> second == 's';
      case 'h', 'D' -> second == 'o';
      default -> false;
    };
  }

  /** Whether the letter here is the rare one of a password word. */
  private static boolean isSecret(String text, int at) {
    return switch (lower(text, at)) {
      case 'w' -> isBefore(text, at, 's', 's') && lower(text, at - 3) == 'a';
      case 'k' ->
          (isBefore(text, at, 't', 'o') && lower(text, at + 1) == 'e')
              || (isAfter(text, at, 'e', 'y') && isBeforeKey(lower(text, at - 1)));
      case 'u' -> lower(text, at - 1) == 'a' && isAfter(text, at, 't', 'h');
      case 'q' -> isBefore(text, at, 'y', 's');
      case 'b' -> isAfter(text, at, 'e', 'a');
      default ->
          (isBefore(text, at, 's', 'e') && lower(text, at + 1) == 'r')
              || (isAfter(text, at, 'r', 'e') && lower(text, at + 3) == 'd');
    };
  }

  /** What stands before "key" in "apikey", "private_key" and their like. */
  private static boolean isBeforeKey(int lower) {
    return lower == 'i' || lower == 'e' || lower == ('_' | TO_LOWER) || lower == '-';
  }

  private static boolean isBefore(String text, int at, char first, char second) {
    return lower(text, at - 2) == first && lower(text, at - 1) == second;
  }

  private static boolean isAfter(String text, int at, char first, char second) {
    return lower(text, at + 1) == first && lower(text, at + 2) == second;
  }

  private static int lower(String text, int at) {
    return at >= 0 && at < text.length() ? text.charAt(at) | TO_LOWER : 0;
  }
}
