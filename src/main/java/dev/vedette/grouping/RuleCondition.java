package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a stack trace rule. Immutable.
 *
 * @param argument as people wrote it, without quotes
 */
record RuleCondition(boolean isNegated, RuleField field, String argument, Test test) {

  /** How the argument is compared. */
  sealed interface Test {

    /** By a glob. */
    record ByGlob(Glob glob) implements Test {}

    /** By the family of the frame's platform. */
    record ByFamily(Set<Family> families) implements Test {}

    /** By whether the frame is in-app. */
    record ByFlag(boolean flag) implements Test {}

    /** An argument that nothing matches. */
    record Never() implements Test {}
  }

  /**
   * A condition on a field.
   *
   * @throws Glob.IllFormed when the glob on an exception's field is none; one on a frame's field
   *     never matches instead
   */
  static RuleCondition of(boolean isNegated, RuleField field, String argument)
      throws Glob.IllFormed {
    return new RuleCondition(isNegated, field, argument, test(field, argument));
  }

  private static Test test(RuleField field, String argument) throws Glob.IllFormed {
    if (field == RuleField.FAMILY) {
      return new Test.ByFamily(families(argument));
    }
    if (field == RuleField.APP) {
      Boolean flag = flag(argument);
      return flag == null ? new Test.Never() : new Test.ByFlag(flag);
    }
    try {
      return new Test.ByGlob(Glob.compile(argument, field.globTraits()));
    } catch (Glob.IllFormed illFormed) {
      if (field.isOfException()) {
        throw illFormed;
      }
      return new Test.Never();
    }
  }

  private static Set<Family> families(String argument) {
    Set<Family> families = EnumSet.noneOf(Family.class);
    for (String name : argument.split(",", -1)) {
      switch (name) {
        case "native" -> families.add(Family.NATIVE);
        case "javascript" -> families.add(Family.JAVASCRIPT);
        case "other" -> families.add(Family.OTHER);
        case "all" -> families.addAll(EnumSet.allOf(Family.class));
        default -> {
          // a family nobody knows matches nothing
        }
      }
    }
    return families;
  }

  /** What a word says of being in-app; null when it is none of the six words. */
  static @Nullable Boolean flag(String word) {
    return switch (word) {
      case "1", "yes", "true" -> true;
      case "0", "no", "false" -> false;
      default -> null;
    };
  }

  /**
   * A condition on a neighbour; one on the exception is an ordinary condition on it wherever it
   * stands (spec 03 §6.4).
   */
  static @Nullable RuleCondition ofNeighbour(
      @Nullable RuleCondition condition, List<RuleCondition> ofException) {
    if (condition == null || !condition.field().isOfException()) {
      return condition;
    }
    ofException.add(condition);
    return null;
  }

  /** Whether the exception of a stack trace fulfils the condition. */
  boolean holds(ExceptionData exception) {
    String value =
        switch (field) {
          case TYPE -> exception.type();
          case VALUE -> exception.value();
          default -> exception.mechanism();
        };
    return isNegated != (test instanceof Test.ByGlob(Glob glob) && glob.matches(value));
  }

  /** Whether a frame fulfils a condition that no rule can change. */
  boolean holds(FrameSubject frame) {
    return isNegated != matches(frame);
  }

  private boolean matches(FrameSubject frame) {
    return switch (test) {
      case Test.ByFamily(Set<Family> families) -> families.contains(frame.family());
      case Test.ByGlob(Glob glob) -> {
        FrameSubject.Value value = frame.value(field);
        yield value != null && value.matches(glob);
      }
      default -> false;
    };
  }

  /** Whether a frame in its present state fulfils a condition on that state. */
  boolean holds(@Nullable Boolean inApp, @Nullable String category) {
    return isNegated
        != switch (test) {
          case Test.ByFlag(boolean flag) -> flag == Boolean.TRUE.equals(inApp);
          case Test.ByGlob(Glob glob) -> category != null && glob.matches(category);
          default -> false;
        };
  }

  /** The condition in rule texts (spec 03 §6.6). */
  String text() {
    return (isNegated ? "!" : "") + field.key() + ":" + argument;
  }
}
