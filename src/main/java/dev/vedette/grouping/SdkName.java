package dev.vedette.grouping;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of SDKs brought down to those that rules know (spec 03 §18.4). */
final class SdkName {

  private static final String OTHER = "other";
  private static final Pattern SEPARATORS =
      Pattern.compile("[^\\p{L}\\p{N}]+", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("sentry.electron", "sentry.javascript.electron"),
          Map.entry("sentry.javascript.angular.ivy", "sentry.javascript.angular"),
          Map.entry("sentry.javascript.node.experimental", "sentry.javascript.node"),
          Map.entry("sentry.javascript.react.expo", "sentry.javascript.react"),
          Map.entry("sentry.javascript.react.native.expo", "sentry.javascript.react.native"),
          Map.entry("sentry.laravel", "sentry.php.laravel"),
          Map.entry("sentry.react", "sentry.javascript.react"),
          Map.entry("sentry.symfony", "sentry.php.symfony"),
          Map.entry("sentry.unity", "sentry.native.unity"),
          Map.entry("sentry.cordova", OTHER));

  private static final Set<String> KNOWN = known();

  private SdkName() {}

  private static Set<String> known() {
    Set<String> known = new HashSet<>();
    add(known, "sentry.", "cocoa dart dotnet elixir go java kubernetes objc perl php powershell");
    add(known, "sentry.", "python ruby rust swift");
    add(
        known,
        "sentry.javascript.",
        "angular browser capacitor cordova deno electron ember gatsby");
    add(known, "sentry.javascript.", "nextjs node react react.native remix serverless svelte");
    add(known, "sentry.javascript.", "sveltekit vue");
    add(known, "sentry.native.", "android dotnet unity unreal");
    return Set.copyOf(known);
  }

  private static void add(Set<String> names, String prefix, String words) {
    Arrays.stream(words.split(" ")).map(prefix::concat).forEach(names::add);
  }

  /** The name that rules compare. */
  static String normalized(@Nullable String sent) {
    String name = SEPARATORS.matcher(sent == null ? OTHER : sent).replaceAll(".");
    String known = SYNONYMS.getOrDefault(name, name);
    if (!known.startsWith("sentry.")) {
      return OTHER;
    }
    List<String> parts = List.of(known.split("\\.", -1));
    int kept =
        switch (parts.get(1)) {
          case "javascript" -> parts.size();
          case "native" -> Math.min(3, parts.size());
          default -> 2;
        };
    String shortened = parts.stream().limit(kept).collect(Collectors.joining("."));
    return KNOWN.contains(shortened) ? shortened : OTHER;
  }
}
