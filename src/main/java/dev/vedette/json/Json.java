package dev.vedette.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value. Objects keep the order of their members. Values are compared by content
 * and may be shared freely between threads.
 */
public sealed interface Json {

  /** The literal {@code null}. */
  Json NULL = new Null();

  /** The literal {@code true}. */
  Json TRUE = new Bool(true);

  /** The literal {@code false}. */
  Json FALSE = new Bool(false);

  /** The literal {@code null}; use {@link #NULL}. */
  record Null() implements Json {}

  /** A boolean; use {@link Json#of(boolean)}. */
  record Bool(boolean value) implements Json {}

  /**
   * A number: a {@link Long}, a {@link BigInteger} beyond 64 bits, or a {@link Double}; a {@link
   * BigDecimal} where this program writes digits that a double does not keep.
   */
  record Num(Number value) implements Json {

    /** Whether the number has no fraction, e.g. {@code 3} or {@code 3.0}. */
    public boolean isIntegral() {
      return !(value instanceof Double d) || (d == Math.rint(d) && !Double.isInfinite(d));
    }

    /** The value as a double, possibly rounded. */
    public double asDouble() {
      return value.doubleValue();
    }

    /** The value as a long; integral values out of range are clamped. */
    public long asLong() {
      return switch (value) {
        case BigInteger big -> big.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        default -> value.longValue();
      };
    }
  }

  /** A string. */
  record Str(String value) implements Json {}

  /** An array. */
  record Arr(List<Json> items) implements Json {

    /** The empty array. */
    public static final Arr EMPTY = new Arr(List.of());

    /** Takes ownership of {@code items}, which the caller must not change afterwards. */
    public Arr {
      items = List.copyOf(items);
    }

    /** Number of elements. */
    public int size() {
      return items.size();
    }

    /**
     * This array with each element replaced by what the function gives for its index and value. The
     * same array when nothing changes.
     */
    public Arr mapped(BiFunction<Integer, Json, Json> replacement) {
      List<Json> changed = null;
      for (int i = 0; i < items.size(); i++) {
        Json item = items.get(i);
        Json replaced = replacement.apply(i, item);
        if (replaced != item) {
          changed = changed == null ? new ArrayList<>(items) : changed;
          changed.set(i, replaced);
        }
      }
      return changed == null ? this : new Arr(changed);
    }

    /** The element at {@code index}, which must exist. */
    public Json get(int index) {
      return items.get(index);
    }
  }

  /** An object with ordered members. */
  record Obj(Map<String, Json> members) implements Json {

    /** The empty object. */
    public static final Obj EMPTY = new Obj(Map.of());

    /** Takes ownership of {@code members}, which the caller must not change afterwards. */
    public Obj {
      members = Members.of(members);
    }

    /**
     * The member's value, or null when there is no such member; a JSON null is {@link Json#NULL}.
     */
    public @Nullable Json get(String key) {
      return members.get(key);
    }

    /** The member's value, or null when it is absent or a JSON null. */
    public @Nullable Json present(String key) {
      Json value = members.get(key);
      return value instanceof Null ? null : value;
    }

    /** The member's text, or null when it is absent or no string. */
    public @Nullable String string(String key) {
      return members.get(key) instanceof Str(String text) ? text : null;
    }

    /** The member's object, or the empty object when it is absent or no object. */
    public Obj object(String key) {
      return members.get(key) instanceof Obj object ? object : EMPTY;
    }

    /** The member's array, or the empty array when it is absent or no array. */
    public Arr array(String key) {
      return members.get(key) instanceof Arr array ? array : Arr.EMPTY;
    }

    /** The member's number, or null when it is absent or no number. */
    public @Nullable Num number(String key) {
      return members.get(key) instanceof Num number ? number : null;
    }

    /** The member's truth value, or null when it is absent or no boolean. */
    public @Nullable Boolean bool(String key) {
      return members.get(key) instanceof Bool(boolean value) ? Boolean.valueOf(value) : null;
    }

    /** Whether there are no members. */
    public boolean isEmpty() {
      return members.isEmpty();
    }

    /** This object with one member added or replaced in place. */
    public Obj with(String key, Json value) {
      return new Obj(Members.with(members, key, value));
    }

    /**
     * This object with each value replaced by what the function gives for its name and value; null
     * leaves the member out. The same object when nothing changes.
     */
    public Obj mapped(BiFunction<String, Json, @Nullable Json> replacement) {
      Map<String, Json> mapped = Members.mapped(members, replacement);
      return mapped == members ? this : new Obj(mapped);
    }

    /** This object without a member. */
    public Obj without(String key) {
      if (!members.containsKey(key)) {
        return this;
      }
      Map<String, Json> copy = new LinkedHashMap<>(members);
      copy.remove(key);
      return new Obj(copy);
    }
  }

  /** A boolean value. */
  static Json of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** A whole number. */
  static Json of(long value) {
    return new Num(value);
  }

  /** A fraction; NaN and infinities, which JSON lacks, become null. */
  static Json of(double value) {
    return Double.isFinite(value) ? new Num(value) : NULL;
  }

  /** A string, or {@link #NULL} for null. */
  static Json of(@Nullable String value) {
    return value == null ? NULL : new Str(value);
  }

  /** The value itself, or {@link #NULL} for null. */
  static Json orNull(@Nullable Json value) {
    return value == null ? NULL : value;
  }

  /** An array of the given values. */
  static Arr array(Json... values) {
    return new Arr(List.of(values));
  }

  /** An array of strings. */
  static Arr strings(Iterable<String> values) {
    List<Json> items = new ArrayList<>();
    values.forEach(value -> items.add(new Str(value)));
    return new Arr(items);
  }

  /** Starts an object. */
  static Builder object() {
    return new Builder();
  }

  /** Whether this is {@link #NULL}. */
  default boolean isNull() {
    return this instanceof Null;
  }

  /** The compact JSON text of this value. */
  default String text() {
    return JsonText.write(this);
  }

  /** Collects the members of an object in order. Not safe for use by several threads. */
  final class Builder {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a member, replacing one of the same name. */
    public Builder put(String key, @Nullable Json value) {
      members.put(key, orNull(value));
      return this;
    }

    /** Adds a text member; null becomes a JSON null. */
    public Builder put(String key, @Nullable String value) {
      return put(key, of(value));
    }

    /** Adds a whole number. */
    public Builder put(String key, long value) {
      return put(key, of(value));
    }

    /** Adds a fraction. */
    public Builder put(String key, double value) {
      return put(key, of(value));
    }

    /** Adds a boolean. */
    public Builder put(String key, boolean value) {
      return put(key, of(value));
    }

    /** Adds a member unless the value is null. */
    public Builder putPresent(String key, @Nullable Json value) {
      return value == null ? this : put(key, value);
    }

    /** Adds a text member unless the value is null. */
    public Builder putPresent(String key, @Nullable String value) {
      return value == null ? this : put(key, of(value));
    }

    /** Adds all members of an object. */
    public Builder putAll(Obj other) {
      members.putAll(other.members());
      return this;
    }

    /** The finished object; the builder must not be used afterwards. */
    public Obj build() {
      return new Obj(members);
    }
  }

  /**
   * The decimal text of a number as JSON writes it, e.g. {@code 4}, {@code 0.25}, {@code 1.0E10}.
   */
  static String numberText(Number number) {
    return switch (number) {
      case Double d when d == 0 -> d.toString();
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> d.longValue() + ".0";
      case Double d when d == Math.rint(d) && Math.abs(d) < 1e16 ->
          BigDecimal.valueOf(d).setScale(1).toPlainString();
      default -> number.toString();
    };
  }
}
