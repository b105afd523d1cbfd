package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Role;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How people come in, log in by the API, and confirm what cannot be undone (spec 11 §2.7, §8, §11).
 */
class InvitationIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String MEMBERS = "/api/0/organizations/acme/members/";

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    var unused = shop.project("shop", "python");
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj invite(String email) throws Exception {
    Shop.Changed invited =
        shop.send("POST", MEMBERS, Json.object().put("email", email).put("role", "member").build());
    assertThat(invited.status()).as(invited.body().text()).isEqualTo(201);
    return (Json.Obj) invited.body();
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : node.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String cookies(HttpResponse<?> answer) {
    List<String> pairs = new ArrayList<>();
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      pairs.add(cookie.substring(0, cookie.indexOf(';')));
    }
    return String.join("; ", pairs);
  }

  private static String csrf(String cookies) {
    return cookies.replaceAll(".*\\bsc=([0-9a-f]+).*", "$1");
  }

  @Test
  void anInvitedPersonMakesAnAccountAndIsAMember() throws Exception {
    Json.Obj pending = invite("New@Example.org");
    assertThat(pending.string("email")).isEqualTo("new@example.org");
    assertThat(pending.bool("pending")).isTrue();
    assertThat(pending.get("user")).isEqualTo(Json.NULL);
    String link = String.valueOf(pending.string("invite_link"));
    assertThat(link).matches(".*/accept/acme/\\d+/[0-9a-f]{64}/");
    assertThat(shop.get(MEMBERS).text()).contains("new@example.org");
    HttpResponse<String> page = send("GET", link, "");
    assertThat(page.body()).contains("new@example.org", "as member", "Choose a password");
    assertThat(send("GET", link.replaceFirst(".{4}/$", "0000/"), "").statusCode()).isEqualTo(404);
    String form = "application/x-www-form-urlencoded";
    assertThat(send("POST", link, "password=short", "Content-Type", form).statusCode())
        .isEqualTo(400);
    HttpResponse<String> joined =
        send("POST", link, "password=a-good-password", "Content-Type", form);
    assertThat(joined.statusCode()).isEqualTo(302);
    assertThat(send("GET", "/acme/issues/", "", "Cookie", cookies(joined)).statusCode())
        .isEqualTo(200);
    assertThat(send("GET", link, "").statusCode()).as("a link is good once").isEqualTo(404);
  }

  @Test
  void aLinkInTheWrongHandsSaysForWhomItIsAndIsNotUsedUpByMembers() throws Exception {
    String link = String.valueOf(invite("carol@example.org").string("invite_link"));
    String login = "{\"username\":\"%s\",\"password\":\"%s\"}";
    String member =
        cookies(send("POST", "/api/0/auth/login/", login.formatted(Shop.EMAIL, Shop.PASSWORD)));
    String[] ofMember = {"Cookie", member, "X-CSRFToken", csrf(member)};
    assertThat(send("GET", link, "", ofMember).body())
        .contains("carol@example.org", "who is a member already")
        .doesNotContain("in their place");
    assertThat(send("POST", link, "", ofMember).statusCode()).isEqualTo(409);
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(
                sql -> Accounts.create(sql, "gina@example.org", "a-long-password", false)));
    String other =
        cookies(
            send(
                "POST",
                "/api/0/auth/login/",
                login.formatted("gina@example.org", "a-long-password")));
    assertThat(send("GET", link, "", "Cookie", other).body())
        .contains("for <strong>carol@example.org</strong>", "You are logged in as gina@example.org")
        .contains("name=\"next\" value=\"/accept/acme/");
    assertThat(send("GET", "/", "", "Cookie", other).body())
        .contains("You belong to no organization");
    assertThat(send("GET", link, "").body()).contains("Choose a password");
  }

  @Test
  void linksAreRenewedAndRefusedByTheirRules() throws Exception {
    Json.Obj pending = invite("again@example.org");
    String path = MEMBERS + pending.string("id") + "/";
    String api =
        String.valueOf(pending.string("invite_link")).replace("/accept/", "/api/0/accept-invite/");
    assertThat(((Json.Obj) JsonText.parse(send("GET", api, "").body())).bool("needsAuthentication"))
        .isTrue();
    Json.Obj renew = Json.object().put("reinvite", true).put("regenerate", true).build();
    assertThat(((Json.Obj) shop.put(path, renew).body()).string("invite_link"))
        .isNotEqualTo(pending.string("invite_link"));
    assertThat(send("GET", api, "").body()).isEqualTo("{\"details\":\"Invalid invite code\"}");
    assertThat(
            shop.send("POST", MEMBERS, Json.object().put("email", Shop.EMAIL).build())
                .body()
                .text())
        .isEqualTo("{\"email\":[\"The user %s is already a member\"]}".formatted(Shop.EMAIL));
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE member SET invited_at = now() - interval '31 days' WHERE email = 'again@example.org'"));
    assertThat(((Json.Obj) shop.get(path)).bool("expired")).isTrue();
    assertThat(shop.put(path, Json.object().put("reinvite", true).build()).body().text())
        .contains("You cannot resend an expired invitation without regenerating the token.");
  }

  @Test
  void aSessionConfirmsItsPasswordBeforeWhatCannotBeUndone() throws Exception {
    HttpResponse<String> login =
        send(
            "POST",
            "/api/0/auth/login/",
            "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(Shop.EMAIL, Shop.PASSWORD));
    assertThat(login.statusCode()).isEqualTo(200);
    String cookies = cookies(login);
    String[] headers = {"Cookie", cookies, "X-CSRFToken", csrf(cookies)};
    assertThat(send("GET", "/api/0/auth/", "", headers).body()).contains(Shop.EMAIL);
    assertThat(send("GET", "/api/0/auth/", "").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/api/0/auth/validate/", "").statusCode()).isEqualTo(403);
    RunningNode.waiting(() ->
        node.database().sql().update("UPDATE web_session SET sudo_until = now() - interval '1 s'"));
    var unused = shop.project("doomed", "python");
    String doomed = "/api/0/projects/acme/doomed/";
    HttpResponse<String> refused = send("DELETE", doomed, "", headers);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body())
        .isEqualTo(
            ("{\"detail\":{\"code\":\"sudo-required\",\"message\":\"Account verification"
                    + " required.\",\"extra\":{\"username\":\"%s\"}}}")
                .formatted(Shop.EMAIL));
    assertThat(send("PUT", "/api/0/auth/", "{\"password\":\"wrong\"}", headers).body())
        .isEqualTo("{\"detail\":{\"code\":\"ignore\"}}");
    assertThat(send("PUT", "/api/0/auth/", "{}", headers).body())
        .isEqualTo("{\"detail\":{\"code\":\"missing_password_or_u2f_code\"}}");
    String right = "{\"password\":\"%s\"}".formatted(Shop.PASSWORD);
    assertThat(send("PUT", "/api/0/auth/", right, headers).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", doomed, "", headers).statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/0/auth/", "{\"all\":true}", headers).statusCode())
        .isEqualTo(204);
    assertThat(send("GET", "/api/0/auth/", "", headers).statusCode()).isEqualTo(400);
  }

  @Test
  void nobodyGetsTheLinkOfAHigherRole() throws Exception {
    Shop.Changed invited =
        shop.send(
            "POST",
            MEMBERS,
            Json.object().put("email", "boss@example.org").put("orgRole", "owner").build());
    String path = MEMBERS + ((Json.Obj) invited.body()).string("id") + "/";
    String manager =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql -> {
                  Account account = Accounts.create(sql, "manager@example.org", null, false);
                  Provisioning.member(sql, shop.organization(), account.id(), Role.MANAGER.label());
                  return Tokens.create(sql, account.id(), "", Role.MANAGER.scopes());
                }));
    HttpResponse<String> seen = send("GET", path, "", "Authorization", "Bearer " + manager);
    assertThat(((Json.Obj) JsonText.parse(seen.body())).get("invite_link")).isEqualTo(Json.NULL);
    HttpResponse<String> renewed =
        send(
            "PUT",
            path,
            "{\"reinvite\":true,\"regenerate\":true}",
            "Authorization",
            "Bearer " + manager,
            "Content-Type",
            "application/json");
    assertThat(renewed.statusCode()).isEqualTo(403);
  }
}
