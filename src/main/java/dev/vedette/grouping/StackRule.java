package dev.vedette.grouping;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stack trace rule.
 *
 * @param ofException conditions on the exception; all must hold
 * @param ofFrame conditions on the frame; all must hold
 * @param caller condition on the frame before, or null
 * @param callee condition on the frame after, or null
 */
record StackRule(
    List<RuleCondition> ofException,
    List<RuleCondition> ofFrame,
    @Nullable RuleCondition caller,
    @Nullable RuleCondition callee,
    List<RuleAction> actions) {

  /** The rule in hints (spec 03 §6.6). */
  String text() {
    List<String> parts = new ArrayList<>();
    ofException.forEach(condition -> parts.add(condition.text()));
    if (caller != null) {
      parts.add("[" + caller.text() + "] |");
    }
    ofFrame.forEach(condition -> parts.add(condition.text()));
    if (callee != null) {
      parts.add("| [" + callee.text() + "]");
    }
    actions.forEach(action -> parts.add(action.text()));
    return String.join(" ", parts);
  }

  /** Whether it decides on categories or on what is in-app, before the event is hashed. */
  boolean isModifying() {
    return actions.stream()
        .anyMatch(action ->
            action instanceof RuleAction.SetCategory
                || (action instanceof RuleAction.SetFlag(RuleAction.Flag flag, boolean v, var r)
                    && flag == RuleAction.Flag.APP));
  }

  /** Whether it decides on what contributes, or explains what was decided. */
  boolean isUpdating() {
    return actions.stream().anyMatch(action -> !(action instanceof RuleAction.SetCategory));
  }

  boolean holds(ExceptionData exception) {
    for (RuleCondition condition : ofException) {
      if (!condition.holds(exception)) {
        return false;
      }
    }
    return true;
  }
}
