package dev.vedette.grouping;

import java.util.Locale;
import java.util.Set;

/**
 * Finds mail addresses and host names in a text (spec 03 §14.3). What was looked at in vain is not
 * looked at again, so that a scan over the whole text takes time in proportion to its length.
 */
final class Names {

  private static final int MAX_LABEL = 63;

  private static final Set<String> TOP_LEVEL_DOMAINS =
      Set.of(
          """
          ae al app ar at au be bg biz br by ca cat cc cf ch cl club cn co com cz de dk edu ee es \
          eu fi fm fr ga gov gq gr hk hr hu id ie il in info io ir is it jobs jp kr kz la link lt \
          lv ly me mobi ms mx my net news ng nl no nz online org pe ph pl pro pt ro rs ru sa se sg \
          si site sk th tips tk to tr tv tw ua ug uk us vn wiki xxx xyz za\
          """
              .split(" "));

  private final String text;
  private final boolean hasAt;
  private final boolean hasDot;

  /** No address begins before here, and no host name before there. */
  private int noEmailBefore;

  private int noHostnameBefore;

  Names(String text) {
    this.text = text;
    this.hasAt = text.indexOf('@') >= 0;
    this.hasDot = text.indexOf('.') >= 0;
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  private static boolean isLabel(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  private static boolean isLocal(char c) {
    return isLabel(c) || ".!#$%&'*+/=?^_`{|}~".indexOf(c) >= 0;
  }

  private int labelEnd(int start) {
    int end = start;
    while (isLabel(at(end))) {
      end++;
    }
    return end;
  }

  /** Where a mail address that begins here ends, or -1. */
  int email(int start) {
    if (!hasAt || start < noEmailBefore || !isLocal(at(start))) {
      return -1;
    }
    int at = start;
    while (isLocal(at(at))) {
      at++;
    }
    int end = at(at) == '@' ? labelEnd(at + 1) : at;
    if (end <= at + 1) {
      noEmailBefore = at;
      return -1;
    }
    while (at(end) == '.' && isLabel(at(end + 1))) {
      end = labelEnd(end + 1);
    }
    return end;
  }

  /** Where a host name that begins here ends, or -1. */
  int hostname(int start) {
    if (!hasDot || start < noHostnameBefore || !isLabel(at(start)) || !isBoundary(start)) {
      return -1;
    }
    int label = start;
    while (true) {
      int end = labelEnd(label);
      if (end == label || at(end) != '.') {
        noHostnameBefore = end;
        return -1;
      }
      if (end - label > MAX_LABEL) {
        noHostnameBefore = Math.max(label + 1, end - MAX_LABEL);
        return -1;
      }
      int wordEnd = wordEnd(end + 1);
      if (isTopLevelDomain(text.substring(end + 1, wordEnd))) {
        return wordEnd;
      }
      label = end + 1;
    }
  }

  private static boolean isTopLevelDomain(String word) {
    return TOP_LEVEL_DOMAINS.contains(word)
        || (word.equals(word.toUpperCase(Locale.ROOT))
            && TOP_LEVEL_DOMAINS.contains(word.toLowerCase(Locale.ROOT)));
  }

  private int wordEnd(int start) {
    int end = start;
    while (end < text.length() && isWord(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private boolean isBoundary(int index) {
    boolean before = index > 0 && isWord(text.codePointBefore(index));
    return before != isWord(text.codePointAt(index));
  }

  private static boolean isWord(int c) {
    if (c < 128) {
      return isLabel((char) c) ? c != '-' : c == '_';
    }
    return Character.isAlphabetic(c)
        || switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.DECIMAL_DIGIT_NUMBER,
              Character.CONNECTOR_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
