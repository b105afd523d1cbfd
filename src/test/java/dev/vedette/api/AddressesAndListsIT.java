package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.OrganizationTokens;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Former slugs, queries of lists, windows of events, rights to roles (spec 11 §4.4, §5, §11). */
class AddressesAndListsIT {

  private static final String ACME = "/api/0/organizations/acme/";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static RunningNode node;
  private static Shop shop;

  /** The address that clients know, and the one they reach here, as behind a proxy. */
  private static String known;

  private static String asked;

  @BeforeAll
  static void start() throws Exception {
    int port = RunningNode.freePort();
    known = "http://localhost:" + port;
    asked = "http://127.0.0.1:" + port;
    node = RunningNode.with(Map.of("server.bind", "127.0.0.1:" + port, "server.url", known));
    shop = Shop.on(node);
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> Provisioning.team(sql, shop.organization(), "web", "Web team")));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static HttpResponse<String> ask(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(asked + path))
            .header("Authorization", "Bearer " + shop.token())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> names(Json list, String key) {
    return ((Json.Arr) list)
        .items().stream().map(item -> String.valueOf(((Json.Obj) item).string(key))).toList();
  }

  @Test
  void aFormerSlugOfAProjectLeadsToItsNewOne() throws Exception {
    shop.project("before", "python");
    Json.Obj rename = Json.object().put("slug", "after").build();
    assertThat(shop.put("/api/0/projects/acme/before/", rename).status()).isEqualTo(200);
    HttpResponse<String> moved = ask("/api/0/projects/acme/before/keys/?status=active");
    assertThat(moved.statusCode()).isEqualTo(302);
    assertThat(moved.headers().firstValue("Location").orElse(""))
        .isEqualTo(known + "/api/0/projects/acme/after/keys/?status=active");
    assertThat(moved.body())
        .contains("\"slug\":\"after\"")
        .contains("\"code\":\"resource-moved\"")
        .contains("\"message\":\"Resource has been moved\"");
    // whoever has the slug now is meant
    shop.project("before", "python");
    assertThat(ask("/api/0/projects/acme/before/").statusCode()).isEqualTo(200);
    assertThat(ask("/api/0/projects/acme/never/").statusCode()).isEqualTo(404);
  }

  @Test
  void listsAreNarrowedByTheirQueries() throws Exception {
    shop.project("narrow-one", "python");
    shop.project("narrow-two", "node");
    assertThat(names(shop.get(ACME + "projects/?query=narrow"), "slug"))
        .containsExactly("narrow-one", "narrow-two");
    assertThat(names(shop.get(ACME + "projects/?query=slug:narrow-two"), "slug"))
        .containsExactly("narrow-two");
    assertThat(((Json.Arr) shop.get(ACME + "projects/?query=unknown:1")).size()).isZero();
    assertThat(names(shop.get(ACME + "teams/?query=web"), "slug")).containsExactly("web");
    assertThat(shop.get(ACME + "teams/?detailed=0").text()).doesNotContain("\"projects\"");
    assertThat(names(shop.get(ACME + "members/?query=role:owner"), "email"))
        .containsExactly(Shop.EMAIL);
    assertThat(((Json.Arr) shop.get(ACME + "members/?query=nobody")).size()).isZero();
    assertThat(shop.get("/api/0/organizations/?owner=1").text()).contains("\"singleOwner\":true");
    assertThat(shop.get(ACME + "users/").text()).contains(Shop.EMAIL);
  }

  @Test
  void organizationsAreFoundByTheirPeopleAndProjects() throws Exception {
    shop.project("of-ruby", "ruby");
    String all = "/api/0/organizations/?query=";
    for (String term : List.of("email:" + Shop.EMAIL, "platform:ruby", "slug:acme")) {
      assertThat(names(shop.get(all + term), "slug")).as(term).containsExactly("acme");
    }
    for (String term : List.of("email:nobody@example.org", "platform:cobol", "member_id:0")) {
      assertThat(((Json.Arr) shop.get(all + term)).size()).as(term).isZero();
    }
    String ci =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql ->
                    OrganizationTokens.create(
                        sql, shop.organization().value(), "acme", node.url(), "ci", null)));
    HttpResponse<String> guessed =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(asked + all + "email:" + Shop.EMAIL))
                .header("Authorization", "Bearer " + ci)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(guessed.body()).as("members are nothing for a build machine").isEqualTo("[]");
    HttpResponse<String> reports =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(asked + ACME + "user-feedback/"))
                .header("Authorization", "Bearer " + ci)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(reports.statusCode()).as("nor is what users write").isEqualTo(403);
    for (String order : List.of("members", "projects", "events")) {
      assertThat(names(shop.get("/api/0/organizations/?sortBy=" + order), "slug"))
          .containsExactly("acme");
    }
  }

  @Test
  void projectsTellWhatTheyHaveAcceptedLately() throws Exception {
    String dsn = shop.project("counted", "python");
    node.setTime(Instant.now());
    var unused = shop.report(dsn, "{\"message\":\"one\"}");
    unused = shop.report(dsn, "{\"message\":\"two\"}");
    Json.Obj plain = (Json.Obj) ((Json.Arr) shop.get(ACME + "projects/?query=slug:counted")).get(0);
    assertThat(plain.get("stats")).isNull();
    for (String period : List.of("1h", "24h", "90d")) {
      Json.Obj counted =
          (Json.Obj)
              ((Json.Arr) shop.get(ACME + "projects/?query=slug:counted&statsPeriod=" + period))
                  .get(0);
      assertThat(counted.array("stats").items().getLast().text()).as(period).endsWith(",2]");
    }
    assertThat(ask(ACME + "projects/?statsPeriod=2y").body())
        .isEqualTo("{\"detail\":\"Invalid statsPeriod: '2y'\"}");
    node.setTime(null);
  }

  @Test
  void aProjectTakesOverTheSettingsOfAnother() throws Exception {
    shop.project("pattern", "python");
    shop.project("likewise", "python");
    String from = "/api/0/projects/acme/pattern/";
    String to = "/api/0/projects/acme/likewise/";
    assertThat(shop.send("POST", from + "teams/web/", Json.Obj.EMPTY).status()).isEqualTo(201);
    assertThat(shop.put(from, Json.object().put("subjectPrefix", "[x] ").build()).status())
        .isEqualTo(200);
    String id = String.valueOf(((Json.Obj) shop.get(from)).string("id"));
    Json.Obj copied =
        (Json.Obj) shop.put(to, Json.object().put("copy_from_project", id).build()).body();
    assertThat(copied.string("subjectPrefix")).isEqualTo("[x] ");
    assertThat(copied.array("teams").text()).contains("\"slug\":\"web\"");
    assertThat(((Json.Obj) shop.get(from)).string("securityToken"))
        .isNotEqualTo(((Json.Obj) shop.get(to)).string("securityToken"));
    String own = String.valueOf(((Json.Obj) shop.get(to)).string("id"));
    shop.put(to, Json.object().put("copy_from_project", own).build());
    assertThat(shop.get(to).text()).as("of itself").contains("\"slug\":\"web\"");
    assertThat(shop.put(to, Json.object().put("copy_from_project", "99999").build()).status())
        .isEqualTo(409);
  }

  @Test
  void badSettingsAreNamed() throws Exception {
    shop.project("strict", "python");
    String path = "/api/0/projects/acme/strict/";
    Map<String, Json> bad =
        Map.of(
            "subjectPrefix", Json.of("a\u0000b"),
            "symbolSources", Json.of("{}"),
            "relayPiiConfig", Json.of("{\"rules\":"),
            "defaultEnvironment", Json.Obj.EMPTY);
    for (Map.Entry<String, Json> setting : bad.entrySet()) {
      Shop.Changed refused =
          shop.put(path, Json.object().put(setting.getKey(), setting.getValue()).build());
      assertThat(refused.status()).as(setting.getKey()).isEqualTo(400);
      assertThat(refused.body().text()).contains(setting.getKey());
    }
  }

  @Test
  void aListOfEventsNamesTheirCrashDumps() throws Exception {
    String dsn = shop.project("crashing", "native");
    shop.envelope(
        dsn,
        """
        {"event_id":"%s"}
        {"type":"attachment","attachment_type":"event.minidump","filename":"mini.dmp","length":8}
        MDMPdump\
        """
            .formatted("b".repeat(32)));
    node.awaitDrained();
    Json.Obj listed =
        (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/crashing/events/")).get(0);
    assertThat(listed.object("crashFile").string("name")).isEqualTo("mini.dmp");
  }

  @Test
  void aTeamNamesItsOrganization() throws Exception {
    Json.Obj team = (Json.Obj) shop.get("/api/0/teams/acme/web/");
    assertThat(team.object("organization").string("slug")).isEqualTo("acme");
    assertThat(
            ((Json.Obj) shop.get("/api/0/teams/acme/web/?collapse=organization"))
                .get("organization"))
        .isNull();
  }

  /** Spec 06 §5.8: the one with a replay tells more than a newer one. */
  @Test
  void theRecommendedEventTellsMost() throws Exception {
    String dsn = shop.project("telling", "python");
    String event = "{\"message\":\"same\",\"contexts\":{%s}}";
    String telling =
        shop.report(
            dsn, event.formatted("\"replay\":{\"replay_id\":\"%s\"}".formatted("a".repeat(32))));
    String newer = shop.report(dsn, event.formatted(""));
    String issue = String.valueOf(shop.event("telling", newer).string("groupID"));
    String events = ACME + "issues/" + issue + "/events/";
    assertThat(((Json.Obj) shop.get(events + "recommended/")).string("id")).isEqualTo(telling);
    assertThat(((Json.Obj) shop.get(events + "latest/")).string("id")).isEqualTo(newer);
    HttpResponse<String> hit = ask(events + "?query=" + telling);
    assertThat(hit.headers().firstValue("X-Sentry-Direct-Hit")).contains("1");
    assertThat(hit.body())
        .contains("\"entries\"")
        .contains(telling)
        .doesNotContain(newer + "\",\"ent");
  }

  @Test
  void linksNameTheAddressThatClientsKnow() throws Exception {
    String link = ask(ACME + "projects/").headers().firstValue("Link").orElse("");
    assertThat(link).startsWith("<" + known + "/api/0/organizations/acme/projects/");
  }

  @Test
  void eventsAreThoseOfTheWindowThatIsAskedFor() throws Exception {
    String dsn = shop.project("window", "python");
    long now = System.currentTimeMillis() / 1000;
    String old =
        shop.report(
            dsn,
            "{\"message\":\"old\",\"level\":\"error\",\"environment\":\"prod\",\"timestamp\":%d}"
                .formatted(now - 7200));
    String young =
        shop.report(
            dsn,
            "{\"message\":\"young\",\"level\":\"error\",\"timestamp\":%d}".formatted(now - 60));
    String events = "/api/0/projects/acme/window/events/";
    assertThat(names(shop.get(events), "id")).containsExactly(young, old);
    assertThat(names(shop.get(events + "?statsPeriod=1h"), "id")).containsExactly(young);
    assertThat(shop.get(events + "?full=1&statsPeriod=1h").text()).contains("\"entries\"");
    assertThat(ask(events + "?start=2026-01-02&end=2026-01-01").statusCode()).isEqualTo(400);
    assertThat(shop.get(ACME + "eventids/" + old + "/").text())
        .contains("\"projectSlug\":\"window\"");
    assertThat(ask(ACME + "eventids/xyz/").statusCode()).isEqualTo(400);
    assertThat(ask("/api/0/projects/acme/window/issues/").headers().firstValue("X-Hits"))
        .contains("2");
    assertThat(shop.get(ACME + "issues-count/?query=is:resolved&query=old").text())
        .isEqualTo("{\"is:resolved\":0,\"old\":1}");
  }

  @Test
  void environmentsCanBeHiddenFromPickers() throws Exception {
    String dsn = shop.project("places", "python");
    shop.report(dsn, "{\"message\":\"x\",\"environment\":\"stage\"}");
    shop.report(dsn, "{\"message\":\"x\",\"environment\":\"live\"}");
    String places = "/api/0/projects/acme/places/environments/";
    assertThat(names(shop.get(places), "name")).containsExactly("live", "stage");
    Json.Obj hide = Json.object().put("isHidden", true).build();
    assertThat(shop.put(places + "stage/", hide).status()).isEqualTo(200);
    assertThat(names(shop.get(places), "name")).containsExactly("live");
    assertThat(names(shop.get(places + "?visibility=hidden"), "name")).containsExactly("stage");
    assertThat(ask(places + "?visibility=some").statusCode()).isEqualTo(400);
    assertThat(ask(places + "nowhere/").statusCode()).isEqualTo(404);
    assertThat(shop.get(ACME + "projects/?query=places").text())
        .contains("\"environments\":[\"live\"]");
  }

  /** Issues of low priority are there, but nobody is shown them who does not ask. */
  @Test
  void theDefaultListHidesLowPriority() throws Exception {
    String dsn = shop.project("calm", "python");
    shop.report(dsn, "{\"message\":\"just so you know\",\"level\":\"info\"}");
    String issues = "/api/0/projects/acme/calm/issues/";
    assertThat(((Json.Arr) shop.get(issues)).size()).isZero();
    assertThat(((Json.Arr) shop.get(issues + "?query=")).size()).isEqualTo(1);
    assertThat(((Json.Arr) shop.get(issues + "?query=issue.priority:low")).size()).isEqualTo(1);
    assertThat(((Json.Arr) shop.get(issues + "?query=issue.priority:%5Bhigh,+medium%5D")).size())
        .isZero();
  }

  private static Shop holding(String email, Role role, Set<Scope> scopes) throws Exception {
    return RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> {
              Account account = Accounts.create(sql, email, "a-long-password", false);
              Provisioning.member(sql, shop.organization(), account.id(), role.label());
              return new Shop(
                  node, shop.organization(), Tokens.create(sql, account.id(), "", scopes));
            }));
  }

  @Test
  void aRoleIsGivenByThoseWhoMayAdministerMembersOnly() throws Exception {
    Shop writer =
        holding("writer@example.org", Role.MANAGER, Set.of(Scope.MEMBER_READ, Scope.MEMBER_WRITE));
    Shop bob = holding("bob@example.org", Role.MEMBER, Set.of(Scope.MEMBER_READ));
    String id = names(bob.get(ACME + "members/?query=bob"), "id").getFirst();
    Json.Obj raise = Json.object().put("orgRole", "manager").build();
    assertThat(writer.put(ACME + "members/" + id + "/", raise).status()).isEqualTo(403);
    Json.Obj retired = Json.object().put("orgRole", "admin").build();
    assertThat(shop.put(ACME + "members/" + id + "/", retired).body().text())
        .contains("deprecated");
    assertThat(shop.put(ACME + "members/" + id + "/", raise).status()).isEqualTo(200);
  }

  @Test
  void settingsThatAreNoneAreRefused() throws Exception {
    Json.Obj role = Json.object().put("attachmentsRole", "chief").build();
    assertThat(shop.put(ACME, role).body().text()).contains("Invalid role");
    Json.Obj factor = Json.object().put("require2FA", true).build();
    assertThat(shop.put(ACME, factor).status()).isEqualTo(400);
    Json.Obj platform = Json.object().put("name", "P").put("platform", "abacus").build();
    assertThat(shop.send("POST", "/api/0/teams/acme/web/projects/", platform).body().text())
        .contains("Invalid platform");
  }

  @Test
  void theUseOfATokenIsNoted() throws Exception {
    ask(ACME);
    assertThat(
            shop.count(
                "SELECT count(*) FROM api_token WHERE last_used IS NOT NULL"
                    + " AND last_address = '127.0.0.*'"))
        .isPositive();
  }

  /** Spec 11 §12.4. */
  @Test
  void theSecurityTokenIsMadeWhenItIsFirstSeen() throws Exception {
    shop.project("guarded", "other");
    String address = "/api/0/projects/acme/guarded/";
    String token = ((Json.Obj) shop.get(address)).string("securityToken");
    assertThat(token).matches("[0-9a-f]{32}");
    assertThat(((Json.Obj) shop.get(address)).string("securityToken")).isEqualTo(token);
    var refused =
        shop.put(address, JsonText.parseTrustedObject("{\"securityTokenHeader\":\"X Y:\"}"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().text()).contains("securityTokenHeader");
  }
}
