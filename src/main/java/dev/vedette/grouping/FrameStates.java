package dev.vedette.grouping;

import dev.vedette.grouping.StackRules.Compiled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one stack trace while rules are applied to them: what each is by now, and which
 * rules match it. Made for one stack trace, used by one thread.
 */
final class FrameStates {

  private final StackRules rules;
  private final List<Frame> frames;
  private final List<FrameFacts> facts;
  private final @Nullable Boolean[] inApp;
  private final @Nullable String[] category;
  private boolean anyCategory;

  private FrameStates(StackRules rules, List<Frame> frames, List<FrameFacts> facts) {
    this.rules = rules;
    this.frames = frames;
    this.facts = facts;
    this.inApp = new Boolean[frames.size()];
    this.category = new String[frames.size()];
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      inApp[i] = frame.inApp();
      category[i] = frame.category();
      anyCategory |= frame.category() != null;
    }
  }

  /** The states of frames before any rule. */
  static FrameStates of(StackRules rules, List<Frame> frames) {
    List<FrameFacts> facts = new ArrayList<>(frames.size());
    frames.forEach(frame -> facts.add(rules.facts(frame)));
    return new FrameStates(rules, frames, facts);
  }

  /** The states of the same frames once rules have decided on them. */
  FrameStates settled(List<Frame> decided) {
    return new FrameStates(rules, decided, facts);
  }

  List<Frame> frames() {
    return frames;
  }

  /** Applies the rules that decide on categories and on what is in-app (spec 03 §6.5). */
  void modify(ExceptionData exception) {
    forEachRule(
        rules.modifying(),
        exception,
        compiled -> {
          List<Integer> matching = matching(compiled);
          matching.forEach(index -> compiled.rule().actions().forEach(act -> modify(act, index)));
        });
  }

  private void modify(RuleAction action, int index) {
    switch (action) {
      case RuleAction.SetCategory(String name) -> {
        category[index] = name;
        anyCategory = true;
      }
      case RuleAction.SetFlag(RuleAction.Flag flag, boolean value, RuleAction.Range range) -> {
        if (flag == RuleAction.Flag.APP) {
          for (int i = from(range, index); i < to(range, index, frames.size()); i++) {
            inApp[i] = value;
          }
        }
      }
      default -> {
        // of no meaning before hashing
      }
    }
  }

  static int from(RuleAction.Range range, int index) {
    return switch (range) {
      case FRAME -> index;
      case DOWN -> index + 1;
      case UP -> 0;
    };
  }

  static int to(RuleAction.Range range, int index, int size) {
    return switch (range) {
      case FRAME -> index + 1;
      case DOWN -> size;
      case UP -> index;
    };
  }

  /** Passes each rule that has a say in what contributes, with each frame that it matches. */
  void forEachUpdate(ExceptionData exception, ObjIntConsumer<Compiled> action) {
    forEachRule(
        rules.updating(),
        exception,
        compiled -> matching(compiled).forEach(index -> action.accept(compiled, index)));
  }

  private void forEachRule(
      long[] wanted, ExceptionData exception, java.util.function.Consumer<Compiled> action) {
    for (int word = 0; word < wanted.length; word++) {
      long candidates = 0;
      for (FrameFacts one : facts) {
        candidates |= one.rules()[word];
      }
      candidates &= wanted[word];
      while (candidates != 0) {
        int number = (word << 6) + Long.numberOfTrailingZeros(candidates);
        candidates &= candidates - 1;
        Compiled compiled = rules.rule(number);
        // most events have no categories, and a tenth of the rules look for nothing else
        if ((anyCategory || !compiled.onCategory()) && compiled.rule().holds(exception)) {
          action.accept(compiled);
        }
      }
    }
  }

  private List<Integer> matching(Compiled compiled) {
    List<Integer> matching = List.of();
    for (int i = 0; i < frames.size(); i++) {
      if (matches(compiled, i)) {
        matching = matching.isEmpty() ? new ArrayList<>() : matching;
        matching.add(i);
      }
    }
    return matching;
  }

  private boolean matches(Compiled compiled, int index) {
    if (!FrameFacts.has(facts.get(index).rules(), compiled.number())) {
      return false;
    }
    for (RuleCondition condition : compiled.dynamic()) {
      if (!condition.holds(inApp[index], category[index])) {
        return false;
      }
    }
    return (compiled.caller() < 0 || neighbourHolds(compiled.caller(), index - 1))
        && (compiled.callee() < 0 || neighbourHolds(compiled.callee(), index + 1));
  }

  private boolean neighbourHolds(int condition, int index) {
    if (index < 0 || index >= frames.size()) {
      return false;
    }
    RuleCondition asked = rules.neighbour(condition);
    return asked.field().isDynamic()
        ? asked.holds(inApp[index], category[index])
        : FrameFacts.has(facts.get(index).neighbours(), condition);
  }

  @Nullable Boolean inApp(int index) {
    return inApp[index];
  }

  @Nullable String category(int index) {
    return category[index];
  }
}
