package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
import dev.vedette.identity.Tokens;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without open membership a member reaches the projects of their own teams and no others. */
class ClosedMembershipIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static RunningNode node;
  private static Shop shop;
  private static String member;
  private static String ownIssue;
  private static String foreignIssue;
  private static String foreignId;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    member = RunningNode.waiting(() -> node.database().inTransaction(ClosedMembershipIT::seed));
    ownIssue = event("own");
    foreignIssue = event("foreign");
    foreignId = ((Json.Obj) shop.get("/api/0/projects/acme/foreign/")).string("id");
    assertThat(
            call(shop.token(), "PUT", "/api/0/organizations/acme/", "{\"openMembership\":false}"))
        .startsWith("200");
  }

  private static String seed(Sql sql) {
    long own = Provisioning.team(sql, shop.organization(), "own-team", "Own");
    long foreign = Provisioning.team(sql, shop.organization(), "foreign-team", "Foreign");
    ProjectId mine = Provisioning.project(sql, shop.organization(), "own", "Own", "python", own);
    ProjectId theirs =
        Provisioning.project(sql, shop.organization(), "foreign", "Foreign", "python", foreign);
    assertThat(mine).isNotEqualTo(theirs);
    long asked = Provisioning.team(sql, shop.organization(), "asked-team", "Asked");
    Provisioning.project(sql, shop.organization(), "asked", "Asked", "python", asked);
    Provisioning.team(sql, shop.organization(), "refused-team", "Refused");
    Account account = Accounts.create(sql, "bob@example.org", "another-long-password", false);
    long id = Provisioning.member(sql, shop.organization(), account.id(), Role.MEMBER.label());
    Provisioning.join(sql, own, id);
    return Tokens.create(sql, account.id(), "", Role.MEMBER.scopes());
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  /** Sends an event to a project and gives the number of its issue. */
  private static String event(String project) throws Exception {
    Json.Obj key =
        (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/" + project + "/keys/")).get(0);
    String id = ((Json.Obj) shop.get("/api/0/projects/acme/" + project + "/")).string("id");
    String sent =
        call(
            shop.token(),
            "POST",
            "/api/%s/store/?sentry_key=%s".formatted(id, key.string("public")),
            "{\"message\":\"of " + project + "\"}");
    assertThat(sent).startsWith("200");
    node.awaitDrained();
    return ((Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/" + project + "/issues/")).get(0))
        .string("id");
  }

  private static String call(String token, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void foreignProjectsAndTheirIssuesAreForbidden() throws Exception {
    String issues = "/api/0/organizations/acme/issues/";
    for (String path :
        List.of(
            "/api/0/projects/acme/foreign/",
            "/api/0/projects/acme/foreign/keys/",
            "/api/0/projects/acme/foreign/issues/",
            "/api/0/projects/acme/foreign/events/",
            issues + foreignIssue + "/",
            issues + foreignIssue + "/events/latest/",
            issues + "?project=" + foreignId,
            "/api/0/organizations/acme/shortids/FOREIGN-1/",
            "/api/0/teams/acme/foreign-team/",
            "/api/0/teams/acme/foreign-team/members/")) {
      assertThat(call(member, "GET", path, "")).as(path).startsWith("403");
    }
    assertThat(call(member, "PUT", issues + foreignIssue + "/", "{\"status\":\"resolved\"}"))
        .startsWith("403");
    String status = ((Json.Obj) shop.get(issues + foreignIssue + "/")).string("status");
    assertThat(status).isEqualTo("unresolved");
  }

  @Test
  void ownOnesAreThere() throws Exception {
    String issues = "/api/0/organizations/acme/issues/";
    assertThat(call(member, "GET", issues, "")).contains("of own").doesNotContain("of foreign");
    assertThat(call(member, "GET", issues + ownIssue + "/", "")).startsWith("200");
    assertThat(call(member, "GET", "/api/0/projects/acme/own/", "")).startsWith("200");
    List<String> seen = new ArrayList<>();
    String list = call(member, "GET", "/api/0/organizations/acme/projects/", "").substring(4);
    for (Json one : ((Json.Arr) JsonText.parse(list)).items()) {
      Json.Obj project = (Json.Obj) one;
      seen.add(project.string("slug") + " " + project.bool("hasAccess"));
    }
    assertThat(seen).contains("own true", "foreign false");
  }

  @Test
  void whoAsksIsLetInByWhoeverMay() throws Exception {
    String requests = "/api/0/organizations/acme/access-requests/";
    String join = "/api/0/organizations/acme/members/me/teams/";
    assertThat(call(member, "POST", join + "asked-team/", "")).startsWith("202");
    assertThat(call(member, "POST", join + "asked-team/", "")).startsWith("202");
    assertThat(call(member, "POST", join + "refused-team/", "")).startsWith("202");
    assertThat(call(member, "GET", "/api/0/projects/acme/asked/", "")).startsWith("403");
    assertThat(call(member, "GET", "/api/0/organizations/acme/teams/?query=slug:asked-team", ""))
        .contains("\"isPending\":true");
    assertThat(call(member, "GET", requests, "")).isEqualTo("200 []");
    Json.Arr waiting = (Json.Arr) shop.get(requests);
    assertThat(waiting.items())
        .extracting(one -> ((Json.Obj) one).object("team").string("slug"))
        .containsExactly("asked-team", "refused-team");
    Json.Obj first = (Json.Obj) waiting.get(0);
    assertThat(first.object("member").string("email")).isEqualTo("bob@example.org");
    String one = requests + first.string("id") + "/";
    assertThat(call(member, "PUT", one, "{\"isApproved\":true}")).startsWith("403");
    assertThat(call(shop.token(), "PUT", one, "{}")).startsWith("400 {\"isApproved\":");
    assertThat(call(shop.token(), "PUT", one, "{\"isApproved\":true}")).startsWith("204");
    assertThat(call(shop.token(), "PUT", one, "{\"isApproved\":true}")).startsWith("404");
    String other = requests + ((Json.Obj) waiting.get(1)).string("id") + "/";
    assertThat(call(shop.token(), "PUT", other, "{\"isApproved\":false}")).startsWith("204");
    assertThat(call(member, "GET", "/api/0/projects/acme/asked/", "")).startsWith("200");
    assertThat(call(member, "GET", join + "refused-team/", "")).startsWith("404");
    assertThat(call(shop.token(), "GET", requests, "")).isEqualTo("200 []");
  }

  @Test
  void managersReachEverything() throws Exception {
    assertThat(call(shop.token(), "GET", "/api/0/projects/acme/foreign/", "")).startsWith("200");
  }
}
