package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of rules before they save them (spec 03 §25.3 to §25.6). */
class RuleTrialTest {

  private static GroupingSettings settings(String stack, String fingerprints) {
    return new GroupingSettings(GroupingSettings.DEFAULT_CONFIG, stack, fingerprints, null, false);
  }

  private static Json.Obj event(String type, String module) {
    return (Json.Obj)
        JsonText.parseTrusted(
            """
            {"platform":"python","exception":{"values":[{"type":"%s","value":"x","stacktrace":{"frames":[
            {"module":"%s","function":"f","in_app":true}]}}]}}\
            """
                .formatted(type, module));
  }

  private static PreviewRules.Preview preview(String stack, String fingerprints) {
    List<PreviewRules.Sample> samples = new ArrayList<>();
    samples.add(new PreviewRules.Sample(1, event("A", "one")));
    samples.add(new PreviewRules.Sample(1, event("A", "one")));
    samples.add(new PreviewRules.Sample(2, event("B", "one")));
    samples.add(new PreviewRules.Sample(3, event("C", "three")));
    return RulePreview.of(
        new Grouper(settings("", "")), new Grouper(settings(stack, fingerprints)), samples);
  }

  @Test
  void noRulesChangeNothing() {
    PreviewRules.Preview preview = preview("", "");
    assertThat(preview.events()).isEqualTo(4);
    assertThat(preview.changed()).isZero();
    assertThat(preview.merged()).isEmpty();
    assertThat(preview.split()).isEmpty();
    assertThat(preview.caught()).isEmpty();
  }

  @Test
  void aFingerprintRuleBringsIssuesTogether() {
    PreviewRules.Preview preview = preview("", "module:one -> the-one");
    assertThat(preview.changed()).isEqualTo(3);
    assertThat(preview.merged()).containsExactly(List.of(1L, 2L));
    assertThat(preview.split()).isEmpty();
    assertThat(preview.caught())
        .containsExactly(new PreviewRules.Caught("module:\"one\" -> \"the-one\"", 3, true));
  }

  @Test
  void aFingerprintRuleTakesIssuesApart() {
    List<PreviewRules.Sample> samples =
        List.of(
            new PreviewRules.Sample(7, event("A", "one").with("release", Json.of("1"))),
            new PreviewRules.Sample(7, event("A", "one").with("release", Json.of("2"))));
    PreviewRules.Preview preview =
        RulePreview.of(
            new Grouper(settings("", "")),
            new Grouper(settings("", "release:1 -> {{ default }} one")),
            samples);
    assertThat(preview.changed()).isEqualTo(1);
    assertThat(preview.split()).containsExactly(new PreviewRules.Split(7, 2));
    assertThat(preview.merged()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'path:[foo -app', 1, 6, '`[foo` matches nothing: a bracket'",
    "'# note\nfunction:x !family:ruby -group', 2, 20, '`ruby` matches everything: the families'",
    "'app:maybe -group', 1, 5, '`maybe` matches nothing: write yes or no'"
  })
  void conditionsThatNothingMatchesAreTold(String rules, int line, int column, String message) {
    List<RuleProblem> warnings = RuleWarnings.ofStackRules(rules);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.getFirst().line()).isEqualTo(line);
    assertThat(warnings.getFirst().column()).isEqualTo(column);
    assertThat(warnings.getFirst().message()).startsWith(message);
  }

  @Test
  void goodRulesAreNotWarnedOf() {
    assertThat(RuleWarnings.ofStackRules("family:native,other app:yes path:**/a[bc]/** -app"))
        .isEmpty();
    assertThat(RuleWarnings.ofStackRules("family:native,foo app:TRUE -group")).isEmpty();
    assertThat(RuleWarnings.ofFingerprintRules("type:Foo* app:TRUE sdk:anything -> foo")).isEmpty();
    assertThat(RuleWarnings.ofFingerprintRules("type:{Foo -> foo")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "functoin:x -group, function",
    "stack.modul:x -group, stack.module",
    "pth:x -group, path"
  })
  void aMisspelledKeyIsRecognised(String rule, String meant) {
    assertThat(StackRuleParser.parse(rule).problems())
        .extracting(RuleProblem::suggestion)
        .containsExactly(meant);
  }

  @Test
  void aWordLikeNoOtherHasNoSuggestion() {
    assertThat(FingerprintRuleParser.parse("zzqqzz:x -> y").problems())
        .extracting(RuleProblem::suggestion)
        .containsExactly((String) null);
    assertThat(FingerprintRuleParser.parse("mesage:x -> y").problems())
        .extracting(RuleProblem::suggestion)
        .containsExactly("message");
  }
}
