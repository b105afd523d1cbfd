package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import dev.vedette.testing.RunningNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person with a browser sees: log-in, the list, an issue, live arrivals, log-out. */
class PagesIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private static final Pattern CSRF =
      Pattern.compile("name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\"");

  private static RunningNode node;
  private static String key;
  private static long project;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    RunningNode.waiting(() -> node.database().inTransaction(PagesIT::seed));
  }

  private static boolean seed(Sql sql) {
    OrganizationId organization = Provisioning.organization(sql, "acme", "Acme");
    Account owner = Accounts.create(sql, "ann@example.org", "a-long-password", false);
    Provisioning.member(sql, organization, owner.id(), Role.OWNER.label());
    ProjectId id = Provisioning.project(sql, organization, "shop", "Shop", "python", null);
    project = id.value();
    key = Provisioning.firstKey(sql, id).orElseThrow();
    return true;
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void anArrivingEventIsAnnouncedAndShownEscaped() throws Exception {
    String cookie = logIn("a-long-password");
    HttpResponse<InputStream> live =
        HTTP.send(
            to("/acme/live").header("Cookie", cookie).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(live.statusCode()).isEqualTo(200);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("retry:");
      report("<script>alert(1)</script> broke");
      String line = lines.readLine();
      while (line != null && !line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertThat(line).contains("\"newIssues\":1");
    }
    String list = page("/acme/issues/", cookie);
    assertThat(list).contains("&lt;script").doesNotContain("<script>alert(1)");
    Matcher issue = Pattern.compile("class=\"title\" href=\"([^\"]+)\"").matcher(list);
    assertThat(issue.find()).isTrue();
    assertThat(page(issue.group(1), cookie))
        .contains("shop-server-7")
        .containsPattern("title=\"Replaced by the rule [^\"]+\">\\[Filtered\\]")
        .doesNotContain("hunter2")
        .doesNotContain("<script>alert(1)");
  }

  @Test
  void whatIsNamedByItsIdIsFound() throws Exception {
    report("looked for by its id");
    node.awaitDrained();
    String cookie = logIn("a-long-password");
    assertThat(page("/acme/projects/", cookie)).contains("/acme/projects/shop/start/");
    Matcher issue =
        Pattern.compile("href=\"/acme/issues/(SHOP-[0-9A-Z]+)/\"[^>]*>looked for by its id<")
            .matcher(page("/acme/issues/?query=looked", cookie));
    assertThat(issue.find()).isTrue();
    HttpResponse<String> led =
        HTTP.send(
            to("/acme/issues/?query=" + issue.group(1).toLowerCase(Locale.ROOT))
                .header("Cookie", cookie)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(led.headers().firstValue("Location"))
        .contains("/acme/issues/" + issue.group(1) + "/");
  }

  @Test
  void aFailureLeadsOn() throws Exception {
    HttpResponse<String> failure =
        HTTP.send(
            to("/acme/issues/SHOP-NONE/").header("Cookie", logIn("a-long-password")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(failure.statusCode()).isEqualTo(404);
    assertThat(failure.body()).contains("href=\"/acme/issues/\"", "does not exist");
  }

  /** Spec 01 §28, 11: who wonders about a time finds both clocks. */
  @Test
  void aWrongClockIsShown() throws Exception {
    String id = "c".repeat(32);
    String envelope =
        "{\"event_id\":\"%s\",\"sent_at\":\"2001-02-03T04:05:06Z\"}\n{\"type\":\"event\"}\n"
                .formatted(id)
            + "{\"message\":\"late\",\"timestamp\":\"2001-02-03T04:05:00Z\"}";
    HttpResponse<String> sent =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        node.url() + "/api/%d/envelope/?sentry_key=%s".formatted(project, key)))
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(sent.statusCode()).isEqualTo(200);
    node.awaitDrained();
    String cookie = logIn("a-long-password");
    Matcher issue =
        Pattern.compile("class=\"title\" href=\"([^\"]+)\"[^>]*>late<")
            .matcher(page("/acme/issues/", cookie));
    assertThat(issue.find()).isTrue();
    assertThat(page(issue.group(1), cookie))
        .contains("The sender's clock said 2001-02-03T04:05:06+00:00");
  }

  @Test
  void statisticsLookBackAsFarAsAsked() throws Exception {
    String cookie = logIn("a-long-password");
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                """
                INSERT INTO outcome_hour (organization_id, project_id, key_id, hour, outcome, reason, category, quantity)
                SELECT organization_id, id, 0, date_trunc('hour', now()) - interval '4 days', 1, 'release-version', 1, 41
                FROM project WHERE id = $1\
                """,
                project));
    assertThat(page("/acme/stats/", cookie)).doesNotContain("release-version");
    assertThat(page("/acme/stats/?period=7d", cookie))
        .contains("release-version", "Quantity in the last 7 days: 41, most 41, 4 days ago");
  }

  @Test
  void rulesAreTriedOutBeforeTheyAreSaved() throws Exception {
    String cookie = logIn("a-long-password");
    report("rules are tried on this");
    node.awaitDrained();
    String path = "/acme/settings/projects/shop/grouping/";
    Matcher csrf = CSRF.matcher(page(path, cookie));
    assertThat(csrf.find()).isTrue();
    String broken = "function%3Aa+-app%0Afoo%3Abar+-app";
    String answer = submit(path, cookie, csrf.group(1), "save", broken, "");
    assertThat(answer)
        .contains("Stack trace rules. Line 2, column 1: Invalid syntax")
        .doesNotContain("Saved.");
    assertThat(page(path, cookie)).doesNotContain("foo:bar");
    String rule = "message%3A*+-%3E+everything+title%3D%22Tried%22";
    assertThat(submit(path, cookie, csrf.group(1), "try", "", rule))
        .contains("<strong>Tried</strong>", "Its hashes change")
        .containsPattern("\\d+ of the newest \\d+ events would have other hashes")
        .doesNotContain("Saved.");
    assertThat(page(path, cookie)).doesNotContain("everything");
    assertThat(submit(path, cookie, csrf.group(1), "save", "", rule)).contains("Saved.");
    long limit = System.nanoTime() + 20_000_000_000L;
    do {
      // nodes hear of a change a moment after it
      assertThat(System.nanoTime()).isLessThan(limit);
      report("and found by this");
      node.awaitDrained();
    } while (!page("/acme/issues/", cookie).contains("Tried"));
    submit(path, cookie, csrf.group(1), "save", "", "");
  }

  private static String submit(
      String path, String cookie, String csrf, String action, String stack, String fingerprints)
      throws Exception {
    String form =
        "csrfmiddlewaretoken=%s&action=%s&stack=%s&fingerprints=%s"
            .formatted(csrf, action, stack, fingerprints);
    HttpResponse<String> answer =
        HTTP.send(
            post(path, form)
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void theChosenFormOfTheTraceIsRemembered() throws Exception {
    String cookie = logIn("a-long-password");
    HttpResponse<Void> sent =
        HTTP.send(
            post(
                    "/api/%d/store/?sentry_key=%s".formatted(project, key),
                    """
                    {"event_id":"0123456789abcdef0123456789abcdef","platform":"python","exception":{"type":"KeyError","value":"'a'",
                    "stacktrace":{"frames":[{"filename":"old.py","function":"f","lineno":1},
                    {"filename":"app.py","function":"main","lineno":2,"in_app":true}]}}}\
                    """)
                .build(),
            HttpResponse.BodyHandlers.discarding());
    assertThat(sent.statusCode()).isEqualTo(200);
    node.awaitDrained();
    Matcher issue =
        Pattern.compile("href=\"(/acme/issues/[^\"]+)\">KeyError")
            .matcher(page("/acme/issues/", cookie));
    assertThat(issue.find()).isTrue();
    String path = issue.group(1);
    assertThat(page(path, cookie)).containsSubsequence("app.py", "old.py");
    HttpResponse<String> chosen =
        HTTP.send(
            to(path + "?order=oldest").header("Cookie", cookie).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(chosen.body()).containsSubsequence("old.py", "app.py");
    String choice = chosen.headers().firstValue("Set-Cookie").orElseThrow();
    String both = cookie + "; " + choice.substring(0, choice.indexOf(';'));
    assertThat(page(path, both)).containsSubsequence("old.py", "app.py");
    assertThat(page(path + "?trace=raw", both))
        .contains("Traceback (most recent call last):\n  File \"old.py\", line 1, in f");
  }

  @Test
  void theServersStateIsForThoseWhoRunIt() throws Exception {
    String cookie = logIn("a-long-password");
    HttpResponse<String> refused =
        HTTP.send(
            to("/admin/").header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(403);
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update("UPDATE account SET is_superuser = true WHERE email = 'ann@example.org'"));
    assertThat(page("/admin/", cookie)).contains("pipeline", "check-ins", "Largest tables");
    RunningNode.waiting(
        () -> node.database().sql().update("UPDATE account SET is_superuser = false"));
  }

  @Test
  void aPersonChangesTheirPasswordWhichEndsTheirOtherSessions() throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(
                sql -> Accounts.create(sql, "bea@example.org", "her-old-password", false)));
    String elsewhere = logIn("bea@example.org", "her-old-password");
    String cookie = logIn("bea@example.org", "her-old-password");
    Matcher csrf = CSRF.matcher(page("/account/", cookie));
    assertThat(csrf.find()).isTrue();
    String form = "csrfmiddlewaretoken=" + csrf.group(1) + "&old=%s&password=%s";
    assertThat(changePassword(cookie, form.formatted("guessed", "a-new-password"))).isEqualTo(403);
    assertThat(changePassword(cookie, form.formatted("her-old-password", "short"))).isEqualTo(400);
    assertThat(changePassword(cookie, form.formatted("her-old-password", "a-new-password")))
        .isEqualTo(302);
    HttpResponse<String> old =
        HTTP.send(
            to("/account/").header("Cookie", elsewhere).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(old.statusCode()).isEqualTo(302);
    assertThat(page("/account/", logIn("bea@example.org", "a-new-password")))
        .contains("bea@example.org");
  }

  private static int changePassword(String cookie, String form) throws Exception {
    return HTTP.send(
            post("/account/", form).header("Cookie", cookie).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void theStreamUnderstandsIsAndSaysWhatHidesEverything() throws Exception {
    String cookie = logIn("a-long-password");
    report("to be looked for");
    node.awaitDrained();
    assertThat(page("/acme/issues/?query=is:unresolved+looked", cookie))
        .contains("to be looked for");
    assertThat(page("/acme/issues/?query=looked+is:resolved", cookie))
        .contains("Nothing matches", "Show every status.", "value=\"looked\"")
        .doesNotContain("to be looked for");
    assertThat(page("/acme/issues/?query=level:error", cookie)).contains("only <code>is:</code>");
    assertThat(page("/acme/issues/?done=nothing", cookie)).contains("Select issues first.");
  }

  @Test
  void aWrongPasswordOpensNothing() throws Exception {
    HttpResponse<String> answer = tryLogIn("wrong");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    HttpResponse<String> list =
        HTTP.send(to("/acme/issues/").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(list.statusCode()).isEqualTo(302);
    assertThat(list.headers().firstValue("Location")).hasValue("/login?next=%2Facme%2Fissues%2F");
  }

  @Test
  void aChangeNeedsTheTokenOfItsSessionAndATrustedOrigin() throws Exception {
    String cookie = logIn("a-long-password");
    Matcher token = CSRF.matcher(page("/acme/issues/", cookie));
    assertThat(token.find()).isTrue();
    String form = "csrfmiddlewaretoken=" + token.group(1);
    assertThat(logOut(cookie, "", node.url())).isEqualTo(403);
    assertThat(logOut(cookie, form, "https://evil.example")).isEqualTo(403);
    assertThat(page("/acme/issues/", cookie)).contains("Issues");
    assertThat(logOut(cookie, form, node.url())).isEqualTo(302);
    HttpResponse<String> after =
        HTTP.send(
            to("/acme/issues/").header("Cookie", cookie).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(after.statusCode()).isEqualTo(302);
  }

  private static int logOut(String cookie, String form, String origin) throws Exception {
    return HTTP.send(
            post("/logout", form).header("Cookie", cookie).header("Origin", origin).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String logIn(String password) throws Exception {
    return logIn("ann@example.org", password);
  }

  private static String logIn(String email, String password) throws Exception {
    HttpResponse<String> answer = tryLogIn(email, password);
    assertThat(answer.statusCode()).isEqualTo(302);
    String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly").contains("SameSite=Lax");
    return set.substring(0, set.indexOf(';'));
  }

  private static HttpResponse<String> tryLogIn(String password) throws Exception {
    return tryLogIn("ann@example.org", password);
  }

  private static HttpResponse<String> tryLogIn(String email, String password) throws Exception {
    return HTTP.send(
        post("/login", "email=" + email.replace("@", "%40") + "&password=" + password).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void report(String message) throws Exception {
    String event =
        """
        {"message": "%s", "platform": "python", "server_name": "shop-server-7",
         "extra": {"password": "hunter2"}}\
        """
            .formatted(message);
    HttpRequest request =
        to("/api/%d/store/?sentry_version=7&sentry_key=%s".formatted(project, key))
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    assertThat(HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  private static String page(String path, String cookie) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(to(path).header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  private static HttpRequest.Builder post(String path, String form) {
    return to(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form));
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(node.url() + path));
  }
}
