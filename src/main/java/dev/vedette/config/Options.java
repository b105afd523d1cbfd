package dev.vedette.config;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of the runtime options. Reading is a look into an immutable snapshot; while the
 * database is away the last one stays. Every node reloads within 10 s.
 */
public final class Options {

  private final Database database;
  private final Map<String, Json> fixed;
  private volatile Map<String, Stored> stored = Map.of();

  /** A stored value and who set it. */
  private record Stored(Json value, String channel) {}

  /**
   * Options of the given database; defaults until {@link #reload}.
   *
   * @param fixed values that the configuration fixes, by name
   */
  public Options(Database database, Map<String, Json> fixed) {
    this.database = database;
    this.fixed = Map.copyOf(fixed);
  }

  /** Reads all stored values anew; waits. */
  public void reload() {
    Map<String, Stored> values = new HashMap<>();
    database
        .sql()
        .list("SELECT key, value::text, channel FROM option", row -> row)
        .forEach(row ->
            values.put(
                row.getString(0),
                new Stored(JsonText.parseTrusted(row.getString(1)), row.getString(2))));
    stored = Map.copyOf(values);
  }

  /** The value of an option. */
  public Json get(Option option) {
    Json onDisk = fixed.get(option.name());
    if (onDisk != null) {
      return onDisk;
    }
    Stored value = stored.get(option.name());
    return value == null ? option.defaultValue() : value.value();
  }

  /** The value of a whole-number option. */
  public long number(Option option) {
    return get(option) instanceof Json.Num number ? number.asLong() : 0;
  }

  /** The value of a truth option. */
  public boolean isOn(Option option) {
    return get(option) instanceof Json.Bool(boolean value) && value;
  }

  /** The value that the configuration fixes, or null. */
  public @Nullable Json fixed(Option option) {
    return fixed.get(option.name());
  }

  /** Where the value comes from: {@code disk}, {@code database} or {@code default}. */
  public String source(Option option) {
    return fixed.containsKey(option.name())
        ? "disk"
        : stored.containsKey(option.name()) ? "database" : "default";
  }

  /** Who set the stored value, e.g. {@code cli}, or null while the default holds. */
  public @Nullable String channel(Option option) {
    Stored value = stored.get(option.name());
    return value == null ? null : value.channel();
  }

  private void requireChangeable(Option option) {
    if (fixed.containsKey(option.name())) {
      throw new IllegalStateException(
          "'%s' cannot be changed at runtime because it is configured on disk"
              .formatted(option.name()));
    }
  }

  /**
   * Stores a value; waits.
   *
   * @throws IllegalStateException when the configuration fixes it
   */
  public void set(Option option, Json value, String channel) {
    requireChangeable(option);
    database
        .sql()
        .update(
            """
            INSERT INTO option (key, value, channel) VALUES ($1, $2::text::jsonb, $3)
            ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, channel = EXCLUDED.channel,
              updated_at = now()\
            """,
            option.name(),
            value.text(),
            channel);
    reload();
  }

  /** Forgets a stored value, so that the default holds again; waits. */
  public void delete(Option option) {
    requireChangeable(option);
    database.sql().update("DELETE FROM option WHERE key = $1", option.name());
    reload();
  }
}
