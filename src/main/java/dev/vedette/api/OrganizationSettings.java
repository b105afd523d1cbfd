package dev.vedette.api;

import static dev.vedette.api.StoredSetting.any;
import static dev.vedette.api.StoredSetting.flag;
import static dev.vedette.api.StoredSetting.number;
import static dev.vedette.api.StoredSetting.text;
import static dev.vedette.api.StoredSetting.texts;

import dev.vedette.json.Json;
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
          flag("dataScrubber", "sentry:require_scrub_data", false),
          flag("dataScrubberDefaults", "sentry:require_scrub_defaults", false),
          texts("sensitiveFields", "sentry:sensitive_fields"),
          texts("safeFields", "sentry:safe_fields"),
          flag("scrubIPAddresses", "sentry:require_scrub_ip_address", false),
          any("relayPiiConfig", "sentry:relay_pii_config", Json.NULL),
          flag("scrapeJavaScript", "sentry:scrape_javascript", true),
          // dumps are kept unless somebody limits them: they are to be symbolicated
          number("storeCrashReports", "sentry:store_crash_reports", -1, -1, 100),
          text("attachmentsRole", "sentry:attachments_role", "member"),
          text("debugFilesRole", "sentry:debug_files_role", "admin"),
          flag("eventsMemberAdmin", "sentry:events_member_admin", true),
          flag("alertsMemberWrite", "sentry:alerts_member_write", true),
          flag("aiSuggestedSolution", "sentry:ai_suggested_solution", true),
          flag("aggregatedDataConsent", "sentry:aggregated_data_consent", false),
          flag("genAIConsent", "sentry:gen_ai_consent", false),
          flag("issueAlertsThreadFlag", "sentry:issue_alerts_thread_flag", true),
          flag("metricAlertsThreadFlag", "sentry:metric_alerts_thread_flag", true));

  private OrganizationSettings() {}

  /** What details of an organization show of its stored options. */
  static Json.Obj shown(Json.Obj stored) {
    Json.Builder out = Json.object();
    SETTINGS.forEach(setting -> out.put(setting.name(), setting.shown(stored)));
    return out.build();
  }

  /** The options to store for a request. */
  static Json.Obj read(Json.Obj body) {
    Map<String, Json> changed = new LinkedHashMap<>();
    for (StoredSetting setting : SETTINGS) {
      Json value = body.get(setting.name());
      if (value != null) {
        changed.put(setting.option(), setting.read(setting.name(), value));
      }
    }
    return new Json.Obj(changed);
  }
}
