package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How fast a device is: 1 low, 2 medium, 3 high (spec 02 §24.3). */
final class DeviceClass {

  private static final Pattern APPLE = Pattern.compile("(iPhone|iPad|iPod)(\\d{1,4}),\\d{1,4}");
  private static final long GIBIBYTE = 1L << 30;

  private DeviceClass() {}

  /** The class of the event's device; null where it does not tell enough. */
  static @Nullable String of(Json.Obj event) {
    if (!(event.object("contexts").get("device") instanceof Json.Obj device)) {
      return null;
    }
    String model = device.string("model");
    Matcher apple = APPLE.matcher(model == null ? "" : model);
    if (apple.matches()) {
      return apple(apple.group(1), Integer.parseInt(apple.group(2)));
    }
    String system = event.object("contexts").object("os").string("name");
    return system != null && system.toLowerCase(Locale.ROOT).startsWith("android")
        ? android(device)
        : null;
  }

  /** By generation: those with an A9 or older are slow, those with an A14 or newer fast. */
  private static String apple(String family, int generation) {
    int lastSlow =
        switch (family) {
          case "iPhone" -> 8;
          case "iPad" -> 6;
          default -> Integer.MAX_VALUE;
        };
    return generation <= lastSlow ? "1" : generation <= 12 ? "2" : "3";
  }

  private static @Nullable String android(Json.Obj device) {
    Json.Num cores = device.number("processor_count");
    Json.Num megahertz = device.number("processor_frequency");
    Json.Num memory = device.number("memory_size");
    if (cores == null || megahertz == null || memory == null) {
      return null;
    }
    double gibibytes = memory.asDouble() / GIBIBYTE;
    if (megahertz.asDouble() < 2000 || cores.asDouble() < 8 || gibibytes < 4) {
      return "1";
    }
    return megahertz.asDouble() < 2500 || gibibytes < 6 ? "2" : "3";
  }
}
