package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of stack trace rules, made ready to be matched (spec 03 §6). What a rule says of
 * a frame's own fields is found once for each different frame and remembered; what is left to do
 * for a stack trace are the few rules that match one of its frames, their neighbours and changing
 * states. Safe for use by several threads.
 */
final class StackRules {

  /** Places for remembered frames, a power of two. */
  private static final int REMEMBERED = 1 << 14;

  /** A frame lies at one of so many places that follow the one of its hash. */
  private static final int NEIGHBOURS = 4;

  /** Longer frames are rare and are not remembered, which bounds the memory. */
  private static final int LONGEST = 400;

  private final List<Compiled> rules = new ArrayList<>();
  private final List<RuleCondition> neighbourConditions = new ArrayList<>();
  private final RuleIndex index;
  private final long[] modifying;
  private final long[] updating;
  private final AtomicReferenceArray<@Nullable Remembered> known =
      new AtomicReferenceArray<>(REMEMBERED);

  /** What tells one frame from another for all rules, and what was found for it. */
  private record Remembered(
      Family family,
      String function,
      @Nullable String module,
      @Nullable String path,
      @Nullable String packageName,
      FrameFacts facts) {

    boolean isOf(Frame frame, String name) {
      return family == frame.family()
          && function.equals(name)
          && Objects.equals(module, frame.module())
          && Objects.equals(path, frame.path())
          && Objects.equals(packageName, frame.packageName());
    }
  }

  /**
   * A rule with what has to be asked of a frame in its present state.
   *
   * @param number place in the order of the rules
   * @param dynamic conditions on fields that rules change
   * @param caller number of the condition on the neighbour, or -1
   * @param onCategory whether no frame without a category can fulfil it
   */
  record Compiled(
      int number,
      StackRule rule,
      List<RuleCondition> dynamic,
      int caller,
      int callee,
      boolean onCategory,
      String quote) {}

  StackRules(List<StackRule> ordered) {
    ordered.forEach(rule -> rules.add(compile(rule)));
    this.index = new RuleIndex(ordered.stream().map(StackRules::fixed).toList());
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

  /** The conditions on fields that rules do not change. */
  private static List<RuleCondition> fixed(StackRule rule) {
    return rule.ofFrame().stream().filter(one -> !one.field().isDynamic()).toList();
  }

  private Compiled compile(StackRule rule) {
    List<RuleCondition> dynamic =
        rule.ofFrame().stream().filter(one -> one.field().isDynamic()).toList();
    return new Compiled(
        rules.size(),
        rule,
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
    int hash = hash(frame, function);
    int free = -1;
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = (hash + i) & (REMEMBERED - 1);
      Remembered remembered = known.get(place);
      if (remembered == null) {
        free = place;
        break;
      }
      if (remembered.isOf(frame, function)) {
        return remembered.facts();
      }
    }
    FrameFacts facts = find(FrameSubject.of(frame, function), function);
    String path = frame.path();
    int length = function.length() + length(frame.module()) + length(path);
    if (length + length(frame.packageName()) <= LONGEST) {
      // where none is free, one that depends on the frame gives way
      int place = free >= 0 ? free : (hash + (hash >>> 30)) & (REMEMBERED - 1);
      known.set(
          place,
          new Remembered(
              frame.family(), function, frame.module(), path, frame.packageName(), facts));
    }
    return facts;
  }

  private static int hash(Frame frame, String function) {
    int hash = function.hashCode() * 31 + Objects.hashCode(frame.module());
    hash = hash * 31 + Objects.hashCode(frame.path());
    hash = hash * 31 + Objects.hashCode(frame.packageName());
    return hash ^ (hash >>> 15);
  }

  private FrameFacts find(FrameSubject frame, String function) {
    long[] neighbours = FrameFacts.bits(neighbourConditions.size());
    for (int i = 0; i < neighbourConditions.size(); i++) {
      RuleCondition condition = neighbourConditions.get(i);
      if (!condition.field().isDynamic() && condition.holds(frame)) {
        FrameFacts.set(neighbours, i);
      }
    }
    return new FrameFacts(index.matching(frame, function), neighbours);
  }
}
