package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a rule of sampling holds (spec 01 §24.2). */
sealed interface SamplingCondition {

  /**
   * Whether it holds.
   *
   * @param values gives what a name stands for, or null
   */
  boolean holds(Function<String, @Nullable Json> values);

  /** All of these hold; without any, it does. */
  record All(List<SamplingCondition> inner) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      return inner.stream().allMatch(one -> one.holds(values));
    }
  }

  /** One of these holds. */
  record Any(List<SamplingCondition> inner) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      return inner.stream().anyMatch(one -> one.holds(values));
    }
  }

  /** This does not hold. */
  record Not(SamplingCondition inner) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      return !inner.holds(values);
    }
  }

  /** The value is one of these. */
  record Equal(String name, List<Json> wanted, boolean ignoreCase) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      Json value = values.apply(name);
      return value == null
          ? wanted.contains(Json.NULL)
          : wanted.stream().anyMatch(one -> isSame(one, value));
    }

    private boolean isSame(Json one, Json value) {
      return one.equals(value)
          || (ignoreCase
              && one instanceof Json.Str(String left)
              && value instanceof Json.Str(String right)
              && left.equalsIgnoreCase(right));
    }
  }

  /** The text of the value is like one of these patterns. */
  record Like(String name, List<Pattern> patterns) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      return values.apply(name) instanceof Json.Str(String text)
          && Globs.anyMatches(patterns, text);
    }
  }

  /**
   * The value is a number in a relation to another: {@code gt}, {@code gte}, {@code lt}, {@code
   * lte}.
   */
  record Compared(String name, String relation, double bound) implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      if (!(values.apply(name) instanceof Json.Num number)) {
        return false;
      }
      double value = number.asDouble();
      return switch (relation) {
        case "gt" -> value > bound;
        case "gte" -> value >= bound;
        case "lt" -> value < bound;
        default -> value <= bound;
      };
    }
  }

  /** It holds for one element of a list, or for every one. */
  record Elements(String name, boolean every, SamplingCondition inner)
      implements SamplingCondition {
    @Override
    public boolean holds(Function<String, @Nullable Json> values) {
      if (!(values.apply(name) instanceof Json.Arr list)) {
        return false;
      }
      Stream<Json> elements = list.items().stream();
      return every
          ? elements.allMatch(one -> inner.holds(path -> within(one, path)))
          : elements.anyMatch(one -> inner.holds(path -> within(one, path)));
    }
  }

  /** What a dotted path leads to, or null. */
  static @Nullable Json within(Json tree, String path) {
    Json at = tree;
    for (String step : path.split("\\.")) {
      if (!(at instanceof Json.Obj object)) {
        return null;
      }
      at = object.present(step);
    }
    return at;
  }

  /** Reads a condition; one that nobody knows never holds. */
  static SamplingCondition of(Json.Obj sent) {
    String op = String.valueOf(sent.string("op"));
    String name = String.valueOf(sent.string("name"));
    return switch (op) {
      case "and" -> new All(inner(sent));
      case "or" -> new Any(inner(sent));
      case "not" -> new Not(of(sent.object("inner")));
      case "eq" ->
          new Equal(
              name, values(sent), Boolean.TRUE.equals(sent.object("options").bool("ignoreCase")));
      case "glob" -> new Like(name, Globs.all(texts(sent)));
      case "gt", "gte", "lt", "lte" -> {
        Json.Num bound = sent.number("value");
        yield bound == null ? new Any(List.of()) : new Compared(name, op, bound.asDouble());
      }
      case "any", "all" -> new Elements(name, op.equals("all"), of(sent.object("inner")));
      default -> new Any(List.of());
    };
  }

  private static List<SamplingCondition> inner(Json.Obj sent) {
    return sent.array("inner").items().stream()
        .map(one -> of(one instanceof Json.Obj object ? object : Json.Obj.EMPTY))
        .toList();
  }

  private static List<Json> values(Json.Obj sent) {
    Json value = sent.get("value");
    return value instanceof Json.Arr(List<Json> several)
        ? several
        : List.of(value == null ? Json.NULL : value);
  }

  private static List<String> texts(Json.Obj sent) {
    return values(sent).stream()
        .filter(Json.Str.class::isInstance)
        .map(text -> ((Json.Str) text).value())
        .toList();
  }
}
