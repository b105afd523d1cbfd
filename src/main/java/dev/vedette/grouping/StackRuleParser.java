package dev.vedette.grouping;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Reads stack trace rules, a line each (spec 03 §6.1); errors as spec 03 §6.8 words them. */
final class StackRuleParser {

  private static final List<String> CONDITION_STARTS =
      List.of("!", "a", "category:", "e", "f", "me", "mo", "p", "s", "t", "va");

  private final RuleLine line;
  private final List<RuleCondition> ofException = new ArrayList<>();
  private final List<RuleCondition> ofFrame = new ArrayList<>();

  private StackRuleParser(String text) {
    this.line = new RuleLine(text);
  }

  /** What a text of rules says, and where it says nothing that can be understood. */
  record Parsed(List<StackRule> rules, List<RuleProblem> problems) {}

  /** Reads all lines; broken ones are left out and told. */
  static Parsed parse(String text) {
    List<StackRule> rules = new ArrayList<>();
    List<RuleProblem> problems = new ArrayList<>();
    String[] lines = text.split("\r?\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String trimmed = strip(lines[i]);
      if (trimmed.isEmpty()) {
        continue;
      }
      int indent = lines[i].indexOf(trimmed);
      int tab = lines[i].substring(0, indent).indexOf('\t');
      if (trimmed.startsWith("#") && tab < 0) {
        continue;
      }
      try {
        StackRuleParser parser = new StackRuleParser(trimmed);
        if (tab < 0) {
          StackRule rule = parser.rule();
          tab = parser.line.firstTab() < 0 ? -1 : indent + parser.line.firstTab();
          if (tab < 0) {
            rules.add(rule);
          }
        }
        if (tab >= 0) {
          problems.add(tabProblem(lines[i], i + 1, tab));
        }
      } catch (RuleSyntax broken) {
        String message =
            "Invalid syntax "
                + String.join("\n", broken.explanations()).replaceFirst("(?<=[^\n])(?=\n|$)", ":");
        problems.add(
            new RuleProblem(i + 1, indent + broken.position() + 1, message, broken.suggestion()));
      }
    }
    return new Parsed(List.copyOf(rules), List.copyOf(problems));
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && RuleLine.isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && RuleLine.isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static RuleProblem tabProblem(String text, int number, int tab) {
    String rest = strip(text.substring(tab));
    int column = text.codePointCount(0, text.length() - rest.length()) + 1;
    return new RuleProblem(number, column, RuleLine.invalidNear(rest, number, column));
  }

  private StackRule rule() throws RuleSyntax {
    String conditions = line.at("failed to parse matchers");
    RuleCondition caller = null;
    RuleCondition callee = null;
    try {
      caller = line.peek() == '[' ? caller() : null;
      plainConditions();
      callee = line.peek() == '|' ? callee() : null;
    } catch (RuleSyntax syntax) {
      throw syntax.within(conditions);
    }
    caller = RuleCondition.ofNeighbour(caller, ofException);
    callee = RuleCondition.ofNeighbour(callee, ofException);
    line.skipBlanks();
    String actions = line.at("failed to parse actions");
    try {
      return new StackRule(
          List.copyOf(ofException), List.copyOf(ofFrame), caller, callee, actions());
    } catch (RuleSyntax syntax) {
      throw syntax.within(actions);
    }
  }

  private RuleCondition caller() throws RuleSyntax {
    String what = line.at("failed to parse caller matcher");
    try {
      RuleCondition condition = inBrackets();
      line.skipBlanks();
      expect("|");
      line.skipBlanks();
      return condition;
    } catch (RuleSyntax syntax) {
      throw syntax.within(what);
    }
  }

  private RuleCondition callee() throws RuleSyntax {
    String what = line.at("failed to parse callee matcher");
    try {
      expect("|");
      line.skipBlanks();
      return inBrackets();
    } catch (RuleSyntax syntax) {
      throw syntax.within(what);
    }
  }

  private RuleCondition inBrackets() throws RuleSyntax {
    expect("[");
    line.skipBlanks();
    RuleCondition condition = condition();
    line.skipBlanks();
    expect("]");
    return condition;
  }

  private void plainConditions() throws RuleSyntax {
    boolean any = false;
    while (CONDITION_STARTS.stream().anyMatch(line::startsWith)) {
      String what = line.at("failed to parse matcher");
      try {
        RuleCondition condition = condition();
        (condition.field().isOfException() ? ofException : ofFrame).add(condition);
      } catch (RuleSyntax syntax) {
        throw syntax.within(what);
      }
      any = true;
      line.skipBlanks();
    }
    if (!any) {
      throw new RuleSyntax(line.position(), line.at("expected at least one matcher"));
    }
  }

  private RuleCondition condition() throws RuleSyntax {
    boolean negated = line.take("!");
    int start = line.position();
    String whole = line.at("failed to parse matcher name");
    String key = line.takeWhile(RuleLine::isName);
    if (key.isEmpty()) {
      throw new RuleSyntax(start, line.at("invalid identifier")).within(whole);
    }
    expect(":");
    String argument = argument();
    RuleField field = RuleField.ofKey(key);
    if (field == null) {
      throw new RuleSyntax(
          start, "Unknown matcher `" + key + "`", Spelling.nearest(key, RuleField.known()));
    }
    try {
      return RuleCondition.of(negated, field, argument);
    } catch (Glob.IllFormed illFormed) {
      throw new RuleSyntax(start, "invalid glob `" + argument + "`: " + illFormed.getMessage());
    }
  }

  private String argument() throws RuleSyntax {
    String whole = line.at("failed to parse matcher argument");
    if (!line.take("\"")) {
      String plain = line.takeWhile(c -> !RuleLine.isBlank(c));
      if (plain.isEmpty()) {
        throw new RuleSyntax(line.position(), line.at("expected an argument")).within(whole);
      }
      return plain;
    }
    int start = line.position();
    String unclosed = line.at("unclosed `\"`");
    String quoted = line.takeWhile(c -> c != '"');
    if (!line.take("\"")) {
      throw new RuleSyntax(start, unclosed).within(whole);
    }
    return Escapes.resolved(quoted);
  }

  private void expect(String sign) throws RuleSyntax {
    if (!line.take(sign)) {
      throw new RuleSyntax(line.position(), line.at("expected `" + sign + "`"));
    }
  }

  private List<RuleAction> actions() throws RuleSyntax {
    List<RuleAction> actions = new ArrayList<>();
    while (!line.atEnd() && line.peek() != '#') {
      actions.add("^v+-".indexOf(line.peek()) >= 0 ? flag() : variable());
      line.skipBlanks();
    }
    if (actions.isEmpty()) {
      throw new RuleSyntax(line.position(), "expected at least one action");
    }
    return List.copyOf(actions);
  }

  private RuleAction flag() throws RuleSyntax {
    String what = line.at("failed to parse flag action");
    RuleAction.Range range =
        line.take("^")
            ? RuleAction.Range.DOWN
            : line.take("v") ? RuleAction.Range.UP : RuleAction.Range.FRAME;
    boolean on = line.take("+");
    if (!on && !line.take("-")) {
      throw new RuleSyntax(line.position(), line.at("expected flag value")).within(what);
    }
    int start = line.position();
    String rest = line.rest();
    String name = line.takeWhile(RuleLine::isName);
    if (name.isEmpty()) {
      throw new RuleSyntax(start, line.at("expected flag name")).within(what);
    }
    RuleAction.Flag flag = RuleAction.Flag.ofLabel(name);
    if (flag == null) {
      throw new RuleSyntax(start, "at `" + rest + "`: invalid flag name `" + name + "`")
          .within(what);
    }
    return new RuleAction.SetFlag(flag, on, range);
  }

  private RuleAction variable() throws RuleSyntax {
    String what = line.at("failed to parse var action");
    int start = line.position();
    String rest = line.rest();
    String name = line.takeWhile(RuleLine::isName);
    if (name.isEmpty()) {
      throw new RuleSyntax(start, line.at("expected variable name")).within(what);
    }
    line.skipBlanks();
    if (!line.take("=")) {
      throw new RuleSyntax(line.position(), line.at("expected `=`")).within(what);
    }
    line.skipBlanks();
    int valueStart = line.position();
    String value = line.takeWhile(RuleLine::isName);
    if (value.isEmpty()) {
      throw new RuleSyntax(valueStart, line.at("expected value for variable")).within(what);
    }
    return switch (name) {
      case "max-frames" -> new RuleAction.MaxFrames(count(name, value, valueStart));
      case "min-frames" -> new RuleAction.MinFrames(count(name, value, valueStart));
      case "invert-stacktrace" -> new RuleAction.InvertStacktrace(truth(value, valueStart));
      case "category" -> new RuleAction.SetCategory(value);
      default ->
          throw new RuleSyntax(start, "at `" + rest + "`: invalid variable name `" + name + "`")
              .within(what);
    };
  }

  private static long count(String name, String value, int position) throws RuleSyntax {
    boolean digits = value.chars().allMatch(c -> c >= '0' && c <= '9');
    boolean tooLarge = digits && new BigInteger(value).bitLength() > Long.SIZE;
    if (!digits || tooLarge) {
      throw new RuleSyntax(
              position,
              tooLarge ? "number too large to fit in target type" : "invalid digit found in string")
          .within("at `" + value + "`: failed to parse rhs of `" + name + "`");
    }
    return Long.parseUnsignedLong(value);
  }

  private static boolean truth(String value, int position) throws RuleSyntax {
    Boolean flag = RuleCondition.flag(value);
    if (flag == null) {
      throw new RuleSyntax(position, "at `" + value + "`: invalid boolean value");
    }
    return flag;
  }
}
