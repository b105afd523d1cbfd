package dev.vedette.api;

import dev.vedette.http.Call;
import dev.vedette.identity.Account;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectFacts;
import dev.vedette.project.ProjectView;
import dev.vedette.project.Projects;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of organizations, projects, keys, teams and people (spec 11 §8.4, §10.2, §11.3, §12). */
final class Shapes {

  private static final List<String> FLAGS =
      List.of(
          "firstTransactionEvent",
          "isBookmarked",
          "hasCustomMetrics",
          "hasFeedbacks",
          "hasFlags",
          "hasInsightsAgentMonitoring",
          "hasInsightsAppStart",
          "hasInsightsAssets",
          "hasInsightsCaches",
          "hasInsightsDb",
          "hasInsightsHttp",
          "hasInsightsLlmMonitoring",
          "hasInsightsMCP",
          "hasInsightsQueues",
          "hasInsightsScreenLoad",
          "hasInsightsVitals",
          "hasLogs",
          "hasMinifiedStackTrace",
          "hasMonitors",
          "hasNewFeedbacks",
          "hasProfiles",
          "hasReplays",
          "hasSessions",
          "hasTraceMetrics",
          "hasUserReports");

  private Shapes() {}

  static Json.Obj user(Account account) {
    return Json.object()
        .put("id", Long.toString(account.id()))
        .put("name", account.shownName())
        .put("username", account.username())
        .put("email", account.email())
        .put("avatarUrl", "")
        .put("isActive", account.isActive())
        .put("isSuspended", !account.isActive())
        .put("hasPasswordAuth", account.hasPassword())
        .put("isManaged", false)
        .put("dateJoined", Times.of(account.joined()))
        .put("lastLogin", Times.of(account.lastLogin()))
        .put("lastActive", Times.of(account.lastLogin()))
        .put("has2fa", false)
        .put("isSuperuser", account.isSuperuser())
        .put("isStaff", account.isSuperuser())
        .put("experiments", Json.Obj.EMPTY)
        .put(
            "emails",
            Json.array(
                Json.object()
                    .put("id", Long.toString(account.id()))
                    .put("email", account.email())
                    .put("is_verified", true)
                    .build()))
        .put("avatar", avatar())
        .put("identities", Json.Arr.EMPTY)
        .build();
  }

  /** An account as its owner sees it (spec 11 §8.4, §8.5). */
  static Json.Obj self(Account account) {
    Json.Obj options =
        Json.object()
            .put("theme", "light")
            .put("language", "en")
            .put("stacktraceOrder", -1)
            .put("defaultIssueEvent", "recommended")
            .put("timezone", "UTC")
            .put("clock24Hours", false)
            .build();
    return user(account)
        .with("options", options)
        .with("flags", Json.object().put("newsletter_consent_prompt", false).build())
        .with("authenticators", Json.Arr.EMPTY)
        .with("canReset2fa", Json.FALSE)
        .with("permissions", Json.Arr.EMPTY);
  }

  static Json avatar() {
    return Json.object()
        .put("avatarType", "letter_avatar")
        .put("avatarUuid", (String) null)
        .put("avatarUrl", (String) null)
        .build();
  }

  static Json.Obj organization(
      long id, String slug, String name, OffsetDateTime created, Json.Obj options, String url) {
    Json.Obj settings = OrganizationSettings.shown(options);
    return Json.object()
        .put("id", Long.toString(id))
        .put("slug", slug)
        .put("name", name)
        .put("status", Json.object().put("id", "active").put("name", "active").build())
        .put("dateCreated", Times.of(created))
        .put("isEarlyAdopter", Json.orNull(settings.get("isEarlyAdopter")))
        .put("require2FA", false)
        .put("requireEmailVerification", false)
        .put("hasAuthProvider", false)
        .put("allowMemberInvite", true)
        .put("allowMemberProjectCreation", Json.orNull(settings.get("allowMemberProjectCreation")))
        .put("allowSuperuserAccess", true)
        .put("avatar", avatar())
        .put("links", Json.object().put("organizationUrl", url).put("regionUrl", url).build())
        .put("features", Json.Arr.EMPTY)
        .build();
  }

  static Json.Obj project(Projects.Project project, Call call) {
    return project(project, call, Map.of());
  }

  /**
   * A project with what it has received.
   *
   * @param facts by the number of the project
   */
  static Json.Obj project(Projects.Project project, Call call, Map<Long, ProjectFacts> facts) {
    ProjectFacts known = facts.getOrDefault(project.id().value(), ProjectFacts.NONE);
    Json.Builder out =
        Json.object()
            .put("id", project.id().toString())
            .put("slug", project.slug())
            .put("name", project.name())
            .put("platform", project.platform())
            .put("dateCreated", Times.of(project.created()))
            .put("firstEvent", Times.of(project.firstEvent()))
            .put("isMember", call.organization().reach().isMember(project))
            .put("hasAccess", call.organization().reach().covers(project))
            .put("isInternal", false)
            .put("isPublic", false)
            .put("status", "active")
            .put("color", color(project.slug()))
            .put("avatar", avatar())
            .put("access", Json.strings(Scope.labels(call.organization().scopes())))
            .put("features", Json.Arr.EMPTY)
            .put("environments", Json.strings(known.environments()))
            .put(
                "platforms",
                project.platform() == null
                    ? Json.Arr.EMPTY
                    : Json.strings(List.of(project.platform())))
            .put("latestRelease", release(known.latestRelease()))
            .put("latestDeploys", Json.NULL)
            .put("eventProcessing", Json.object().put("symbolicationDegraded", false).build());
    FLAGS.forEach(flag -> out.put(flag, false));
    out.put("hasSessions", known.hasSessions())
        .put("hasReplays", known.hasReplays())
        .put("hasProfiles", known.hasProfiles())
        .put("hasMonitors", known.hasMonitors())
        .put("hasUserReports", known.hasUserReports())
        .put("hasFeedbacks", known.hasFeedbacks())
        .put("hasNewFeedbacks", known.hasFeedbacks())
        .put("hasLogs", known.hasLogs())
        .put("firstTransactionEvent", known.hasTransactions());
    List<Json> teams = project.teams().stream().map(Shapes::teamOf).toList();
    out.put("team", teams.isEmpty() ? Json.NULL : teams.getFirst());
    out.put("teams", new Json.Arr(teams));
    return out.build();
  }

  private static Json release(@Nullable String version) {
    return version == null ? Json.NULL : Json.object().put("version", version).build();
  }

  private static Json teamOf(Projects.Team team) {
    return Json.object()
        .put("id", Long.toString(team.id()))
        .put("slug", team.slug())
        .put("name", team.name())
        .build();
  }

  static String color(String slug) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(slug.getBytes(StandardCharsets.UTF_8));
      return "#" + HexFormat.of().formatHex(digest, 0, 3).toLowerCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static Json.Obj key(Projects.Project project, Projects.Key key, String url, String loaderBase) {
    String name = key.shownLabel();
    return Json.object()
        .put("id", key.publicKey())
        .put("name", name)
        .put("label", name)
        .put("public", key.publicKey())
        .put("secret", key.secretKey())
        .put("projectId", project.id().value())
        .put("isActive", key.active())
        .put("rateLimit", limit(key.limit()))
        .put("securityRateLimit", limit(key.securityLimit()))
        .put("dsn", dsn(project, key, url, loaderBase))
        .put("browserSdkVersion", key.browserSdk())
        .put("browserSdk", Json.object().put("choices", LoaderOptions.choices()).build())
        .put("dateCreated", Times.of(key.created()))
        .put("dynamicSdkLoaderOptions", LoaderOptions.shown(key.loader()))
        .build();
  }

  private static Json limit(ProjectView.@Nullable Limit limit) {
    return limit == null
        ? Json.NULL
        : Json.object()
            .put("window", (long) limit.windowSeconds())
            .put("count", (long) limit.count())
            .build();
  }

  private static Json dsn(
      Projects.Project project, Projects.Key key, String url, String loaderBase) {
    int scheme = url.indexOf("://") + 3;
    String id = project.id().toString();
    String k = key.publicKey();
    String api = url + "/api/" + id;
    String login = url.substring(0, scheme) + k;
    String host = "@" + url.substring(scheme) + "/" + id;
    return Json.object()
        .put("public", login + host)
        .put("secret", login + ":" + key.secretKey() + host)
        .put("csp", api + "/csp-report/?sentry_key=" + k)
        .put("security", api + "/security/?sentry_key=" + k)
        .put("minidump", api + "/minidump/?sentry_key=" + k)
        .put("nel", api + "/nel/?sentry_key=" + k)
        .put("unreal", api + "/unreal/" + k + "/")
        .put("crons", api + "/cron/___MONITOR_SLUG___/" + k + "/")
        .put("cdn", loaderBase + k + ".min.js")
        .put("otlp_traces", api + "/integration/otlp/v1/traces")
        .put("otlp_logs", api + "/integration/otlp/v1/logs")
        .put("integration", api + "/integration/")
        .put("playstation", api + "/playstation/?sentry_key=" + k)
        .build();
  }
}
