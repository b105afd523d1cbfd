package dev.vedette.event;

/**
 * What a text holds, found in one pass, so that rules which cannot match are not tried: most texts
 * of an event hold nothing private, and patterns cost a hundred times this look.
 */
final class TextTraits {

  /** Letters with which a password word begins, in any case. */
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

  private static final int CARD_LENGTH = 15;
  private static final int TO_LOWER = 0x20;

  private TextTraits() {}

  /** The traits of a text, as a sum of the constants. */
  static int of(String text) {
    int traits = 0;
    int run = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        run++;
        if (run == CARD_LENGTH) {
          traits |= CARD_DIGITS;
        }
        if ((traits & IBAN_START) == 0 && isIbanStart(text, i)) {
          traits |= IBAN_START;
        }
      } else if (c == ' ' || c == '-') {
        if (i >= 4 && isSsnMiddle(text, i)) {
          traits |= SSN_MIDDLE;
        }
        if (i == 0 || !isDigit(text.charAt(i - 1))) {
          run = 0;
        }
      } else {
        run = 0;
        traits |= ofOther(text, c, i, traits);
      }
    }
    return traits;
  }

  private static int ofOther(String text, char c, int at, int known) {
    return switch (c) {
      case '.', ':' -> isBesideHex(text, at) ? ADDRESS : 0;
      case '@' -> AT;
      case '/', '\\' -> isUserFolder(text, at + 1) ? USER_FOLDER : 0;
      default ->
          (known & SECRET_WORD) == 0 && isSecretStart(text, at, text.length()) ? SECRET_WORD : 0;
    };
  }

  /** Whether the second separator of {@code d-dd-} stands here. */
  private static boolean isSsnMiddle(String text, int at) {
    char first = text.charAt(at - 3);
    return isDigit(text.charAt(at - 1))
        && isDigit(text.charAt(at - 2))
        && (first == ' ' || first == '-')
        && isDigit(text.charAt(at - 4));
  }

  /** Whether a text may hold a password word; keys need no more. */
  static boolean maySecret(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (isSecretStart(text, i, length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the second of two digits after two capitals stands here. */
  private static boolean isIbanStart(String text, int at) {
    return at >= 3
        && isDigit(text.charAt(at - 1))
        && isCapital(text.charAt(at - 2))
        && isCapital(text.charAt(at - 3));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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
    return isDigit(c) || (lower >= 'a' && lower <= 'f') || c == ':';
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

  /** Four letters tell password words from nearly everything else. */
  private static boolean isSecretStart(String text, int at, int length) {
    int first = text.charAt(at) | TO_LOWER;
    if (at + 2 >= length || !startsSecret(first)) {
      return false;
    }
    int second = text.charAt(at + 1) | TO_LOWER;
    int third = text.charAt(at + 2) | TO_LOWER;
    int fourth = at + 3 < length ? text.charAt(at + 3) | TO_LOWER : ' ';
    return switch (first) {
      case 'p' ->
          (second == 'a' && third == 's' && fourth == 's')
              || (second == 'r' && third == 'i' && fourth == 'v');
      case 's' -> second == 'e' && third == 'c' && fourth == 'r';
      case 'a' ->
          (second == 'p' && third == 'i' && isKeyJoint(fourth))
              || (second == 'u' && third == 't' && fourth == 'h');
      case 'c' -> second == 'r' && third == 'e' && fourth == 'd';
      case 'm' -> second == 'y' && third == 's' && fourth == 'q';
      case 't' ->
          (second == 'o' && third == 'k' && fourth == 'e') || (second == 'w' && third == 'o');
      case 'b' -> second == 'e' && third == 'a' && fourth == 'r';
      default -> second == 't' && third == 'p';
    };
  }

  /** What may stand between "api" and "key", with the bit of lower case set. */
  private static boolean isKeyJoint(int lower) {
    return lower == 'k' || lower == ('_' | TO_LOWER) || lower == '-';
  }

  private static boolean startsSecret(int lower) {
    return switch (lower) {
      case 'p', 's', 'a', 'c', 'm', 't', 'b', 'o' -> true;
      default -> false;
    };
  }
}
