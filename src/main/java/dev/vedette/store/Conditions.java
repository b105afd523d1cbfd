package dev.vedette.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a statement with the values of their parameters: only those that are asked for
 * stand in it, so that the database can plan for them. Values are always bound.
 */
public final class Conditions {

  private final StringBuilder sql = new StringBuilder("true");
  private final List<@Nullable Object> values = new ArrayList<>();

  /**
   * Adds a condition.
   *
   * @param condition SQL in which each question mark stands for the next value
   */
  public Conditions and(String condition, Object... given) {
    sql.append(" AND ");
    int next = 0;
    for (int i = 0; i < condition.length(); i++) {
      if (condition.charAt(i) == '?') {
        sql.append(parameter(given[next++]));
      } else {
        sql.append(condition.charAt(i));
      }
    }
    return this;
  }

  /** Binds a value that stands elsewhere in the statement; gives its parameter, e.g. {@code $3}. */
  public String parameter(@Nullable Object value) {
    values.add(value);
    return "$" + values.size();
  }

  /** All conditions, joined by AND. */
  public String sql() {
    return sql.toString();
  }

  /** The values of all parameters, in order. */
  public @Nullable Object[] values() {
    return values.toArray();
  }
}
