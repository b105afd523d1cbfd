package dev.vedette.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values with units: {@code 64MiB}, {@code 10s}, {@code yes}. */
final class Units {

  private static final Pattern QUANTITY = Pattern.compile("(\\d+)\\s*([A-Za-z]*)");

  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);

  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Units() {}

  static long bytes(String text) {
    return quantity(text, BYTES, "must be a size such as 512KiB, 64MiB or 1GiB");
  }

  static Duration duration(String text) {
    String rule = "must be a duration such as 500ms, 10s, 5m, 1h or 30d";
    Matcher match = QUANTITY.matcher(text);
    Duration unit = match.matches() ? DURATIONS.get(match.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null || match.group(1).length() > 9) {
      throw new IllegalArgumentException(rule);
    }
    return unit.multipliedBy(Long.parseLong(match.group(1)));
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "t", "on", "1" -> true;
      case "false", "no", "n", "f", "off", "0" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static long quantity(String text, Map<String, Long> units, String rule) {
    Matcher match = QUANTITY.matcher(text);
    Long unit = match.matches() ? units.get(match.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null || match.group(1).length() > 12) {
      throw new IllegalArgumentException(rule);
    }
    return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
  }
}
