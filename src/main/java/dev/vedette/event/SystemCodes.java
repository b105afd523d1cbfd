package dev.vedette.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of signals, error numbers and Mach exceptions by operating system (spec 02 §7.2). */
final class SystemCodes {

  private static final Map<String, String> NAMES = load();

  private SystemCodes() {}

  private static Map<String, String> load() {
    Map<String, String> names = new HashMap<>();
    try (InputStream in = SystemCodes.class.getResourceAsStream("/event/system-codes.txt")) {
      if (in == null) {
        throw new IllegalStateException("system-codes.txt is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words.length == 3) {
          names.put(words[0] + " " + words[1], words[2]);
        }
      }
      return Map.copyOf(names);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The family of an operating system: {@code darwin}, {@code linux}, {@code windows}, or null. */
  static @Nullable String family(@Nullable String os) {
    return switch (os == null ? "" : os.toLowerCase(Locale.ROOT)) {
      case "ios", "watchos", "tvos", "macos" -> "darwin";
      case "linux", "android" -> "linux";
      case "windows" -> "windows";
      default -> null;
    };
  }

  static @Nullable String errno(String family, long number) {
    return NAMES.get("errno." + family + " " + number);
  }

  static @Nullable String signal(String family, long number) {
    return NAMES.get("signal." + family + " " + number);
  }

  static @Nullable String signalCode(String family, long signal, long code) {
    return NAMES.get("code." + family + "." + signal + " " + code);
  }

  static @Nullable String mach(long exception) {
    return NAMES.get("mach " + exception);
  }
}
