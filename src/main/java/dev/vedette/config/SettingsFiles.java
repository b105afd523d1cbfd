package dev.vedette.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Finds and reads the configuration file (spec 10 §1): the named one, else {@code VEDETTE_CONF},
 * else {@code ./conf/vedette.yaml}, else {@code /etc/vedette/vedette.yaml}; none at all is fine.
 */
public final class SettingsFiles {

  private static final String FILE_NAME = "vedette.yaml";

  private static final int SHORTEST_SUSPECT = "VEDETTE_".length() + 6;
  private static final int MOST_MISTAKES = 2;

  /** What else the environment may tell. */
  private static final Set<String> OTHERS =
      Set.of(
          "VEDETTE_CONF",
          "VEDETTE_ADMIN_EMAIL",
          "VEDETTE_ADMIN_PASSWORD",
          "VEDETTE_ORG",
          "VEDETTE_PROJECT",
          "VEDETTE_JAVA_OPTIONS");

  private SettingsFiles() {}

  /** A place where a configuration file may stand, and whether it is the one in use. */
  public record Candidate(Path path, boolean used) {}

  /** All places looked at, in order; at most one is used. */
  public static List<Candidate> discover(@Nullable Path named, Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    if (named != null) {
      places.add(inDirectory(named));
    }
    String fromEnvironment = environment.get("VEDETTE_CONF");
    if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
      places.add(inDirectory(Path.of(fromEnvironment)));
    }
    places.add(Path.of("conf", FILE_NAME));
    places.add(Path.of("/etc/vedette", FILE_NAME));
    List<Candidate> candidates = new ArrayList<>();
    boolean found = false;
    for (Path place : places) {
      boolean used = !found && Files.isRegularFile(place);
      found |= used;
      candidates.add(new Candidate(place, used));
    }
    return candidates;
  }

  private static Path inDirectory(Path path) {
    return Files.isDirectory(path) ? path.resolve(FILE_NAME) : path;
  }

  /**
   * The settings of this process.
   *
   * @param named the file given by {@code --config}, if any; it must exist
   * @param commandLine settings given on the command line
   */
  public static Settings load(
      @Nullable Path named, Map<String, String> environment, Map<String, String> commandLine)
      throws ConfigurationException {
    String fromEnvironment = environment.getOrDefault("VEDETTE_CONF", "");
    Path required =
        named != null ? named : fromEnvironment.isEmpty() ? null : Path.of(fromEnvironment);
    if (required != null && !Files.exists(inDirectory(required))) {
      throw new ConfigurationException(
          List.of(
              "Configuration file does not exist: %s. Use 'vedette init' to create one."
                  .formatted(inDirectory(required))));
    }
    List<Settings.Layer> layers = new ArrayList<>();
    for (Candidate candidate : discover(named, environment)) {
      if (candidate.used()) {
        layers.add(new Settings.Layer(candidate.path().toString(), read(candidate.path())));
      }
    }
    refuseUnknown(environment);
    layers.add(new Settings.Layer("environment", fromEnvironment(environment)));
    layers.add(new Settings.Layer("command line", commandLine));
    return Settings.of(layers);
  }

  /**
   * A name that is nearly a setting's would be ignored silently. Others are none of ours:
   * Kubernetes sets some of a service's name.
   */
  private static void refuseUnknown(Map<String, String> environment) throws ConfigurationException {
    List<String> known = Keys.ALL.stream().map(Setting::environmentName).toList();
    List<String> findings = new ArrayList<>();
    for (String name : environment.keySet()) {
      boolean strange =
          name.startsWith("VEDETTE_")
              && name.length() >= SHORTEST_SUSPECT
              && !known.contains(name)
              && !OTHERS.contains(name);
      if (strange) {
        String nearest = Nearest.of(name, known, MOST_MISTAKES);
        if (nearest != null) {
          findings.add(
              "%s: unknown setting (in the environment); did you mean %s?"
                  .formatted(name, nearest));
        }
      }
    }
    if (!findings.isEmpty()) {
      throw new ConfigurationException(findings);
    }
  }

  private static Map<String, String> fromEnvironment(Map<String, String> environment) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Setting<?> key : Keys.ALL) {
      String text = environment.get(key.environmentName());
      if (text != null) {
        values.put(key.name(), text);
      }
    }
    return values;
  }

  private static Map<String, String> read(Path file) throws ConfigurationException {
    try {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      Map<String, String> flat = new LinkedHashMap<>();
      if (root != null) {
        flatten("", root, flat);
      }
      return flat;
    } catch (IOException | YAMLException | IllegalArgumentException broken) {
      throw new ConfigurationException(
          List.of("Malformed %s: %s".formatted(file, broken.getMessage())));
    }
  }

  private static void flatten(String name, Object node, Map<String, String> into) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            String child = name.isEmpty() ? String.valueOf(key) : name + "." + key;
            if (value == null) {
              into.put(child, "");
            } else {
              flatten(child, value, into);
            }
          });
      case List<?> list ->
          into.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
      default -> {
        if (name.isEmpty()) {
          throw new IllegalArgumentException("the file must be a mapping of settings");
        }
        into.put(name, String.valueOf(node));
      }
    }
  }
}
