package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules sorted by what they test, so that a frame is asked of few: by the family of its platform,
 * then by the one function that a rule is about. What else they test is asked one by one.
 * Immutable.
 */
final class RuleIndex {

  /** A rule and what is still to be asked where the index leads to it. */
  private record Asked(int number, List<RuleCondition> conditions) {

    boolean holdsFor(FrameSubject frame) {
      for (int i = 0; i < conditions.size(); i++) {
        if (!conditions.get(i).holds(frame)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The rules that frames of one family can match. */
  private static final class OfFamily {
    private final Map<String, List<Asked>> byFunction = new HashMap<>();
    private final List<Asked> ofAnyFunction = new ArrayList<>();

    void add(int number, List<RuleCondition> conditions) {
      RuleCondition named = namesFunction(conditions);
      if (named == null) {
        ofAnyFunction.add(new Asked(number, conditions));
        return;
      }
      List<RuleCondition> rest = conditions.stream().filter(one -> one != named).toList();
      byFunction
          .computeIfAbsent(named.argument(), function -> new ArrayList<>())
          .add(new Asked(number, rest));
    }

    private static @Nullable RuleCondition namesFunction(List<RuleCondition> conditions) {
      for (RuleCondition condition : conditions) {
        if (condition.field() == RuleField.FUNCTION
            && !condition.isNegated()
            && condition.test() instanceof RuleCondition.Test.ByGlob(Glob glob)
            && glob.isLiteral()) {
          return condition;
        }
      }
      return null;
    }
  }

  private final Map<Family, OfFamily> families = new EnumMap<>(Family.class);
  private final int size;

  /**
   * An index of rules.
   *
   * @param conditions for each rule its conditions on fields that rules do not change
   */
  RuleIndex(List<List<RuleCondition>> conditions) {
    this.size = conditions.size();
    for (Family family : Family.values()) {
      OfFamily ofFamily = new OfFamily();
      for (int number = 0; number < size; number++) {
        List<RuleCondition> ofRule = conditions.get(number);
        if (ofRule.stream().allMatch(one -> isOpenTo(one, family))) {
          ofFamily.add(number, ofRule.stream().filter(one -> !isOnFamily(one)).toList());
        }
      }
      families.put(family, ofFamily);
    }
  }

  private static boolean isOnFamily(RuleCondition condition) {
    return condition.test() instanceof RuleCondition.Test.ByFamily;
  }

  /** Whether frames of a family can fulfil a condition, as far as the family goes. */
  private static boolean isOpenTo(RuleCondition condition, Family family) {
    return !(condition.test() instanceof RuleCondition.Test.ByFamily(var wanted))
        || condition.isNegated() != wanted.contains(family);
  }

  /** The rules whose conditions a frame fulfils, as bits. */
  long[] matching(FrameSubject frame, String function) {
    long[] matching = FrameFacts.bits(size);
    OfFamily ofFamily = families.get(frame.family());
    if (ofFamily != null) {
      mark(ofFamily.byFunction.getOrDefault(function, List.of()), frame, matching);
      mark(ofFamily.ofAnyFunction, frame, matching);
    }
    return matching;
  }

  private static void mark(List<Asked> rules, FrameSubject frame, long[] matching) {
    for (int i = 0; i < rules.size(); i++) {
      Asked asked = rules.get(i);
      if (asked.holdsFor(frame)) {
        FrameFacts.set(matching, asked.number());
      }
    }
  }
}
