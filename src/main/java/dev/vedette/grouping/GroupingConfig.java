package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to group, compiled: its id, its switches and all its stack trace rules, those of the
 * project behind the built-in ones (spec 03 §6.5, §22). Safe for use by several threads.
 *
 * @param stored the text by which events name the rules (spec 03 §6.7)
 * @param problems lines of the project's rules that could not be read
 */
record GroupingConfig(
    GroupingConfigId id, StackRules rules, String stored, List<RuleProblem> problems) {

  /** The configuration with a project's rules as people wrote them. */
  static GroupingConfig of(GroupingConfigId id, String projectRules) {
    StackRuleParser.Parsed parsed = StackRuleParser.parse(projectRules);
    String stored = new StoredRules(id.base(), parsed.rules()).encoded();
    GroupingConfig config = ofStored(id, stored);
    return new GroupingConfig(id, config.rules, stored, parsed.problems());
  }

  /** The configuration with a project's rules as an event carries them. */
  static GroupingConfig ofStored(GroupingConfigId id, @Nullable String stored) {
    StoredRules own = stored == null ? null : StoredRules.decodeOrNull(stored);
    List<StackRule> all = new ArrayList<>(BuiltInRules.stack(id.base()));
    if (own != null) {
      all.addAll(own.rules());
    }
    return new GroupingConfig(id, new StackRules(all), stored == null ? "" : stored, List.of());
  }

  GroupingSwitches switches() {
    return id.switches();
  }

  /** A message or an exception's value as it is hashed. */
  String normalized(String text) {
    return switches().parameterized() ? MessageText.normalized(text) : text;
  }
}
