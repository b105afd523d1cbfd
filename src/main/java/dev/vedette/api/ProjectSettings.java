package dev.vedette.api;

import static dev.vedette.api.StoredSetting.any;
import static dev.vedette.api.StoredSetting.fields;
import static dev.vedette.api.StoredSetting.flag;
import static dev.vedette.api.StoredSetting.limits;
import static dev.vedette.api.StoredSetting.lines;
import static dev.vedette.api.StoredSetting.number;
import static dev.vedette.api.StoredSetting.numberOrNone;
import static dev.vedette.api.StoredSetting.shortText;
import static dev.vedette.api.StoredSetting.someOf;
import static dev.vedette.api.StoredSetting.text;
import static dev.vedette.api.StoredSetting.texts;

import dev.vedette.bus.Fault;
import dev.vedette.event.ClockDrift;
import dev.vedette.event.Crawlers;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of a project as the API names them and as they are stored (spec 11 §12.3, §12.4).
 */
final class ProjectSettings {

  /** The project whose settings are taken over. */
  static final String COPY_FROM = "copy_from_project";

  private static final Pattern TOKEN = Pattern.compile("[-a-zA-Z0-9+/=\\s]*");
  private static final Pattern HEADER_NAME = Pattern.compile("[a-zA-Z0-9_-]*");

  private static final List<StoredSetting> SETTINGS =
      List.of(
          number("digestsMinDelay", "digests:mail:minimum_delay", 300, 60, 3600),
          number("digestsMaxDelay", "digests:mail:maximum_delay", 1800, 60, 3600),
          shortText("subjectPrefix", "mail:subject_prefix", Json.of(""), 0, 200),
          shortText(
              "subjectTemplate", "mail:subject_template", Json.of("$shortID - $title"), 1, 200),
          new StoredSetting(
              "allowedDomains", "sentry:origins", Json.array(Json.of("*")), SettingRule.DOMAINS),
          number("resolveAge", "sentry:resolve_age", 0, 0, Integer.MAX_VALUE),
          flag("dataScrubber", "sentry:scrub_data", true),
          flag("dataScrubberDefaults", "sentry:scrub_defaults", true),
          flag("scrubIPAddresses", "sentry:scrub_ip_address", false),
          fields("sensitiveFields", "sentry:sensitive_fields"),
          fields("safeFields", "sentry:safe_fields"),
          numberOrNone("storeCrashReports", "sentry:store_crash_reports", -1, 100),
          new StoredSetting(
              "securityToken",
              "sentry:token",
              Json.of(""),
              SettingRule.shortText(Json.of(""), 0, 255).matching(TOKEN)),
          new StoredSetting(
              "securityTokenHeader",
              "sentry:token_header",
              Json.NULL,
              SettingRule.shortText(Json.NULL, 0, 20).matching(HEADER_NAME)),
          flag("verifySSL", "sentry:verify_ssl", true),
          flag("scrapeJavaScript", "sentry:scrape_javascript", true),
          texts("highlightTags", "sentry:highlight_tags", Json.Arr.EMPTY),
          any("highlightContext", "sentry:highlight_context", Json.Obj.EMPTY),
          text("groupingConfig", "sentry:grouping_config", "newstyle:2023-01-11"),
          any("secondaryGroupingConfig", "sentry:secondary_grouping_config", Json.NULL),
          number(
              "secondaryGroupingExpiry", "sentry:secondary_grouping_expiry", 0, 1, Long.MAX_VALUE),
          flag("groupingAutoUpdate", "sentry:grouping_auto_update", true),
          text("groupingEnhancements", "sentry:grouping_enhancements", ""),
          text("fingerprintingRules", "sentry:fingerprinting_rules", ""),
          new StoredSetting(
              "relayPiiConfig", "sentry:relay_pii_config", Json.NULL, SettingRule.OBJECT_TEXT),
          texts(
              "builtinSymbolSources",
              "sentry:builtin_symbol_sources",
              Json.strings(List.of("ios", "microsoft", "android", "nuget"))),
          new StoredSetting(
              "symbolSources", "sentry:symbol_sources", Json.of("[]"), SettingRule.LIST_TEXT),
          any("dynamicSamplingBiases", "sentry:dynamic_sampling_biases", Json.NULL),
          new StoredSetting(
              "defaultEnvironment",
              "sentry:default_environment",
              Json.NULL,
              SettingRule.shortText(Json.NULL, 1, 64)),
          flag("enableAutoReleaseCreation", "sentry:auto_release_creation", true));

  /** Members of {@code options}: the only ones, under their names and those of the original. */
  private static final List<StoredSetting> OPTIONS =
      List.of(
          lines("filters:blacklisted_ips", "sentry:blacklisted_ips"),
          lines("filters:releases", "sentry:releases"),
          lines("filters:error_messages", "sentry:error_messages"),
          lines("sentry:csp_ignored_sources", "sentry:csp_ignored_sources"),
          flag("filters:react-hydration-errors", "filters:react-hydration-errors", true),
          flag("filters:chunk-load-error", "filters:chunk-load-error", true),
          flag("sentry:csp_ignored_sources_defaults", "sentry:csp_ignored_sources_defaults", true),
          limits("quotas:monthly-limits", "quotas:monthly-limits"),
          limits("quotas:hourly-limits", "quotas:hourly-limits"),
          new StoredSetting(
              "security.sample-rate", "security.sample-rate", Json.of(1), SettingRule.SHARE),
          someOf(Crawlers.LET_IN, Crawlers.LET_IN, Crawlers.families()),
          flag(ClockDrift.OPTION, ClockDrift.OPTION, true),
          new StoredSetting("sampling", "sampling", Json.NULL, SettingRule.SAMPLING),
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

  private ProjectSettings() {}

  /** What details of a project show of its stored options. */
  static Json.Obj shown(Json.Obj stored) {
    Json.Builder out = Json.object();
    CONSTANTS.forEach(out::put);
    SETTINGS.forEach(setting -> out.put(setting.name(), setting.shown(stored)));
    out.put(
        "groupingConfig",
        GroupingSettings.effectiveConfig(stored.string("sentry:grouping_config")));
    Json.Builder options = Json.object();
    OPTIONS.forEach(setting -> options.put(setting.name(), setting.shown(stored)));
    options.put("quotas:spike-protection-disabled", Json.NULL);
    return out.put("options", options.build()).build();
  }

  /**
   * The options to store for a request.
   *
   * @throws Fault naming the field that breaks a rule
   */
  static Json.Obj read(Json.Obj body, Json.Obj stored) {
    Map<String, Json> changed = new LinkedHashMap<>();
    for (StoredSetting setting : SETTINGS) {
      Json value = body.get(setting.name());
      if (value != null) {
        changed.put(setting.option(), setting.read(setting.name(), value));
      }
    }
    checkDigests(new Json.Obj(changed), stored);
    Json.Obj options = body.object("options");
    for (StoredSetting setting : OPTIONS) {
      Json own = options.get(setting.name());
      Json value = own == null ? options.get(setting.option()) : own;
      if (value != null) {
        changed.put(setting.option(), setting.read("options." + setting.name(), value));
      }
    }
    for (StoredSetting setting : SETTINGS) {
      Json value = options.get(setting.option());
      if (value != null) {
        changed.put(setting.option(), setting.read("options." + setting.option(), value));
      }
    }
    return new Json.Obj(changed);
  }

  /** Whether a request has a value for any setting that takes more than reading the project. */
  static boolean changesMoreThanBookmark(Json.Obj body) {
    return Stream.concat(
            Stream.of("name", "slug", "platform", "options", COPY_FROM),
            SETTINGS.stream().map(StoredSetting::name))
        .anyMatch(key -> body.present(key) != null);
  }

  private static void checkDigests(Json.Obj changed, Json.Obj stored) {
    long least = delay("digestsMinDelay", changed, stored);
    long most = delay("digestsMaxDelay", changed, stored);
    if (least > most) {
      throw Fault.invalid("The minimum delay on digests must be lower than the maximum.");
    }
  }

  private static long delay(String name, Json.Obj changed, Json.Obj stored) {
    for (StoredSetting setting : SETTINGS) {
      if (setting.name().equals(name)) {
        Json now = changed.present(setting.option());
        Json value = now == null ? setting.shown(stored) : now;
        return value instanceof Json.Num number ? number.asLong() : 0;
      }
    }
    return 0;
  }
}
