package dev.vedette.event;

import dev.vedette.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import ua_parser.Parser;

/**
 * Family, brand and model of devices by user agent (spec 02 §24.2), by the rules that come with the
 * parser's library, which itself tells families only.
 */
final class Devices {

  private static final int LARGEST_RULES = 4 << 20;

  private final List<Rule> rules;

  private record Rule(
      Pattern pattern, @Nullable String family, @Nullable String brand, @Nullable String model) {}

  private Devices(List<Rule> rules) {
    this.rules = rules;
  }

  /** Reads the rules of the library. */
  static Devices load() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LARGEST_RULES);
    try (InputStream in = Parser.class.getResourceAsStream("/ua_parser/regexes.yaml")) {
      Map<String, List<Map<String, String>>> all = new Yaml(new SafeConstructor(options)).load(in);
      List<Rule> rules = new ArrayList<>();
      for (Map<String, String> rule : all.getOrDefault("device_parsers", List.of())) {
        int flags = "i".equals(rule.get("regex_flag")) ? Pattern.CASE_INSENSITIVE : 0;
        rules.add(
            new Rule(
                Pattern.compile(String.valueOf(rule.get("regex")), flags),
                rule.get("device_replacement"),
                rule.get("brand_replacement"),
                rule.get("model_replacement")));
      }
      return new Devices(List.copyOf(rules));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The context of the device; empty when it is unknown. */
  Json.Obj context(String userAgent) {
    for (Rule rule : rules) {
      Matcher match = rule.pattern().matcher(userAgent);
      if (match.find()) {
        String family = filled(rule.family() == null ? "$1" : rule.family(), match);
        if (family == null || family.equals("Other")) {
          return Json.Obj.EMPTY;
        }
        return Json.object()
            .put("type", "device")
            .put("family", family)
            .putPresent("model", filled(rule.model() == null ? "$1" : rule.model(), match))
            .putPresent("brand", filled(rule.brand(), match))
            .build();
      }
    }
    return Json.Obj.EMPTY;
  }

  private static @Nullable String filled(@Nullable String template, Matcher match) {
    if (template == null) {
      return null;
    }
    String text = template;
    for (int group = 1; group <= 9 && text.indexOf('$') >= 0; group++) {
      String value = group <= match.groupCount() ? match.group(group) : null;
      text = text.replace("$" + group, value == null ? "" : value);
    }
    String stripped = text.strip();
    return stripped.isEmpty() ? null : stripped;
  }
}
