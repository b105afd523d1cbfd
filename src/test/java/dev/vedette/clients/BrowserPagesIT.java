package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.node.FirstSetup;
import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every page in Chromium, in both themes, on a desk and on a phone, with what real SDKs sent: the
 * console is silent, axe finds nothing serious, nothing shifts and nothing is too wide. The
 * screenshots lie in {@code target/screenshots}.
 */
class BrowserPagesIT {

  @Test
  void everyPageIsInOrder() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      String python = shop.project("python", "python");
      String dsn = shop.project("node", "node");
      shop.project("empty", "java");
      shop.project("unbroken".repeat(6), "java");
      Programs.node(Map.of("DSN", dsn), "node-sdk.mjs");
      Programs.python(Map.of("DSN", python), "python_sdk.py");
      var hard = shop.report(python, HARD);
      sendFile(node, Dsn.parse(python).orElseThrow(), hard);
      node.awaitDrained();
      Json.Obj paths = paths(shop);
      String problems =
          Programs.browser(
              Map.of(
                  "URL", node.url(),
                  "EMAIL", Shop.EMAIL,
                  "PASSWORD", Shop.PASSWORD,
                  "PATHS", paths.text(),
                  "SHOTS", Path.of("target/screenshots").toAbsolutePath().toString()),
              "pages.mjs");
      assertThat(((Json.Arr) JsonText.parse(problems)).items()).isEmpty();
    }
  }

  @Test
  void aFreshServerIsSetUpOnAPhone() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      String printed =
          RunningNode.waiting(() -> FirstSetup.run(node.services(), Map.of()).orElseThrow());
      Json.Obj said =
          (Json.Obj)
              JsonText.parse(
                  Programs.browser(
                      Map.of(
                          "LINK", printed.substring(printed.indexOf("http")),
                          "SHOTS", Path.of("target/screenshots").toAbsolutePath().toString()),
                      "set-up.mjs"));
      assertThat(said.bool("short")).as("a password of five letters").isFalse();
      assertThat(said.string("problem")).startsWith("Organization: ");
      assertThat(said.string("kept")).isEqualTo("Till");
      assertThat(said.string("title")).contains("the drawer is stuck");
      assertThat(said.array("problems").items()).isEmpty();
    }
  }

  @Test
  void rulesAreTriedWhileTheyAreWritten() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      var unused = shop.report(shop.project("shop", "python"), "{\"message\":\"hello\"}");
      Json.Obj said =
          (Json.Obj)
              JsonText.parse(
                  Programs.browser(
                      Map.of(
                          "URL",
                          node.url(),
                          "EMAIL",
                          Shop.EMAIL,
                          "PASSWORD",
                          Shop.PASSWORD,
                          "RULES_PAGE",
                          "/acme/settings/projects/shop/grouping/"),
                      "grouping-rules.mjs"));
      assertThat(said.string("broken")).contains("Line 1, column", "invalid flag name `ap`");
      assertThat(said.string("title")).isEqualTo("Tried while written");
      assertThat(said.string("stored")).isEmpty();
    }
  }

  /** What is hard to show on a phone: nested values, long words. */
  private static final String HARD =
      """
      {"platform":"python","transaction":"%1$s","breadcrumbs":[
      {"message":"GET","category":"http","level":"warning","data":{"url":"https://example.org/%1$s"}}],
      "extra":{"outer":{"middle":{"inner":{"innermost":["%1$s",{"deep":["%1$s"]}]}}}},
      "exception":{"values":[{"type":"%1$s","value":"%1$s","stacktrace":{"frames":[
      {"filename":"%1$s.py","function":"%1$s","lineno":3,"in_app":true,"context_line":"%1$s",
      "vars":{"x":{"a":[1,2,{"deep":{"deeper":"%1$s"}}],"password":"hidden"}}}]}}]}}\
      """
          .formatted("Unbroken".repeat(15));

  private static void sendFile(RunningNode node, Dsn dsn, String event) throws Exception {
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/api/%d/events/%s/attachments/?sentry_key=%s"
                                .formatted(node.url(), dsn.projectId(), event, dsn.publicKey())))
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s.txt\"\r\n\r\nhi\r\n--b--\r\n"
                                .formatted("unbroken".repeat(20))))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  /** An exception group with breadcrumbs. */
  private static final String GROUP =
      """
      {"platform":"python","environment":"staging","breadcrumbs":[
      {"message":"GET /cart","category":"http","level":"info"},
      {"message":"POST /pay","category":"http","level":"warning"}],
      "exception":{"values":[
      {"type":"BankError","value":"no","mechanism":{"type":"chained","exception_id":1,"parent_id":0,
      "source":"exceptions[0]"}},
      {"type":"ExceptionGroup","value":"one","mechanism":{"type":"chained","exception_id":0,
      "is_exception_group":true}}]}}\
      """;

  @Test
  void issuesAreChangedByKeyAndByForm() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Shop shop = Shop.on(node);
      String dsn = shop.project("shop", "python");
      for (int i = 0; i < 5; i++) {
        var unused =
            shop.report(
                dsn, "{\"message\":\"broken %d\",\"fingerprint\":[\"%d\"]}".formatted(i, i));
      }
      var unused = shop.report(dsn, GROUP);
      var resolved =
          shop.put(
              "/api/0/projects/acme/shop/issues/?query=BankError",
              Json.object().put("status", "resolved").build());
      Json.Obj said =
          (Json.Obj)
              JsonText.parse(
                  Programs.browser(
                      Map.of(
                          "URL",
                          node.url(),
                          "EMAIL",
                          Shop.EMAIL,
                          "PASSWORD",
                          Shop.PASSWORD,
                          "STORE",
                          store(node, dsn)),
                      "stream.mjs"));
      assertThat(said.bool("help")).isTrue();
      assertThat(said.string("selected")).isEqualTo("2 selected");
      assertThat(said.string("resolved")).isEqualTo("2 issues: Resolved.");
      assertThat(said.number("left").asLong()).isEqualTo(3);
      assertThat(said.string("undone")).isEqualTo("2 issues: As before.");
      assertThat(said.number("back").asLong()).isEqualTo(5);
      assertThat(said.string("range")).isEqualTo("3 selected");
      assertThat(said.string("asked")).isEqualTo("Delete 3 issues?");
      assertThat(said.string("deleted")).isEqualTo("Deleted 3 issues.");
      assertThat(said.string("address")).as("told once").isEmpty();
      assertThat(said.string("ground")).isEqualTo("rgb(21, 23, 26)");
      assertThat(said.string("picked")).isEqualTo("Environment: staging");
      assertThat(said.number("shown").asLong()).isEqualTo(1);
      assertThat(said.string("crumbs")).startsWith("POST /pay");
      assertThat(said.string("told")).isEqualTo("1 of 2");
      assertThat(said.bool("folded")).isTrue();
      assertThat(said.bool("other")).as("told of what the search hides").isFalse();
      assertThat(said.string("arrived")).isEqualTo("1 new");
      assertThat(said.number("found").asLong()).isEqualTo(1);
      assertThat(said.string("group")).contains("BankError: no", "member exceptions[0]");
      assertThat(((Json.Arr) shop.get("/api/0/projects/acme/shop/issues/?query=")).size())
          .isEqualTo(5);
    }
  }

  private static String store(RunningNode node, String dsn) {
    Dsn key = Dsn.parse(dsn).orElseThrow();
    return "%s/api/%d/store/?sentry_key=%s".formatted(node.url(), key.projectId(), key.publicKey());
  }

  private static String invitation(Shop shop) throws Exception {
    Json.Obj invited =
        (Json.Obj)
            shop.send(
                    "POST",
                    "/api/0/organizations/acme/members/",
                    Json.object().put("email", "new@example.org").build())
                .body();
    return URI.create(String.valueOf(invited.string("invite_link"))).getPath();
  }

  /** Number of the newest member, whom {@link #invitation} has invited. */
  private static String member(Shop shop) throws Exception {
    Json.Arr members = (Json.Arr) shop.get("/api/0/organizations/acme/members/");
    return String.valueOf(((Json.Obj) members.items().getLast()).string("id"));
  }

  private static Json.Obj paths(Shop shop) throws Exception {
    Map<String, Json> paths = new LinkedHashMap<>();
    paths.put("issues", Json.of("/acme/issues/"));
    paths.put("issues-none", Json.of("/acme/issues/?query=nothing-like-this"));
    for (String project : new String[] {"python", "node"}) {
      for (Json one :
          ((Json.Arr) shop.get("/api/0/projects/acme/" + project + "/issues/?query=")).items()) {
        Json.Obj issue = (Json.Obj) one;
        paths.put(
            "issue-" + issue.string("shortId"),
            Json.of("/acme/issues/" + issue.string("shortId") + "/"));
      }
    }
    paths.put("projects", Json.of("/acme/projects/"));
    paths.put("account", Json.of("/account/"));
    paths.put("invitation", Json.of(invitation(shop)));
    paths.put("not-found", Json.of("404 /acme/issues/SHOP-NONE/"));
    paths.put("new-project", Json.of("/acme/projects/new/"));
    paths.put("start", Json.of("/acme/projects/empty/start/"));
    paths.put("stats", Json.of("/acme/stats/"));
    paths.put("drops", Json.of("/acme/projects/python/drops/"));
    paths.put("admin", Json.of("/admin/"));
    paths.put("members", Json.of("/acme/settings/members/"));
    paths.put("member", Json.of("/acme/settings/members/" + member(shop) + "/"));
    paths.put("keys", Json.of("/acme/settings/projects/python/keys/"));
    paths.put("grouping", Json.of("/acme/settings/projects/python/grouping/"));
    return new Json.Obj(paths);
  }
}
