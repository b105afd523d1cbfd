package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.Members;
import dev.vedette.identity.Role;
import dev.vedette.json.Json;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import dev.vedette.testing.WebSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members and keys are looked after by hand, by those who may. */
class SettingsPagesIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String MEMBERS = "/acme/settings/members/";
  private static final String KEYS = "/acme/settings/projects/shop/keys/";
  private static final String PASSWORD = "a-long-password";

  private static RunningNode node;
  private static Shop shop;
  private static WebSession owner;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    shop.project("shop", "python");
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> Provisioning.team(sql, shop.organization(), "night", "Night")));
    owner = WebSession.of(node, Shop.EMAIL, Shop.PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static WebSession member(String email, Role role) throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> {
              Account account = Accounts.create(sql, email, PASSWORD, false);
              Provisioning.member(sql, shop.organization(), account.id(), role.label());
              return true;
            }));
    return WebSession.of(node, email, PASSWORD);
  }

  private static String found(String pattern, HttpResponse<String> page) {
    Matcher matcher = Pattern.compile(pattern).matcher(page.body());
    assertThat(matcher.find()).as("%s in %s", pattern, page.body()).isTrue();
    return matcher.group(1);
  }

  /** Where the page of a member is, as the list says. */
  private static String pathOf(WebSession reader, String shown) throws Exception {
    return found("href=\"(" + MEMBERS + "\\d+/)\">" + shown + "<", reader.page(MEMBERS));
  }

  @Test
  void somebodyIsInvitedMovedAndRemoved() throws Exception {
    HttpResponse<String> invited =
        owner.submit(MEMBERS, "email", "Eve@Example.org", "role", "member", "team", "night");
    assertThat(invited.statusCode()).isEqualTo(200);
    assertThat(invited.body()).contains("pass the link on", "eve@example.org");
    String link = found("id=\"link\"[^>]*>[^<]*(/accept/acme/[^<]+)<", invited);
    assertThat(owner.page(MEMBERS).body()).contains("invited</span>", "#night");

    WebSession eve = new WebSession(node);
    assertThat(eve.submit(link, "password", PASSWORD).body()).contains("eve@example.org");
    String path = pathOf(owner, "eve@example.org");
    HttpResponse<String> raised = owner.submit(path, "action", "role", "role", "manager");
    assertThat(raised.body()).contains("The role is changed.", "manager");
    assertThat(eve.page(MEMBERS).body()).contains("Invite</button>");
    assertThat(owner.submit(path, "action", "teams", "was", "night").body())
        .contains("The teams are saved.");
    assertThat(eve.page(MEMBERS).body()).doesNotContain("#night</td>");

    assertThat(owner.submit(path, "action", "remove").body())
        .contains("The member is removed.")
        .doesNotContain("eve@example.org");
    assertThat(eve.page(MEMBERS).statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsWrongWithAnInvitationIsSaidAndStaysWritten() throws Exception {
    HttpResponse<String> twice = owner.submit(MEMBERS, "email", Shop.EMAIL, "role", "member");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body())
        .contains("is already a member", "value=\"" + Shop.EMAIL + "\"", "aria-invalid=\"true\"");
    String path =
        owner.submit(MEMBERS, "email", "late@example.org", "role", "member").uri().getPath();
    String first = found("id=\"link\"[^>]*>([^<]+)<", owner.page(path));
    assertThat(owner.submit(path, "action", "link").body())
        .contains("the old one is good no more")
        .doesNotContain(first);
  }

  /** Whoever has the link of an invitation takes its role, so both change together. */
  @Test
  void aLinkOpensNoMoreThanItWasGivenFor() throws Exception {
    WebSession mia = member("mia@example.org", Role.MANAGER);
    HttpResponse<String> invited =
        mia.submit(MEMBERS, "email", "sly@example.org", "role", "member");
    String link = found("id=\"link\"[^>]*>[^<]*(/accept/acme/[^<]+)<", invited);
    String path = invited.uri().getPath();
    assertThat(owner.submit(path, "action", "role", "role", "owner").body())
        .contains("good no more");
    assertThat(new WebSession(node).page(link).statusCode()).isEqualTo(404);
    assertThat(mia.page(path).body()).doesNotContain("id=\"link\"", "Take the invitation back");
    assertThat(mia.submit(path, "action", "link").statusCode()).isEqualTo(403);
    assertThat(mia.submit(path, "action", "remove").statusCode()).isEqualTo(400);

    HttpResponse<String> again =
        mia.submit(MEMBERS, "email", "Sly@example.org", "role", "member", "team", "night");
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).contains("is invited already", "<option value=\"night\" selected>");
    HttpResponse<String> byApi =
        mia.call("POST", "/api/0/organizations/acme/members/", "{\"email\":\"sly@example.org\"}");
    assertThat(byApi.statusCode()).isEqualTo(403);
    assertThat(owner.page(path).body()).contains("owner · invited");
    String kept = found("id=\"link\"[^>]*>([^<]+)<", owner.page(path));
    assertThat(owner.submit(path, "action", "role", "role", "owner").body()).contains(kept);
    assertThat(owner.submit(path, "action", "remove").body()).contains("is taken back");
  }

  @Test
  void whatHappenedMeanwhileStays() throws Exception {
    member("kit@example.org", Role.MEMBER);
    String path = pathOf(owner, "kit@example.org");
    String number = path.replaceAll("\\D", "");
    // the page was opened before somebody else let the member in
    assertThat(
            shop.send(
                    "POST",
                    "/api/0/organizations/acme/members/" + number + "/teams/night/",
                    Json.Obj.EMPTY)
                .status())
        .isEqualTo(201);
    assertThat(owner.submit(path, "action", "teams").body()).contains("The teams are saved.");
    assertThat(teams(number)).contains("night");
    owner.submit(path, "action", "teams", "was", "night");
    assertThat(teams(number)).doesNotContain("night");
    HttpResponse<String> gone = owner.submit(path, "action", "teams", "team", "gone");
    assertThat(gone.statusCode()).isEqualTo(400);
    assertThat(gone.body()).contains("no team #gone any more");
  }

  private static String teams(String member) throws Exception {
    Json.Obj shown = (Json.Obj) shop.get("/api/0/organizations/acme/members/" + member + "/");
    return shown.array("teams").text();
  }

  @Test
  void aTeamIsMadeByThoseWhoMay() throws Exception {
    HttpResponse<String> made = owner.submit("/acme/settings/teams/", "name", "Day Shift");
    assertThat(made.body()).contains("There is a team #day-shift, with you in it.");
    HttpResponse<String> twice = owner.submit("/acme/settings/teams/", "name", "day shift");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body()).contains("There is a team #day-shift already.");
    WebSession tom = member("tom@example.org", Role.MEMBER);
    assertThat(tom.page(MEMBERS).body()).doesNotContain("Make a team");
    assertThat(tom.submit("/acme/settings/teams/", "name", "Mine").statusCode()).isEqualTo(403);
  }

  @Test
  void membersOfOthersAreNotFoundAndFormsNeedTheirProof() throws Exception {
    String path = pathOf(owner, Shop.EMAIL);
    WebSession stranger = outsider("zed@example.org", "zoo");
    assertThat(stranger.page(path).statusCode()).isEqualTo(403);
    assertThat(stranger.page(path.replace("/acme/", "/zoo/")).statusCode()).isEqualTo(404);
    HttpResponse<String> forged = new WebSession(node).submit(path, "action", "remove");
    assertThat(forged.uri().getPath()).isEqualTo("/login");
  }

  private static WebSession outsider(String email, String organization) throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .inTransaction(sql -> {
              Account account = Accounts.create(sql, email, PASSWORD, false);
              Provisioning.member(
                  sql,
                  Provisioning.organization(sql, organization, organization),
                  account.id(),
                  Role.OWNER.label());
              return true;
            }));
    return WebSession.of(node, email, PASSWORD);
  }

  @Test
  void membersSeeEachOtherAndLeaveButChangeNobody() throws Exception {
    WebSession max = member("max@example.org", Role.MEMBER);
    assertThat(max.page(MEMBERS).body()).contains(Shop.EMAIL).doesNotContain("Invite</button>");
    assertThat(max.submit(MEMBERS, "email", "x@example.org").statusCode()).isEqualTo(403);
    String ann = pathOf(max, Shop.EMAIL);
    assertThat(max.page(ann).body()).doesNotContain("<select", "Remove…", "id=\"link\"");
    assertThat(max.submit(ann, "action", "role", "role", "member").statusCode()).isEqualTo(403);
    assertThat(max.submit(ann, "action", "teams", "team", "night").statusCode()).isEqualTo(403);
    assertThat(max.submit(ann, "action", "remove").statusCode()).isEqualTo(400);
    String own = pathOf(max, "max@example.org");
    assertThat(max.submit(own, "action", "teams", "team", "night").body()).contains("are saved.");
    assertThat(max.page(ann).body()).contains("Teams: ");
    shop.put("/api/0/organizations/acme/", Json.object().put("openMembership", false).build());
    assertThat(max.submit(own, "action", "teams", "was", "night").statusCode()).isEqualTo(403);
    shop.put("/api/0/organizations/acme/", Json.object().put("openMembership", true).build());
    assertThat(max.submit(own, "action", "remove").body())
        .contains("You belong to no organization");
  }

  @Test
  void anOrganizationKeepsAnOwner() throws Exception {
    String own = pathOf(owner, Shop.EMAIL);
    HttpResponse<String> refused = owner.submit(own, "action", "remove");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("the only remaining owner").doesNotContain("Leave…");
  }

  /** Each of two owners sees the other while both are removed. */
  @Test
  void ofTwoOwnersWhoAreRemovedAtOnceOneStays() throws Exception {
    long other =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql -> {
                  var place = Provisioning.organization(sql, "pair", "Pair");
                  for (String name : new String[] {"one", "two"}) {
                    Account account = Accounts.create(sql, name + "@example.org", PASSWORD, false);
                    Provisioning.member(sql, place, account.id(), Role.OWNER.label());
                  }
                  return place.value();
                }));
    Members members = new Members(node.database());
    var both = RunningNode.waiting(() -> members.list(other));
    CountDownLatch ready = new CountDownLatch(2);
    var removed =
        both.stream()
            .map(one -> {
              CompletableFuture<Members.Result> done = new CompletableFuture<>();
              Thread.ofVirtual()
                  .start(() -> {
                    ready.countDown();
                    try {
                      ready.await();
                      done.complete(members.remove(other, one));
                    } catch (Exception failed) {
                      done.completeExceptionally(failed);
                    }
                  });
              return done;
            })
            .toList();
    assertThat(removed.stream().map(CompletableFuture::join))
        .containsExactlyInAnyOrder(Members.Result.DONE, Members.Result.LAST_OWNER);
  }

  private static int report(String dsn) throws Exception {
    URI target = URI.create(dsn);
    String path = "/api%s/store/?sentry_key=%s".formatted(target.getPath(), target.getUserInfo());
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"by a key\"}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aKeyIsMadeLimitedStoppedAndDeleted() throws Exception {
    HttpResponse<String> made = owner.submit(KEYS, "action", "create", "name", "The app");
    assertThat(made.body()).contains("There is a new key.", "The app");
    String dsn = found("(?s)The app .*?id=\"dsn-[0-9a-f]+\"[^>]*>([^<]+)<", made);
    String key = URI.create(dsn).getUserInfo();
    assertThat(report(dsn)).isEqualTo(200);

    String[] limited = {
      "action", "save", "key", key, "name", "The app", "count", "1", "window", "86400", "active",
      "on"
    };
    assertThat(owner.submit(KEYS, limited).body()).contains("Saved.", "value=\"1\"");
    int first = report(dsn);
    assertThat(first == 200 ? report(dsn) : first).isEqualTo(429);
    limited[7] = "many";
    HttpResponse<String> refused = owner.submit(KEYS, limited);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("A limit is a whole number of errors.", "value=\"many\"");
    limited[7] = "0";
    assertThat(owner.submit(KEYS, limited).body()).contains("A limit is 1 or more");
    limited[5] = " ";
    limited[7] = "2147483647";
    assertThat(owner.submit(KEYS, limited).body())
        .contains("Saved.", "value=\"The app\"", "value=\"2147483647\"");

    owner.submit(KEYS, "action", "save", "key", key, "name", "The app", "window", "60");
    assertThat(owner.page(KEYS).body()).contains("disabled");
    assertThat(report(dsn)).isEqualTo(403);
    assertThat(owner.submit(KEYS, "action", "delete", "key", key).body())
        .contains("Deleted.")
        .doesNotContain(dsn);
    assertThat(owner.submit(KEYS, "action", "delete", "key", key).body())
        .contains("The key is deleted already.", "Keys of shop");
    assertThat(report(dsn)).isEqualTo(403);
  }

  @Test
  void aKeyWithoutANameIsShownByItsBeginning() throws Exception {
    Json.Obj named = Json.object().put("name", "").build();
    Json.Obj made = (Json.Obj) shop.send("POST", "/api/0/projects/acme/shop/keys/", named).body();
    String key = String.valueOf(made.string("id"));
    assertThat(owner.page(KEYS).body())
        .contains("<h2>" + made.string("name"), "aria-label=\"Save " + made.string("name"));
    assertThat(owner.submit(KEYS, "action", "delete", "key", key).body()).contains("Deleted.");
  }

  @Test
  void membersReadKeysAndChangeNone() throws Exception {
    WebSession zoe = member("zoe@example.org", Role.MEMBER);
    assertThat(zoe.page(KEYS).body()).contains("id=\"dsn-").doesNotContain("Delete…", "Create");
    assertThat(zoe.submit(KEYS, "action", "create").statusCode()).isEqualTo(403);
  }
}
