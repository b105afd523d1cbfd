package dev.vedette.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
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

  private static String field(HttpResponse<String> page, String name) {
    Matcher field =
        Pattern.compile("name=\"%s\" value=\"([^\"]+)\"".formatted(name)).matcher(page.body());
    assertThat(field.find()).as(page.body()).isTrue();
    return field.group(1);
  }

  /** Presses the button that a page offers. */
  private static HttpResponse<String> undo(String path, HttpResponse<String> offering)
      throws Exception {
    return ann.submit(
        path, "undo", field(offering, "undo"), "of", field(offering, "of"), "action", "undo");
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
    HttpResponse<String> undone = undo("/acme/issues/?status=all", done);
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
    undo(page, assigned);
    assertThat(issue("flour").get("assignedTo")).isEqualTo(Json.NULL);
    String before = String.valueOf(issue("flour").string("priority"));
    HttpResponse<String> rated =
        ann.submit(page, "other", before.equals("low") ? "high" : "low", "action", "other");
    assertThat(issue("flour").string("priority")).isNotEqualTo(before);
    assertThat(undo(page, rated).body()).contains("As before.");
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
        .doesNotContain("Let only members");
    assertThat(((Json.Obj) shop.get(path)).bool("isPublic")).isFalse();
  }

  @Test
  void whoeverLeavesLeavesTheirIssues() throws Exception {
    String id = made("fennel");
    long member =
        RunningNode.waiting(() ->
            node.database()
                .inTransaction(sql -> {
                  Account account = Accounts.create(sql, "gone@example.org", Shop.PASSWORD, false);
                  Provisioning.member(sql, shop.organization(), account.id(), "member");
                  long made =
                      sql.one(
                          "SELECT id FROM member WHERE account_id = $1",
                          row -> row.getLong(0),
                          account.id());
                  sql.update(
                      "INSERT INTO team_member (team_id, member_id) SELECT id, $1 FROM team", made);
                  return made;
                }));
    String path = "/api/0/organizations/acme/issues/" + id + "/";
    shop.put(path, Json.object().put("assignedTo", "gone@example.org").build());
    assertThat(issue("fennel").object("assignedTo").string("email")).isEqualTo("gone@example.org");
    ann.submit("/acme/settings/members/" + member + "/", "action", "remove");
    assertThat(issue("fennel").get("assignedTo")).isEqualTo(Json.NULL);
    assertThat(ann.page("/acme/issues/" + id + "/").body()).contains("assigned it to nobody");
  }

  @Test
  void commentsAreShownAsTheyAreMeant() throws Exception {
    String page = "/acme/issues/" + made("rice") + "/";
    ann.submit(page + "notes/", "text", "**rolled back** <script>alert(1)</script>");
    assertThat(ann.page(page).body())
        .contains("<strong>rolled back</strong> &lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void whatWasUnderAConditionStays() throws Exception {
    String id = made("butter");
    String page = "/acme/issues/" + id + "/";
    ann.submit(page, "other", "archive-10", "action", "other");
    HttpResponse<String> resolved = ann.submit(page, "action", "resolve");
    assertThat(resolved.body())
        .contains("Resolved.", "This cannot be taken back.")
        .doesNotContainPattern(UNDO);
    String other = made("cream");
    ann.submit(page, "other", "archive-10", "action", "other");
    HttpResponse<String> both =
        ann.submit("/acme/issues/?status=all", "issue", id, "issue", other, "action", "resolve");
    assertThat(both.body()).contains("Undo for 1", "under a condition");
    assertThat(undo("/acme/issues/?status=all", both).body()).contains("1 issue: As before.");
    assertThat(issue("cream").string("status")).isEqualTo("unresolved");
    assertThat(issue("butter").string("status")).isEqualTo("resolved");
  }

  /** The page may have been open while somebody else went on. */
  @Test
  void whatHappenedSinceIsNotUndone() throws Exception {
    String id = made("honey");
    String page = "/acme/issues/" + id + "/";
    HttpResponse<String> resolved = ann.submit(page, "action", "resolve");
    var again = made("honey");
    assertThat(again).isEqualTo(id);
    assertThat(issue("honey").string("substatus")).isEqualTo("regressed");
    assertThat(undo(page, resolved).body())
        .contains("Not taken back.", "1 issue changed since then");
    assertThat(issue("honey").string("substatus")).isEqualTo("regressed");
  }

  /** One of them cannot be given back to whom has left the team; the others are. */
  @Test
  void whatIsPossibleIsTakenBack() throws Exception {
    String one = made("leek");
    String two = made("kale");
    String all = "/acme/issues/?status=all";
    ann.submit("/acme/issues/" + one + "/", "action", "assign-me");
    HttpResponse<String> given =
        ann.submit(all, "issue", one, "issue", two, "other", "unassign", "action", "other");
    RunningNode.waiting(() -> node.database().sql().update("DELETE FROM team_member"));
    try {
      assertThat(undo(all, given).body()).contains("1 issue: As before.", "1 issue changed since");
    } finally {
      RunningNode.waiting(() ->
          node.database()
              .sql()
              .update(
                  "INSERT INTO team_member (team_id, member_id) SELECT t.id, m.id FROM team t, member m"));
    }
  }

  @Test
  void ofWhatIsNotSeenNothingIsTakenBack() throws Exception {
    String id = made("pepper");
    String foreign = "s1~" + Long.toString(Long.parseLong(id) + 1000, 36);
    assertThat(
            ann.submit("/acme/issues/", "undo", foreign, "of", "reopen", "action", "undo").body())
        .contains("0 issues: As before.", "1 issue changed since");
    String other = "s1~" + Long.toString(Long.parseLong(made("nutmeg")), 36);
    assertThat(ann.submit("/acme/issues/" + id + "/", "undo", other, "action", "undo").statusCode())
        .isEqualTo(400);
    assertThat(issue("nutmeg").string("status")).isEqualTo("unresolved");
  }

  @Test
  void manyAtOnceAreAskedForTwice() throws Exception {
    for (int i = 0; i <= Undo.MOST; i++) {
      var unused =
          shop.send(dsn, "{\"message\":\"crowd\",\"fingerprint\":[\"crowd %d\"]}".formatted(i));
    }
    node.awaitDrained();
    String crowd = "/acme/issues/?query=crowd";
    HttpResponse<String> asked = ann.submit(crowd, "all", "1", "action", "archive");
    assertThat(asked.body()).contains("Archive: 101 issues?", "up to 100");
    String[] sure = {"all", "1", "action", "archive", "sure", "1"};
    assertThat(ann.submit(crowd, sure).body())
        .contains("101 issues: Archived.", "This cannot be taken back.");
  }
}
