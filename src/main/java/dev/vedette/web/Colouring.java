package dev.vedette.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Colours source lines (spec 12a §5): comments, texts, numbers and keywords. It reads line after
 * line and remembers only whether a comment goes on.
 */
public final class Colouring {

  private final Languages.Family family;
  private boolean inComment;

  private Colouring(Languages.Family family, boolean inComment) {
    this.family = family;
    this.inComment = inComment;
  }

  /**
   * A part of a line.
   *
   * @param kind class of its colour; empty for plain text
   */
  public record Token(String kind, String text) {}

  /** The tokens of each line; a file of an unknown language stays plain. */
  static List<List<Token>> of(@Nullable String file, List<String> lines) {
    Languages.Family family = Languages.of(file);
    if (family == null) {
      return lines.stream().map(line -> List.of(new Token("", line))).toList();
    }
    Colouring colouring = new Colouring(family, beginsInComment(family, lines));
    return lines.stream().map(colouring::line).toList();
  }

  /** A closing mark without its opening one: the comment began above the lines that are known. */
  private static boolean beginsInComment(Languages.Family family, List<String> lines) {
    String open = family.open();
    if (open == null) {
      return false;
    }
    for (String line : lines) {
      int opened = line.indexOf(open);
      int closed = line.indexOf(family.close());
      if (closed >= 0 && (opened < 0 || closed < opened)) {
        return true;
      }
      if (opened >= 0) {
        return false;
      }
    }
    return false;
  }

  private List<Token> line(String line) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      int end = inComment ? endOfComment(line, at) : -1;
      if (end >= 0) {
        tokens.add(new Token("c", line.substring(at, end)));
        at = end;
        continue;
      }
      at = token(line, at, tokens);
    }
    return tokens;
  }

  private int endOfComment(String line, int at) {
    int close = line.indexOf(family.close(), at);
    if (close < 0) {
      return line.length();
    }
    inComment = false;
    return close + family.close().length();
  }

  private int token(String line, int at, List<Token> tokens) {
    String open = family.open();
    if (open != null && line.startsWith(open, at)) {
      inComment = true;
      tokens.add(new Token("c", open));
      return at + open.length();
    }
    for (String mark : family.lineComments()) {
      if (line.startsWith(mark, at)) {
        tokens.add(new Token("c", line.substring(at)));
        return line.length();
      }
    }
    char c = line.charAt(at);
    int end;
    String kind;
    if (c == '"' || c == '\'' || c == '`') {
      end = endOfText(line, at, c);
      kind = "s";
    } else if (Character.isDigit(c)) {
      end = endOfWord(line, at);
      kind = "n";
    } else if (Character.isJavaIdentifierStart(c)) {
      end = endOfWord(line, at);
      kind = Languages.isKeyword(line.substring(at, end)) ? "k" : "";
    } else {
      end = at + 1;
      kind = "";
    }
    add(tokens, kind, line.substring(at, end));
    return end;
  }

  private static int endOfText(String line, int at, char quote) {
    for (int i = at + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == quote) {
        return i + 1;
      }
    }
    return line.length();
  }

  private static int endOfWord(String line, int at) {
    int end = at + 1;
    while (end < line.length() && (Character.isJavaIdentifierPart(line.charAt(end)))) {
      end++;
    }
    return end;
  }

  /** Plain neighbours become one, so that the page stays small. */
  private static void add(List<Token> tokens, String kind, String text) {
    if (kind.isEmpty() && !tokens.isEmpty() && tokens.getLast().kind().isEmpty()) {
      tokens.set(tokens.size() - 1, new Token("", tokens.getLast().text() + text));
    } else {
      tokens.add(new Token(kind, text));
    }
  }
}
