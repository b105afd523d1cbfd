package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The legacy browser filter and its sub-filters (spec 01 §22.2). */
final class LegacyBrowsers {

  private record Range(String family, int from, int to) {}

  private static final Map<String, Integer> DEFAULT_MINIMUM =
      Map.of("IE", 10, "Safari", 6, "Opera", 15, "Android", 4, "Opera Mini", 8);

  private static final Map<String, Range> SUB_FILTERS =
      Map.ofEntries(
          Map.entry("ie", new Range("IE", 0, 11)),
          Map.entry("edge", new Range("Edge", 0, 18)),
          Map.entry("safari", new Range("Safari", 0, 11)),
          Map.entry("firefox", new Range("Firefox", 0, 66)),
          Map.entry("chrome", new Range("Chrome", 0, 62)),
          Map.entry("opera", new Range("Opera", 0, 50)),
          Map.entry("android", new Range("Android", 0, 3)),
          Map.entry("opera_mini", new Range("Opera Mini", 0, 34)),
          Map.entry("ie_pre_9", new Range("IE", 0, 8)),
          Map.entry("ie9", new Range("IE", 9, 9)),
          Map.entry("ie10", new Range("IE", 10, 10)),
          Map.entry("ie11", new Range("IE", 11, 11)),
          Map.entry("opera_pre_15", new Range("Opera", 0, 14)),
          Map.entry("opera_mini_pre_8", new Range("Opera Mini", 0, 7)),
          Map.entry("android_pre_4", new Range("Android", 0, 3)),
          Map.entry("safari_pre_6", new Range("Safari", 0, 5)),
          Map.entry("edge_pre_79", new Range("Edge", 0, 78)));

  private LegacyBrowsers() {}

  static boolean isLegacy(Json.Obj options, UserAgents.@Nullable Browser browser) {
    Json option = options.present("filters:legacy-browsers");
    if (browser == null || option == null) {
      return false;
    }
    String family = browser.family().equals("IE Mobile") ? "IE" : browser.family();
    return switch (option) {
      case Json.Str(String text) when text.equals("1") -> isBelowMinimum(family, browser.major());
      case Json.Bool(boolean on) -> on && isBelowMinimum(family, browser.major());
      case Json.Arr(List<Json> names) ->
          names.stream().anyMatch(name -> matches(name, family, browser.major()));
      default -> false;
    };
  }

  private static boolean isBelowMinimum(String family, int major) {
    return major < DEFAULT_MINIMUM.getOrDefault(family, 0);
  }

  private static boolean matches(Json name, String family, int major) {
    Range range = name instanceof Json.Str(String text) ? SUB_FILTERS.get(text) : null;
    return range != null
        && range.family().equals(family)
        && major >= range.from()
        && major <= range.to();
  }
}
