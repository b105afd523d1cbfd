package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads fingerprint rules, a line each (spec 03 §18.1). */
final class FingerprintRuleParser {

  private static final Pattern VARIABLE =
      Pattern.compile("\\{\\{\\s*\\S+\\s*\\}\\}", Pattern.UNICODE_CHARACTER_CLASS);

  private final RuleLine line;

  private FingerprintRuleParser(String text) {
    this.line = new RuleLine(text);
  }

  /** What a text of rules says, and where it says nothing that can be understood. */
  record Parsed(List<FingerprintRule> rules, List<RuleProblem> problems) {}

  /** A condition as written. */
  private record Written(boolean isNegated, String key, String argument, int position) {}

  /** A rule as written, its keys not looked at yet. */
  private record Draft(
      int line, List<Written> conditions, List<String> entries, List<Attribute> attributes) {}

  private record Attribute(String key, String value, int position) {}

  /**
   * Reads all lines; broken ones are left out and told. Errors of syntax hide unknown names, since
   * the whole text is read first.
   */
  static Parsed parse(String text) {
    List<Draft> drafts = new ArrayList<>();
    List<RuleProblem> problems = new ArrayList<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      RuleLine line = new RuleLine(lines[i]);
      line.takeWhile(c -> c == ' ');
      if (line.atEnd() || line.peek() == '#') {
        continue;
      }
      try {
        drafts.add(new FingerprintRuleParser(lines[i]).draft(i + 1));
      } catch (RuleSyntax broken) {
        int column = lines[i].codePointCount(0, broken.position()) + 1;
        String near = RuleLine.invalidNear(lines[i].substring(broken.position()), i + 1, column);
        problems.add(new RuleProblem(i + 1, column, near));
      }
    }
    List<FingerprintRule> rules = new ArrayList<>();
    List<RuleProblem> unknown = new ArrayList<>();
    drafts.forEach(draft -> resolve(draft, rules, unknown));
    problems.addAll(unknown);
    return new Parsed(List.copyOf(rules), List.copyOf(problems));
  }

  private static void resolve(
      Draft draft, List<FingerprintRule> rules, List<RuleProblem> problems) {
    List<FingerprintCondition> conditions = new ArrayList<>();
    for (Written written : draft.conditions()) {
      FingerprintField field = FingerprintField.of(written.key());
      if (field == null) {
        problems.add(
            new RuleProblem(
                draft.line(),
                written.position() + 1,
                "Unknown matcher '" + written.key() + "'",
                Spelling.nearest(written.key(), FingerprintField.known())));
        return;
      }
      conditions.add(
          FingerprintCondition.of(written.isNegated(), field, written.key(), written.argument()));
    }
    String title = null;
    for (Attribute attribute : draft.attributes()) {
      if (!attribute.key().equals("title")) {
        problems.add(
            new RuleProblem(
                draft.line(),
                attribute.position() + 1,
                "Unknown attribute '" + attribute.key() + "'",
                "title"));
        return;
      }
      title = attribute.value();
    }
    rules.add(
        new FingerprintRule(List.copyOf(conditions), List.copyOf(draft.entries()), title, false));
  }

  private Draft draft(int number) throws RuleSyntax {
    List<Written> conditions = new ArrayList<>();
    skipSpaces();
    while (!line.startsWith("->")) {
      conditions.add(condition());
      skipSpaces();
    }
    if (conditions.isEmpty()) {
      throw stuck();
    }
    line.take("->");
    List<String> entries = new ArrayList<>();
    List<Attribute> attributes = new ArrayList<>();
    skipSpaces();
    if (line.atEnd()) {
      throw stuck();
    }
    while (!line.atEnd()) {
      entry(entries, attributes);
      skipSpaces();
      if (line.take(",")) {
        skipSpaces();
      }
    }
    return new Draft(number, conditions, entries, attributes);
  }

  private void skipSpaces() {
    line.takeWhile(c -> c == ' ');
  }

  private RuleSyntax stuck() {
    return new RuleSyntax(line.position(), "invalid syntax");
  }

  private RuleSyntax stuckAt(int position) {
    return new RuleSyntax(position, "invalid syntax");
  }

  private Written condition() throws RuleSyntax {
    int start = line.position();
    boolean negated = line.take("!");
    String key;
    if (line.peek() == '"') {
      key = quoted(start).replaceFirst("^!+", "");
      if (!key.chars().allMatch(c -> RuleLine.isName(c) || c == ':') || key.isEmpty()) {
        throw stuckAt(start);
      }
    } else {
      key = line.takeWhile(RuleLine::isName);
    }
    if (key.isEmpty() || !line.take(":")) {
      throw stuckAt(start);
    }
    String argument =
        line.peek() == '"' ? quoted(start) : line.takeWhile(c -> !RuleLine.isBlank(c));
    if (argument.isEmpty() && !line.isBehind('"')) {
      throw stuckAt(start);
    }
    return new Written(negated, key, argument, start);
  }

  /** Text in quotes, in which a backslash keeps a quote from ending it. */
  private String quoted(int start) throws RuleSyntax {
    line.take("\"");
    int from = line.position();
    String rest = line.rest();
    int length = 0;
    while (length < rest.length() && rest.charAt(length) != '"') {
      length += rest.charAt(length) == '\\' ? 2 : 1;
    }
    if (length >= rest.length()) {
      throw stuckAt(start);
    }
    line.moveTo(from + length + 1);
    return Escapes.resolved(rest.substring(0, length).replace("\\\"", "\""));
  }

  private void entry(List<String> entries, List<Attribute> attributes) throws RuleSyntax {
    int start = line.position();
    String key = line.takeWhile(RuleLine::isName);
    if (!key.isEmpty() && line.startsWith("=\"")) {
      line.take("=");
      attributes.add(new Attribute(key, quoted(start), start));
      return;
    }
    line.moveTo(start);
    if (line.peek() == '"') {
      entries.add(quoted(start));
      return;
    }
    if (line.startsWith("{{")) {
      Matcher variable = VARIABLE.matcher(line.rest());
      if (!variable.lookingAt()) {
        throw stuckAt(start);
      }
      entries.add(variable.group());
      line.moveTo(start + variable.end());
      return;
    }
    String plain = line.takeWhile(c -> !RuleLine.isBlank(c) && c != '{' && c != ',');
    if (plain.isEmpty()) {
      throw stuckAt(start);
    }
    entries.add(plain);
  }
}
