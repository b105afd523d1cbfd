package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many of each verticle a node runs: the setting {@code instances} (spec 10 §12). */
final class Instances {

  static final String HTTP = "http";

  private static final int MOST = 64;
  private static final Set<String> READERS = Set.of("pipeline", "sessions", "check-ins", "traces");
  private static final List<String> NAMES =
      List.of(HTTP, "issues", "grouping", "pipeline", "sessions", "check-ins", "traces");

  private final Map<String, Integer> counts;

  private Instances(Map<String, Integer> counts) {
    this.counts = Map.copyOf(counts);
  }

  /**
   * The numbers that the settings name, over the usual ones: two listeners, one of all others.
   *
   * @throws IllegalArgumentException with one sentence that names the rule
   */
  static Instances of(Settings settings) {
    Map<String, Integer> counts = new HashMap<>(Map.of(HTTP, 2));
    for (String entry : settings.get(Keys.INSTANCES)) {
      String[] parts = entry.split("=", 2);
      String name = parts[0].strip();
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "%s is no verticle. Use NAME=COUNT with one of %s"
                .formatted(name, String.join(", ", NAMES)));
      }
      counts.put(name, count(name, parts.length < 2 ? "" : parts[1].strip(), most(settings, name)));
    }
    return new Instances(counts);
  }

  /** Readers share the partitions of their feed; one without any would only stand by. */
  private static int most(Settings settings, String name) {
    return READERS.contains(name) ? settings.get(Keys.FEED_PARTITIONS) : MOST;
  }

  private static int count(String name, String text, int most) {
    if (text.matches("\\d{1,4}")) {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= most) {
        return count;
      }
    }
    throw new IllegalArgumentException(
        READERS.contains(name)
            ? "%s must be 1 to %d, the number of feed.partitions. Correct it".formatted(name, most)
            : "%s must be 1 to %d. Correct it".formatted(name, most));
  }

  int of(String name) {
    return counts.getOrDefault(name, 1);
  }
}
