package dev.vedette.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effective settings of one process: defaults, overlaid by the file, the environment and the
 * command line, in this order. Immutable; every value has been read once, so {@link #get} never
 * fails.
 */
public final class Settings {

  /** A value with the place it came from, e.g. {@code default}, {@code environment}. */
  public record Value(String text, String source) {}

  private final Map<String, Value> values;

  private Settings(Map<String, Value> values) {
    this.values = values;
  }

  /**
   * Overlays the defaults with the given layers, later ones winning.
   *
   * @throws ConfigurationException naming every unknown key and every value that does not read
   */
  public static Settings of(List<Layer> layers) throws ConfigurationException {
    Map<String, Value> values = new LinkedHashMap<>();
    Keys.ALL.forEach(key -> values.put(key.name(), new Value(key.defaultText(), "default")));
    List<String> findings = new ArrayList<>();
    for (Layer layer : layers) {
      layer
          .values()
          .forEach((name, text) -> {
            if (values.containsKey(name)) {
              values.put(name, new Value(text, layer.source()));
            } else {
              findings.add(unknown(name, layer.source()));
            }
          });
    }
    Settings settings = new Settings(Map.copyOf(values));
    Keys.ALL.forEach(key -> settings.check(key, findings));
    if (!findings.isEmpty()) {
      throw new ConfigurationException(findings);
    }
    return settings;
  }

  /** A named source of setting texts. */
  public record Layer(String source, Map<String, String> values) {}

  private void check(Setting<?> key, List<String> findings) {
    try {
      var unused = key.reader().apply(text(key));
    } catch (IllegalArgumentException rule) {
      findings.add("%s: %s (in %s)".formatted(key.name(), rule.getMessage(), value(key).source()));
    }
  }

  private static String unknown(String name, String source) {
    String nearest = Nearest.of(name, Keys.ALL.stream().map(Setting::name).toList());
    return "%s: unknown setting (in %s)%s"
        .formatted(name, source, nearest == null ? "" : "; did you mean " + nearest + "?");
  }

  /** The value of a setting. */
  public <T> T get(Setting<T> key) {
    return key.reader().apply(text(key));
  }

  /** The value of a text setting, or null when it is empty. */
  public @Nullable String find(Setting<String> key) {
    String text = text(key);
    return text.isEmpty() ? null : text;
  }

  /** The text of a setting and where it came from. */
  public Value value(Setting<?> key) {
    Value value = values.get(key.name());
    if (value == null) {
      throw new IllegalArgumentException("unregistered setting " + key.name());
    }
    return value;
  }

  private String text(Setting<?> key) {
    return value(key).text();
  }
}
