package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that can be read and yet match nothing, or everything when negated: the language takes
 * them without a word (spec 03 §6.1, §6.3, §25.4).
 */
final class RuleWarnings {

  private static final Set<String> FAMILIES = Set.of("native", "javascript", "other", "all");

  private RuleWarnings() {}

  /** What is written as a condition, and why it is none; null when nothing is wrong. */
  private record Doubt(boolean isNegated, String argument, @Nullable String why) {}

  static List<RuleProblem> ofStackRules(String text) {
    return find(
        text,
        line -> {
          List<Doubt> doubts = new ArrayList<>();
          for (StackRule rule : StackRuleParser.parse(line).rules()) {
            rule.ofFrame().forEach(condition -> doubts.add(doubt(condition)));
            if (rule.caller() != null) {
              doubts.add(doubt(rule.caller()));
            }
            if (rule.callee() != null) {
              doubts.add(doubt(rule.callee()));
            }
          }
          return doubts;
        });
  }

  static List<RuleProblem> ofFingerprintRules(String text) {
    return find(
        text,
        line ->
            FingerprintRuleParser.parse(line).rules().stream()
                .flatMap(rule -> rule.conditions().stream())
                .map(RuleWarnings::doubt)
                .toList());
  }

  private static List<RuleProblem> find(String text, Function<String, List<Doubt>> read) {
    List<RuleProblem> warnings = new ArrayList<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      for (Doubt doubt : read.apply(lines[i])) {
        if (doubt.why() != null) {
          int at = Math.max(0, lines[i].indexOf(doubt.argument()));
          warnings.add(
              new RuleProblem(
                  i + 1,
                  lines[i].codePointCount(0, at) + 1,
                  "`%s` matches %s: %s"
                      .formatted(
                          doubt.argument(),
                          doubt.isNegated() ? "everything" : "nothing",
                          doubt.why())));
        }
      }
    }
    return warnings;
  }

  private static Doubt doubt(RuleCondition condition) {
    String why =
        switch (condition.field()) {
          case FAMILY -> families(condition.argument());
          case APP ->
              RuleCondition.flag(condition.argument().toLowerCase(Locale.ROOT)) == null
                  ? notAFlag()
                  : null;
          default -> condition.test() instanceof RuleCondition.Test.Never ? unfinished() : null;
        };
    return new Doubt(condition.isNegated(), condition.argument(), why);
  }

  private static Doubt doubt(FingerprintCondition condition) {
    String argument = condition.argument();
    String why =
        switch (condition.field()) {
          case FAMILY -> families(argument);
          case APP ->
              RuleCondition.flag(argument.toLowerCase(Locale.ROOT)) == null ? notAFlag() : null;
          case SDK -> null;
          default -> condition.glob() == null ? unfinished() : null;
        };
    return new Doubt(condition.isNegated(), argument, why);
  }

  private static @Nullable String families(String argument) {
    return Arrays.stream(argument.split(",", -1)).anyMatch(FAMILIES::contains)
        ? null
        : "the families are native, javascript, other and all";
  }

  private static String notAFlag() {
    return "write yes or no";
  }

  private static String unfinished() {
    return "a bracket, a brace or a backslash in it is not finished";
  }
}
