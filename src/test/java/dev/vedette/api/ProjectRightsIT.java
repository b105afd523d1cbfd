package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Sessions;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys of projects, and what members do to projects without the right to write them. */
class ProjectRightsIT {

  private static final String KEYS = "/api/0/projects/acme/web/keys/";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static RunningNode node;
  private static Shop shop;
  private static Sessions.Started session;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    Account bob = RunningNode.waiting(() -> node.database().inTransaction(ProjectRightsIT::seed));
    session = RunningNode.waiting(() -> new Sessions(node.database()).start(bob));
  }

  private static Account seed(Sql sql) {
    long team = Provisioning.team(sql, shop.organization(), "web-team", "Web");
    long other = Provisioning.team(sql, shop.organization(), "other-team", "Other");
    ProjectId web = Provisioning.project(sql, shop.organization(), "web", "Web", "node", team);
    assertThat(web.value()).isPositive();
    assertThat(other).isNotEqualTo(team);
    Account bob = Accounts.create(sql, "bob@example.org", "another-long-password", false);
    long member = Provisioning.member(sql, shop.organization(), bob.id(), Role.MEMBER.label());
    Provisioning.join(sql, team, member);
    return bob;
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  /** A change by a member's browser. */
  private static Shop.Changed byHand(String method, String path, String body) throws Exception {
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Cookie", "sentrysid=" + session.token())
                .header("X-CSRFToken", session.csrfToken())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Shop.Changed(response.statusCode(), JsonText.parse(response.body()));
  }

  private static Json.Obj object(String text) {
    return (Json.Obj) JsonText.parseTrusted(text);
  }

  @Test
  void aKeyCanBeGivenItsParts() throws Exception {
    String part = "0123456789abcdef0123456789abcdef";
    Json.Obj wanted =
        object(
            """
            {"public":"%s","secret":"%s","label":"Moved","browserSdkVersion":"10.x",
            "dynamicSdkLoaderOptions":{"hasReplay":false}}\
            """
                .formatted(part, part));
    Shop.Changed made = shop.send("POST", KEYS, wanted);
    assertThat(made.status()).isEqualTo(201);
    Json.Obj key = (Json.Obj) made.body();
    assertThat(key.string("public")).isEqualTo(part);
    assertThat(key.string("secret")).isEqualTo(part);
    assertThat(key.string("name")).isEqualTo("Moved");
    assertThat(key.string("browserSdkVersion")).isEqualTo("10.x");
    assertThat(key.object("dynamicSdkLoaderOptions").bool("hasReplay")).isFalse();
    assertThat(key.object("dynamicSdkLoaderOptions").bool("hasPerformance")).isTrue();
    assertThat(shop.send("POST", KEYS, wanted).status()).isEqualTo(400);
    assertThat(shop.send("POST", KEYS, object("{\"public\":\"short\"}")).status()).isEqualTo(400);

    Json.Obj merged =
        (Json.Obj)
            shop.put(KEYS + part + "/", object("{\"dynamicSdkLoaderOptions\":{\"hasDebug\":true}}"))
                .body();
    assertThat(merged.object("dynamicSdkLoaderOptions").bool("hasReplay")).isFalse();
    assertThat(merged.object("dynamicSdkLoaderOptions").bool("hasDebug")).isTrue();
    assertThat(merged.string("browserSdkVersion")).isEqualTo("10.x");
  }

  @Test
  void aKeyWithoutANameGetsOneAndCountsWhatItBrings() throws Exception {
    Json.Obj key = (Json.Obj) shop.send("POST", KEYS, Json.Obj.EMPTY).body();
    assertThat(key.string("name")).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    var sent = shop.report(key.object("dsn").string("public"), "{\"message\":\"counted\"}");
    Json.Arr points = (Json.Arr) shop.get(KEYS + key.string("id") + "/stats/?resolution=1h");
    assertThat(sum(points, "total")).isEqualTo(1);
    assertThat(sum(points, "accepted")).isEqualTo(1);
    assertThat(sum(points, "dropped")).isZero();
  }

  /** Over all steps: the hour may end between an event and the question for it. */
  private static long sum(Json.Arr points, String field) {
    return points.items().stream().mapToLong(at -> ((Json.Obj) at).number(field).asLong()).sum();
  }

  @Test
  void aMemberMarksProjectsAndChangesNothingElse() throws Exception {
    Shop.Changed marked = byHand("PUT", "/api/0/projects/acme/web/", "{\"isBookmarked\":true}");
    assertThat(marked.status()).isEqualTo(200);
    assertThat(((Json.Obj) marked.body()).bool("isBookmarked")).isTrue();
    assertThat(((Json.Obj) shop.get("/api/0/projects/acme/web/")).bool("isBookmarked")).isFalse();
    assertThat(byHand("PUT", "/api/0/projects/acme/web/", "{\"name\":\"Mine\"}").status())
        .isEqualTo(403);
  }

  @Test
  void aMemberMakesProjectsInOwnTeamsWhileTheOrganizationAllowsIt() throws Exception {
    String path = "/api/0/teams/acme/web-team/projects/";
    assertThat(byHand("POST", path, "{\"name\":\"By hand\"}").status()).isEqualTo(201);
    assertThat(
            byHand("POST", "/api/0/teams/acme/other-team/projects/", "{\"name\":\"No\"}").status())
        .isEqualTo(403);
    shop.put("/api/0/organizations/acme/", object("{\"allowMemberProjectCreation\":false}"));
    Shop.Changed refused = byHand("POST", path, "{\"name\":\"Too late\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body().text())
        .contains("Your organization has disabled this feature for members.");
  }

  @Test
  void aDsnReportsWhatAUserSaysAndOpensNothingElse() throws Exception {
    Json.Obj key = (Json.Obj) ((Json.Arr) shop.get(KEYS)).get(0);
    String dsn = String.valueOf(key.object("dsn").string("public"));
    String event = shop.report(dsn, "{\"message\":\"told by a user\"}");
    String said =
        "{\"event_id\":\"%s\",\"name\":\"Eve\",\"email\":\"eve@example.org\",\"comments\":\"broken\"}"
            .formatted(event);
    String path = "/api/0/projects/acme/web/user-feedback/";
    assertThat(byDsn("POST", path, dsn, said)).isEqualTo("200 ");
    assertThat(((Json.Arr) shop.get(path)).size()).isEqualTo(1);
    assertThat(byDsn("GET", path, dsn, "")).startsWith("401 ");
    assertThat(byDsn("GET", "/api/0/projects/acme/web/", dsn, "")).startsWith("401 ");
    assertThat(byDsn("GET", "/api/0/organizations/", dsn, "")).startsWith("401 ");
    assertThat(byDsn("POST", path, dsn.replace("://", "://0"), said)).startsWith("401 ");
    String other = shop.project("apart", "python");
    assertThat(byDsn("POST", path, other, said)).startsWith("400 ");
  }

  private static String byDsn(String method, String path, String dsn, String body)
      throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "DSN " + dsn)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
