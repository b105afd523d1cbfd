package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a project as the API names them and as they are stored (spec 11 §12.3, §12.4).
 */
final class ProjectSettings {

  /** How a value is read and shown. */
  private enum Kind {
    FLAG,
    NUMBER,
    TEXT,
    TEXTS,
    /** Texts that the API writes on lines of one text. */
    LINES,
    ANY
  }

  /**
   * One setting.
   *
   * @param option name under which it is stored
   * @param initial what holds while nothing is stored
   */
  private record Setting(String name, String option, Kind kind, Json initial) {}

  private static final List<Setting> SETTINGS =
      List.of(
          number("digestsMinDelay", "digests:mail:minimum_delay", 300),
          number("digestsMaxDelay", "digests:mail:maximum_delay", 1800),
          text("subjectPrefix", "mail:subject_prefix", ""),
          text("subjectTemplate", "mail:subject_template", "$shortID - $title"),
          new Setting("allowedDomains", "sentry:origins", Kind.TEXTS, Json.array(Json.of("*"))),
          number("resolveAge", "sentry:resolve_age", 0),
          flag("dataScrubber", "sentry:scrub_data", true),
          flag("dataScrubberDefaults", "sentry:scrub_defaults", true),
          flag("scrubIPAddresses", "sentry:scrub_ip_address", false),
          texts("sensitiveFields", "sentry:sensitive_fields"),
          texts("safeFields", "sentry:safe_fields"),
          any("storeCrashReports", "sentry:store_crash_reports", Json.NULL),
          text("securityToken", "sentry:token", ""),
          any("securityTokenHeader", "sentry:token_header", Json.NULL),
          flag("verifySSL", "sentry:verify_ssl", true),
          flag("scrapeJavaScript", "sentry:scrape_javascript", true),
          texts("highlightTags", "sentry:highlight_tags"),
          any("highlightContext", "sentry:highlight_context", Json.Obj.EMPTY),
          text("groupingConfig", "sentry:grouping_config", "newstyle:2023-01-11"),
          any("secondaryGroupingConfig", "sentry:secondary_grouping_config", Json.NULL),
          number("secondaryGroupingExpiry", "sentry:secondary_grouping_expiry", 0),
          text("groupingEnhancements", "sentry:grouping_enhancements", ""),
          text("fingerprintingRules", "sentry:fingerprinting_rules", ""),
          any("relayPiiConfig", "sentry:relay_pii_config", Json.NULL),
          new Setting(
              "builtinSymbolSources",
              "sentry:builtin_symbol_sources",
              Kind.TEXTS,
              Json.strings(List.of("ios", "microsoft", "android", "nuget"))),
          text("symbolSources", "sentry:symbol_sources", "[]"),
          any("dynamicSamplingBiases", "sentry:dynamic_sampling_biases", Json.NULL),
          any("defaultEnvironment", "sentry:default_environment", Json.NULL),
          flag("enableAutoReleaseCreation", "sentry:auto_release_creation", true));

  /** Members of {@code options}: the only ones, under their names and those of the original. */
  private static final List<Setting> OPTIONS =
      List.of(
          lines("filters:blacklisted_ips", "sentry:blacklisted_ips"),
          lines("filters:releases", "sentry:releases"),
          lines("filters:error_messages", "sentry:error_messages"),
          lines("sentry:csp_ignored_sources", "sentry:csp_ignored_sources"),
          flag("filters:react-hydration-errors", "filters:react-hydration-errors", true),
          flag("filters:chunk-load-error", "filters:chunk-load-error", true),
          flag("sentry:csp_ignored_sources_defaults", "sentry:csp_ignored_sources_defaults", true),
          flag("feedback:branding", "feedback:branding", true),
          flag(
              "sentry:feedback_user_report_notifications",
              "sentry:feedback_user_report_notifications",
              true),
          flag("sentry:feedback_ai_spam_detection", "sentry:feedback_ai_spam_detection", true),
          flag("sentry:replay_rage_click_issues", "sentry:replay_rage_click_issues", true),
          flag(
              "sentry:replay_hydration_error_issues",
              "sentry:replay_hydration_error_issues",
              true));

  /** Parts of products that this server does not have. */
  private static final Map<String, Json> CONSTANTS =
      Map.of(
          "isDynamicallySampled", Json.FALSE,
          "tempestFetchScreenshots", Json.FALSE,
          "seerScannerAutomation", Json.FALSE,
          "scmSourceContextEnabled", Json.FALSE,
          "autofixAutomationTuning", Json.of("off"),
          "derivedGroupingEnhancements", Json.of(""),
          "debugFilesRole", Json.NULL,
          "seerNightshiftTweaks", Json.NULL,
          "processingIssues", Json.of(0),
          "highlightPreset",
              Json.object().put("tags", Json.Arr.EMPTY).put("context", Json.Obj.EMPTY).build());

  private static final Set<String> DIGESTS = Set.of("digestsMinDelay", "digestsMaxDelay");
  private static final int MIN_DIGEST = 60;
  private static final int MAX_DIGEST = 3600;
  private static final int MAX_TEXT = 65_536;

  private ProjectSettings() {}

  private static Setting flag(String name, String option, boolean initial) {
    return new Setting(name, option, Kind.FLAG, Json.of(initial));
  }

  private static Setting number(String name, String option, long initial) {
    return new Setting(name, option, Kind.NUMBER, Json.of(initial));
  }

  private static Setting text(String name, String option, String initial) {
    return new Setting(name, option, Kind.TEXT, Json.of(initial));
  }

  private static Setting texts(String name, String option) {
    return new Setting(name, option, Kind.TEXTS, Json.Arr.EMPTY);
  }

  private static Setting lines(String name, String option) {
    return new Setting(name, option, Kind.LINES, Json.Arr.EMPTY);
  }

  private static Setting any(String name, String option, Json initial) {
    return new Setting(name, option, Kind.ANY, initial);
  }

  /** What details of a project show of its stored options. */
  static Json.Obj shown(Json.Obj stored) {
    Json.Builder out = Json.object();
    CONSTANTS.forEach(out::put);
    SETTINGS.forEach(setting -> out.put(setting.name(), value(setting, stored)));
    Json.Builder options = Json.object();
    OPTIONS.forEach(setting -> options.put(setting.name(), value(setting, stored)));
    options.put("quotas:spike-protection-disabled", Json.NULL);
    return out.put("options", options.build()).build();
  }

  private static Json value(Setting setting, Json.Obj stored) {
    Json value = stored.present(setting.option());
    if (setting.kind() == Kind.LINES) {
      List<String> lines = new ArrayList<>();
      for (Json item : value instanceof Json.Arr(List<Json> items) ? items : List.<Json>of()) {
        lines.add(item instanceof Json.Str(String text) ? text : item.text());
      }
      return Json.of(String.join("\n", lines));
    }
    return value == null ? setting.initial() : value;
  }

  /**
   * The options to store for a request.
   *
   * @throws Fault naming the field that breaks a rule
   */
  static Json.Obj read(Json.Obj body, Json.Obj stored) {
    Map<String, Json> changed = new LinkedHashMap<>();
    for (Setting setting : SETTINGS) {
      Json value = body.get(setting.name());
      if (value != null) {
        changed.put(setting.option(), read(setting, setting.name(), value));
      }
    }
    checkDigests(new Json.Obj(changed), stored);
    Json.Obj options = body.object("options");
    for (Setting setting : OPTIONS) {
      Json own = options.get(setting.name());
      Json value = own == null ? options.get(setting.option()) : own;
      if (value != null) {
        changed.put(setting.option(), read(setting, "options." + setting.name(), value));
      }
    }
    for (Setting setting : SETTINGS) {
      Json value = options.get(setting.option());
      if (value != null) {
        changed.put(setting.option(), read(setting, "options." + setting.option(), value));
      }
    }
    return new Json.Obj(changed);
  }

  private static void checkDigests(Json.Obj changed, Json.Obj stored) {
    long least = delay("digestsMinDelay", changed, stored);
    long most = delay("digestsMaxDelay", changed, stored);
    if (least > most) {
      throw Fault.invalid("The minimum delay on digests must be lower than the maximum.");
    }
  }

  private static long delay(String name, Json.Obj changed, Json.Obj stored) {
    for (Setting setting : SETTINGS) {
      if (setting.name().equals(name)) {
        Json now = changed.present(setting.option());
        Json value = now == null ? value(setting, stored) : now;
        return value instanceof Json.Num number ? number.asLong() : 0;
      }
    }
    return 0;
  }

  private static Json read(Setting setting, String field, Json value) {
    return switch (setting.kind()) {
      case FLAG -> flag(field, value);
      case NUMBER -> number(setting, field, value);
      case TEXT -> text(field, value);
      case TEXTS -> texts(setting, field, value);
      case LINES -> lines(field, value);
      case ANY -> value;
    };
  }

  private static Json flag(String field, Json value) {
    return switch (value) {
      case Json.Bool flag -> flag;
      case Json.Str(String text) when text.equals("1") || text.equals("true") -> Json.TRUE;
      case Json.Str(String text) when text.equals("0") || text.equals("false") -> Json.FALSE;
      case Json.Num number -> Json.of(number.asLong() != 0);
      default -> throw Fault.invalid(field, "Must be a valid boolean.");
    };
  }

  private static Json number(Setting setting, String field, Json value) {
    if (value.isNull()) {
      return Json.of(0);
    }
    if (!(value instanceof Json.Num number) || !number.isIntegral()) {
      throw Fault.invalid(field, "A valid integer is required.");
    }
    boolean digest = DIGESTS.contains(setting.name());
    if (digest && number.asLong() < MIN_DIGEST) {
      throw Fault.invalid(field, "Ensure this value is greater than or equal to 60.");
    }
    if (digest && number.asLong() > MAX_DIGEST) {
      throw Fault.invalid(field, "Ensure this value is less than or equal to 3600.");
    }
    return value;
  }

  private static Json text(String field, Json value) {
    if (!(value instanceof Json.Str(String text))) {
      throw Fault.invalid(field, "Not a valid string.");
    }
    if (text.length() > MAX_TEXT) {
      throw Fault.invalid(field, "Ensure this field has no more than 65536 characters.");
    }
    return value;
  }

  private static Json texts(Setting setting, String field, Json value) {
    if (!(value instanceof Json.Arr(List<Json> items))
        || items.stream().anyMatch(item -> !(item instanceof Json.Str))) {
      throw Fault.invalid(field, "Expected a list of strings.");
    }
    if (setting.name().equals("allowedDomains") && items.isEmpty()) {
      throw Fault.invalid(
          field, "Empty value will block all requests, use * to accept from all domains");
    }
    return value;
  }

  private static Json lines(String field, Json value) {
    return switch (value) {
      case Json.Str(String text) ->
          Json.strings(text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
      case Json.Arr array -> array;
      default -> throw Fault.invalid(field, "Not a valid string.");
    };
  }
}
