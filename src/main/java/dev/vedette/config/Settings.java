package dev.vedette.config;

import dev.vedette.json.Json;
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

  /** What is before the name of a runtime option that is fixed by the configuration. */
  private static final String OPTION = "options.";

  private final Map<String, Value> values;
  private final Map<String, Json> options;

  private Settings(Map<String, Value> values, Map<String, Json> options) {
    this.values = values;
    this.options = options;
  }

  /** The runtime options that the configuration fixes, by name (spec 10 §4). */
  public Map<String, Json> options() {
    return options;
  }

  /**
   * Overlays the defaults with the given layers, later ones winning.
   *
   * @throws ConfigurationException naming every unknown key and every value that does not read
   */
  public static Settings of(List<Layer> layers) throws ConfigurationException {
    Map<String, Value> values = new LinkedHashMap<>();
    Keys.ALL.forEach(key -> values.put(key.name(), new Value(key.defaultText(), "default")));
    Map<String, Json> options = new LinkedHashMap<>();
    List<String> findings = new ArrayList<>();
    for (Layer layer : layers) {
      layer
          .values()
          .forEach((name, text) -> {
            if (values.containsKey(name)) {
              values.put(name, new Value(text, layer.source()));
            } else if (name.startsWith(OPTION)) {
              option(name.substring(OPTION.length()), text, layer.source(), options, findings);
            } else {
              findings.add(unknown(name, layer.source()));
            }
          });
    }
    Settings settings = new Settings(Map.copyOf(values), Map.copyOf(options));
    Keys.ALL.forEach(key -> settings.check(key, findings));
    if (!findings.isEmpty()) {
      throw new ConfigurationException(findings);
    }
    return settings;
  }

  private static void option(
      String name, String text, String source, Map<String, Json> options, List<String> findings) {
    Option option = Option.of(name).orElse(null);
    if (option == null) {
      String nearest = Nearest.of(name, Option.ALL.stream().map(Option::name).toList());
      findings.add(
          "%s%s: unknown option (in %s)%s"
              .formatted(
                  OPTION, name, source, nearest == null ? "" : "; did you mean " + nearest + "?"));
      return;
    }
    try {
      options.put(name, option.read(text));
    } catch (IllegalArgumentException rule) {
      findings.add("%s%s: %s (in %s)".formatted(OPTION, name, rule.getMessage(), source));
    }
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
