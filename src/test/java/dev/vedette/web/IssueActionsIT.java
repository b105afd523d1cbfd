package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Provisioning;
import dev.vedette.store.Sql;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import dev.vedette.testing.WebSession;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do to issues by hand, and take back on the page that tells of it. */
class IssueActionsIT {

  private static final Pattern UNDO = Pattern.compile("name=\"undo\" value=\"([^\"]+)\"");

  private static RunningNode node;
  private static Shop shop;
  private static String dsn;
  private static WebSession ann;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
    dsn = shop.project("shop", "python");
    RunningNode.waiting(() -> node.database().inTransaction(IssueActionsIT::joinTeam));
    ann = WebSession.of(node, Shop.EMAIL, Shop.PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static boolean joinTeam(Sql sql) {
    long team = Provisioning.team(sql, shop.organization(), "night", "Night");
    Provisioning.join(sql, team, sql.one("SELECT id FROM member", row -> row.getLong(0)));
    return sql.update(
            "INSERT INTO project_team (project_id, team_id) SELECT id, $1 FROM project", team)
        > 0;
  }

  private static Json.Obj issue(String title) throws Exception {
    Json.Arr found = (Json.Arr) shop.get("/api/0/projects/acme/shop/issues/?query=" + title);
    assertThat(found.items()).hasSize(1);
    return (Json.Obj) found.get(0);
  }

  private static String made(String title) throws Exception {
    var unused =
        shop.report(dsn, "{\"message\":\"%s\",\"fingerprint\":[\"%s\"]}".formatted(title, title));
    return String.valueOf(issue(title).string("id"));
  }

  private static String offered(HttpResponse<String> page) {
    Matcher undo = UNDO.matcher(page.body());
    assertThat(undo.find()).as(page.body()).isTrue();
    return undo.group(1);
  }

  @Test
  void manyAreAsTheyWere() throws Exception {
    String one = made("sugar");
    String two = made("salt");
    shop.put(
        "/api/0/organizations/acme/issues/" + two + "/",
        Json.object().put("status", "resolved").build());
    HttpResponse<String> done =
        ann.submit("/acme/issues/?status=all", "issue", one, "issue", two, "action", "archive");
    assertThat(done.body()).contains("2 issues: Archived.");
    assertThat(issue("sugar").string("status")).isEqualTo("ignored");
    HttpResponse<String> undone =
        ann.submit("/acme/issues/?status=all", "undo", offered(done), "action", "undo");
    assertThat(undone.body()).contains("2 issues: As before.").doesNotContainPattern(UNDO);
    assertThat(issue("sugar").string("status")).isEqualTo("unresolved");
    assertThat(issue("sugar").string("substatus")).isEqualTo("new");
    assertThat(issue("salt").string("status")).isEqualTo("resolved");
  }

  @Test
  void oneIsAssignedAndRatedAsBefore() throws Exception {
    String id = made("flour");
    String page = "/acme/issues/" + id + "/";
    HttpResponse<String> assigned = ann.submit(page, "action", "assign-me");
    assertThat(issue("flour").get("assignedTo")).isNotEqualTo(Json.NULL);
    ann.submit(page, "undo", offered(assigned), "action", "undo");
    assertThat(issue("flour").get("assignedTo")).isEqualTo(Json.NULL);
    String before = String.valueOf(issue("flour").string("priority"));
    HttpResponse<String> rated =
        ann.submit(page, "other", before.equals("low") ? "high" : "low", "action", "other");
    assertThat(issue("flour").string("priority")).isNotEqualTo(before);
    assertThat(ann.submit(page, "undo", offered(rated), "action", "undo").body())
        .contains("As before.");
    assertThat(issue("flour").string("priority")).isEqualTo(before);
  }

  /** Who is in no team of a project is not offered to take its issues. */
  @Test
  void issuesAreTakenByThoseOfATeam() throws Exception {
    String id = made("pasta");
    assertThat(ann.page("/acme/issues/" + id + "/").body()).contains("Assign to me", "#night");
    String other = shop.project("elsewhere", "python");
    String event = shop.report(other, "{\"message\":\"of no team\"}");
    String issue = String.valueOf(shop.event("elsewhere", event).string("groupID"));
    assertThat(ann.page("/acme/issues/" + issue + "/").body())
        .contains("of no team")
        .doesNotContain("Assign to me", "#night");
  }

  @Test
  void whatEverybodyMayReadIsEndedOnThePage() throws Exception {
    String id = made("yeast");
    String path = "/api/0/organizations/acme/issues/" + id + "/";
    shop.put(path, Json.object().put("isPublic", true).build());
    String page = "/acme/issues/" + id + "/";
    assertThat(ann.page(page).body()).contains("readable for everybody");
    assertThat(ann.submit(page, "action", "unshare").body())
        .contains("Only members read it now.")
        .doesNotContain("readable for everybody", "Let only members");
    assertThat(((Json.Obj) shop.get(path)).bool("isPublic")).isFalse();
  }

  @Test
  void commentsAreShownAsTheyAreMeant() throws Exception {
    String page = "/acme/issues/" + made("rice") + "/";
    ann.submit(page + "notes/", "text", "**rolled back** <script>alert(1)</script>");
    assertThat(ann.page(page).body())
        .contains("<strong>rolled back</strong> &lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void whatWasUnderAConditionIsNotOfferedBack() throws Exception {
    String id = made("butter");
    String page = "/acme/issues/" + id + "/";
    ann.submit(page, "other", "archive-10", "action", "other");
    HttpResponse<String> resolved = ann.submit(page, "action", "resolve");
    assertThat(resolved.body()).contains("Resolved.").doesNotContainPattern(UNDO);
  }

  @Test
  void ofWhatIsNotSeenNothingIsTakenBack() throws Exception {
    String id = made("pepper");
    String foreign = "s1~" + Long.toString(Long.parseLong(id) + 1000, 36);
    assertThat(ann.submit("/acme/issues/", "undo", foreign, "action", "undo").statusCode())
        .isEqualTo(404);
    String other = "s1~" + Long.toString(Long.parseLong(made("nutmeg")), 36);
    assertThat(ann.submit("/acme/issues/" + id + "/", "undo", other, "action", "undo").statusCode())
        .isEqualTo(400);
    assertThat(issue("nutmeg").string("status")).isEqualTo("unresolved");
  }
}
