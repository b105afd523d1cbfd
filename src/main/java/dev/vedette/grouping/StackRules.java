package dev.vedette.grouping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.grouping.FunctionNames.Family;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of stack trace rules, made ready to be matched (spec 03 §6). What a rule says of
 * a frame's own fields is found once for each different frame and remembered; what is left to do
 * for a stack trace are the few rules that match one of its frames, their neighbours and changing
 * states. Safe for use by several threads.
 */
final class StackRules {

  /** Characters of remembered frames: some 20,000 ordinary ones. */
  private static final long REMEMBERED = 4_000_000;

  private final List<Compiled> rules = new ArrayList<>();
  private final List<RuleCondition> neighbourConditions = new ArrayList<>();
  private final long[] modifying;
  private final long[] updating;
  private final Cache<Key, FrameFacts> known =
      Caffeine.newBuilder().maximumWeight(REMEMBERED).weigher(StackRules::weight).build();

  /** What tells one frame from another for all rules. */
  private record Key(
      Family family,
      String function,
      @Nullable String module,
      @Nullable String path,
      @Nullable String packageName) {}

  /**
   * A rule with its conditions sorted by when they can be asked.
   *
   * @param number place in the order of the rules
   * @param fixed conditions on fields that rules do not change
   * @param dynamic conditions on fields that rules change
   * @param caller number of the condition on the neighbour, or -1
   * @param onCategory whether no frame without a category can fulfil it
   */
  record Compiled(
      int number,
      StackRule rule,
      List<RuleCondition> fixed,
      List<RuleCondition> dynamic,
      int caller,
      int callee,
      boolean onCategory,
      String quote) {}

  StackRules(List<StackRule> ordered) {
    ordered.forEach(rule -> rules.add(compile(rule)));
    this.modifying = FrameFacts.bits(rules.size());
    this.updating = FrameFacts.bits(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).rule().isModifying()) {
        FrameFacts.set(modifying, i);
      }
      if (rules.get(i).rule().isUpdating()) {
        FrameFacts.set(updating, i);
      }
    }
  }

  private Compiled compile(StackRule rule) {
    List<RuleCondition> dynamic =
        rule.ofFrame().stream().filter(one -> one.field().isDynamic()).toList();
    return new Compiled(
        rules.size(),
        rule,
        rule.ofFrame().stream().filter(one -> !one.field().isDynamic()).toList(),
        dynamic,
        number(rule.caller()),
        number(rule.callee()),
        dynamic.stream().anyMatch(one -> one.field() == RuleField.CATEGORY && !one.isNegated()),
        "stack trace rule (" + rule.text() + ")");
  }

  private int number(@Nullable RuleCondition condition) {
    if (condition == null) {
      return -1;
    }
    neighbourConditions.add(condition);
    return neighbourConditions.size() - 1;
  }

  private static int weight(Key key, FrameFacts facts) {
    return 64
        + key.function().length()
        + length(key.module())
        + length(key.path())
        + length(key.packageName());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  Compiled rule(int number) {
    return rules.get(number);
  }

  RuleCondition neighbour(int number) {
    return neighbourConditions.get(number);
  }

  /** The rules that decide before hashing, as bits. */
  long[] modifying() {
    return modifying;
  }

  /** The rules that have a say in what contributes, as bits. */
  long[] updating() {
    return updating;
  }

  FrameFacts facts(Frame frame) {
    String function = frame.effectiveFunction();
    Key key = new Key(frame.family(), function, frame.module(), frame.path(), frame.packageName());
    FrameFacts facts = known.getIfPresent(key);
    if (facts == null) {
      facts = find(FrameSubject.of(frame, function));
      known.put(key, facts);
    }
    return facts;
  }

  private FrameFacts find(FrameSubject frame) {
    long[] matching = FrameFacts.bits(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).fixed().stream().allMatch(condition -> condition.holds(frame))) {
        FrameFacts.set(matching, i);
      }
    }
    long[] neighbours = FrameFacts.bits(neighbourConditions.size());
    for (int i = 0; i < neighbourConditions.size(); i++) {
      RuleCondition condition = neighbourConditions.get(i);
      if (!condition.field().isDynamic() && condition.holds(frame)) {
        FrameFacts.set(neighbours, i);
      }
    }
    return new FrameFacts(matching, neighbours);
  }
}
