package dev.vedette.api;

import static dev.vedette.api.StoredSetting.fields;
import static dev.vedette.api.StoredSetting.flag;
import static dev.vedette.api.StoredSetting.limits;
import static dev.vedette.api.StoredSetting.number;
import static dev.vedette.api.StoredSetting.numberOrNone;
import static dev.vedette.api.StoredSetting.role;

import dev.vedette.bus.Fault;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of an organization as the API names them (spec 11 §10.3). */
final class OrganizationSettings {

  private static final List<StoredSetting> SETTINGS =
      List.of(
          flag("isEarlyAdopter", "sentry:early_adopter", false),
          flag("openMembership", "sentry:open_membership", true),
          flag("allowMemberProjectCreation", "sentry:member_project_creation", true),
          flag("allowSharedIssues", "sentry:shared_issues", true),
          flag("enhancedPrivacy", "sentry:enhanced_privacy", false),
          flag("allowJoinRequests", "sentry:join_requests", true),
          number("projectRateLimit", "sentry:project-rate-limit", 100, 50, 100),
          number("accountRateLimit", "sentry:account-rate-limit", 0, 0, 1_000_000),
          limits("monthlyLimits", "quotas:monthly-limits"),
          limits("hourlyLimits", "quotas:hourly-limits"),
          flag("dataScrubber", "sentry:require_scrub_data", false),
          flag("dataScrubberDefaults", "sentry:require_scrub_defaults", false),
          fields("sensitiveFields", "sentry:sensitive_fields"),
          fields("safeFields", "sentry:safe_fields"),
          flag("scrubIPAddresses", "sentry:require_scrub_ip_address", false),
          new StoredSetting(
              "relayPiiConfig", "sentry:relay_pii_config", Json.NULL, SettingRule.OBJECT_TEXT),
          flag("scrapeJavaScript", "sentry:scrape_javascript", true),
          // dumps are kept unless somebody limits them: they are to be symbolicated
          number("storeCrashReports", "sentry:store_crash_reports", -1, -1, 100),
          role("attachmentsRole", "sentry:attachments_role", "member"),
          role("debugFilesRole", "sentry:debug_files_role", "admin"),
          flag("require2FA", "sentry:require_2fa", false),
          flag("requireEmailVerification", "sentry:require_email_verification", false),
          flag("codecovAccess", "sentry:codecov_access", false),
          numberOrNone("apdexThreshold", "sentry:apdex_threshold", 1, Integer.MAX_VALUE),
          flag("githubPRBot", "sentry:github_pr_bot", true),
          flag("githubOpenPRBot", "sentry:github_open_pr_bot", true),
          flag("githubNudgeInvite", "sentry:github_nudge_invite", true),
          flag("metricsActivatePercentiles", "sentry:metrics_activate_percentiles", true),
          flag("metricsActivateLastForGauges", "sentry:metrics_activate_last_for_gauges", false),
          flag("eventsMemberAdmin", "sentry:events_member_admin", true),
          flag("alertsMemberWrite", "sentry:alerts_member_write", true),
          flag("aiSuggestedSolution", "sentry:ai_suggested_solution", true),
          flag("aggregatedDataConsent", "sentry:aggregated_data_consent", false),
          flag("genAIConsent", "sentry:gen_ai_consent", false),
          flag("issueAlertsThreadFlag", "sentry:issue_alerts_thread_flag", true),
          flag("metricAlertsThreadFlag", "sentry:metric_alerts_thread_flag", true));

  /** Only owners say which role new members get. */
  private static final StoredSetting DEFAULT_ROLE =
      role("defaultRole", "sentry:default_role", "member");

  /** Nobody can meet them yet: there is no second factor and no confirmation of addresses. */
  private static final Map<String, String> UNMET =
      Map.of(
          "require2FA",
          "Cannot require two-factor authentication without personal two-factor enabled.",
          "requireEmailVerification",
          "Cannot require email verification before verifying your email address.",
          "codecovAccess",
          "There is no integration with Codecov.");

  private OrganizationSettings() {}

  /** What details of an organization show of its stored options. */
  static Json.Obj shown(Json.Obj stored) {
    Json.Builder out = Json.object();
    SETTINGS.forEach(setting -> out.put(setting.name(), setting.shown(stored)));
    out.put(DEFAULT_ROLE.name(), DEFAULT_ROLE.shown(stored));
    return out.build();
  }

  /**
   * The options to store for a request.
   *
   * @param byOwner whether the caller may set what only owners may
   */
  static Json.Obj read(Json.Obj body, boolean byOwner) {
    Map<String, Json> changed = new LinkedHashMap<>();
    List<StoredSetting> settable = new ArrayList<>(SETTINGS);
    if (byOwner) {
      settable.add(DEFAULT_ROLE);
    }
    for (StoredSetting setting : settable) {
      Json value = body.get(setting.name());
      if (value != null) {
        Json read = setting.read(setting.name(), value);
        String rule = UNMET.get(setting.name());
        if (rule != null && read.equals(Json.TRUE)) {
          throw Fault.invalid(setting.name(), rule);
        }
        changed.put(setting.option(), read);
      }
    }
    return new Json.Obj(changed);
  }
}
