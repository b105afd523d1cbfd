package dev.vedette.grouping;

import dev.vedette.event.TextLines;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Trims names of C, C++, Objective-C, Swift and Rust functions: no return types, no arguments, no
 * template arguments, no numbers that compilers make up (spec 03 §5.1).
 */
final class NativeName {

  private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES;

  /** Names of lambdas as three compilers write them. */
  private static final Pattern LAMBDA =
      Pattern.compile("\\{lambda\\(.*?\\)#\\d+\\}|\\blambda_[a-f0-9]{32}\\b|\\$_\\d+\\b", FLAGS);

  private static final Pattern ANONYMOUS = Pattern.compile("\\?A0x[a-f0-9]{8}::");
  private static final Pattern QUALIFIER = Pattern.compile("(?:\\bconst|&)$", FLAGS);
  private static final Pattern CAST = Pattern.compile("^[A-Z] as ");
  private static final Pattern RUST_HASH = Pattern.compile("::h[a-z0-9]{16}$", FLAGS);
  private static final Pattern GLIBC = Pattern.compile("@@?GLIBC_[0-9.]+$", FLAGS);
  private static final Pattern STACK_SIZE = Pattern.compile("^@?(.*?)@[0-9]+$", FLAGS);

  // stand in for operators whose signs are brackets elsewhere; from the private use area
  private static final String ARROW = "\uE001";
  private static final String LESS = "\uE002";
  private static final String CALL = "operator\uE003";
  private static final String ANONYMOUS_NAMESPACE = "\uE004";

  private final String input;
  private final String platform;

  NativeName(String input, String platform) {
    this.input = input;
    this.platform = platform;
  }

  String trimmed() {
    if (input.equals("<redacted>") || input.equals("<unknown>")) {
      return input;
    }
    String text = TextLines.strip(input);
    if (text.startsWith("[") || text.startsWith("+[") || text.startsWith("-[")) {
      return text;
    }
    String plain = withoutArguments(hidden(withoutQualifiers(text)));
    boolean isThunk = plain.contains("thunk for ");
    List<String> tokens = tokens(plain);
    if (tokens.isEmpty()) {
      return withoutSuffixes(input);
    }
    String name = chosen(plain, tokens);
    return name == null ? input : withoutSuffixes(shown(closure(name, tokens, isThunk)));
  }

  /** Steps 3 and 4. */
  private static String withoutQualifiers(String text) {
    String rest =
        Brackets.collapse(
                text,
                '[',
                ']',
                (inner, start) -> inner.startsWith("clone .") ? "" : "[" + inner + "]")
            .stripTrailing();
    String shorter = QUALIFIER.matcher(rest).replaceFirst("").stripTrailing();
    while (!shorter.equals(rest)) {
      rest = shorter;
      shorter = QUALIFIER.matcher(rest).replaceFirst("").stripTrailing();
    }
    return rest;
  }

  /** Steps 5 to 7. */
  private static String hidden(String text) {
    String hidden =
        text.replace("operator<<", "operator" + LESS + LESS)
            .replace("operator<", "operator" + LESS)
            .replace("operator()", CALL)
            .replace("operator->", "operator" + ARROW)
            .replace(" -> ", " " + ARROW + " ")
            .replace("`anonymous namespace'", ANONYMOUS_NAMESPACE);
    String named = LAMBDA.matcher(hidden).replaceAll("lambda");
    return ANONYMOUS.matcher(named).replaceAll(ANONYMOUS_NAMESPACE + "::");
  }

  private static String shown(String name) {
    return name.replace("operator" + LESS + LESS, "operator<<")
        .replace("operator" + LESS, "operator<")
        .replace(CALL, "operator()")
        .replace(ARROW, "->")
        .replace(ANONYMOUS_NAMESPACE, "`anonymous namespace'");
  }

  /** Steps 8 and 9, and 11 on the text of the tokens. */
  private static String withoutArguments(String text) {
    String plain =
        Brackets.collapse(
            text,
            '(',
            ')',
            (inner, start) ->
                switch (TextLines.strip(inner)) {
                  case "anonymous namespace" -> "(anonymous namespace)";
                  case "operator" -> "(operator)";
                  default -> "";
                });
    return Brackets.collapse(plain, '<', '>', NativeName::template);
  }

  private static String template(String inner, int start) {
    if (inner.equals("lambda") || LAMBDA.matcher(inner).lookingAt()) {
      return "<" + inner + ">";
    }
    if (start > 0) {
      return "<T>";
    }
    String bare = CAST.matcher(inner).replaceFirst("");
    String collapsed = Brackets.collapse(bare, '<', '>', NativeName::template);
    int end = collapsed.indexOf(" as ");
    return end < 0 ? collapsed : collapsed.substring(0, end);
  }

  /** Steps 10 and 11. */
  private static List<String> tokens(String text) {
    List<String> tokens = Brackets.tokens(text);
    int last = tokens.size() - 1;
    if (last > 0 && tokens.get(last).equals("<T>")) {
      tokens.remove(last);
      tokens.set(last - 1, tokens.get(last - 1) + " <T>");
    }
    return tokens;
  }

  /** Step 12; null for a text that is no Swift although it begins like it. */
  private static @org.jspecify.annotations.Nullable String chosen(
      String text, List<String> tokens) {
    if (text.contains("initialization expression of")) {
      int at = tokens.lastIndexOf("of") + 1;
      at += at > 0 && at < tokens.size() && tokens.get(at).equals("static") ? 1 : 0;
      if (at == 0 || at >= tokens.size()) {
        return null;
      }
      String name = tokens.get(at);
      return "initializer expression of " + (name.startsWith(":") ? name.substring(1) : name);
    }
    int arrow = tokens.lastIndexOf(ARROW);
    if (arrow < 0) {
      return tokens.getLast();
    }
    String name = before(tokens, arrow - 1);
    return name.equals("throws") ? before(tokens, arrow - 2) : name;
  }

  /** The token at a place; places before the first count from the end. */
  private static String before(List<String> tokens, int place) {
    return tokens.get(Math.floorMod(place, tokens.size()));
  }

  /** Step 13. */
  private String closure(String name, List<String> tokens, boolean isThunk) {
    boolean apple = platform.equals("cocoa") || platform.equals("swift");
    if (apple && name.startsWith("@")) {
      return isThunk ? "thunk for closure" : "closure";
    }
    return tokens.contains("closure") && !name.equals("closure") ? "closure in " + name : name;
  }

  /** Step 15. */
  private static String withoutSuffixes(String name) {
    String bare = RUST_HASH.matcher(name).replaceFirst("");
    bare = GLIBC.matcher(bare).replaceFirst("");
    return STACK_SIZE.matcher(bare).replaceFirst("$1");
  }
}
