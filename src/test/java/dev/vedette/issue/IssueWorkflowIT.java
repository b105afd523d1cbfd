package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people decide about issues, and what events make of it (spec 04 §8, §9, §11). */
class IssueWorkflowIT {

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Obj status(String status, String detail, Json value) {
    return Json.object()
        .put("status", status)
        .put("statusDetails", Json.object().put(detail, value).build())
        .build();
  }

  @Test
  void theNextReleaseMendsAnIssueUntilItIsSeenThere() throws Exception {
    Subject subject = new Subject(shop, "next");
    subject.event("one", "1");
    Shop.Changed resolved = subject.change(status("resolved", "inNextRelease", Json.TRUE));
    assertThat(resolved.status()).isEqualTo(200);
    assertThat(((Json.Obj) resolved.body()).object("statusDetails").bool("inNextRelease")).isTrue();
    subject.event("one", "2");
    assertThat(subject.issue().string("status"))
        .as("the old release is covered")
        .isEqualTo("resolved");
    subject.event("two", "3");
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
    assertThat(subject.issue().string("substatus")).isEqualTo("regressed");
    assertThat(subject.activity())
        .containsExactly("set_regression", "set_resolved_in_release", "first_seen");
    assertThat(subject.issue().object("lastRelease").string("version")).isEqualTo("two");
  }

  @Test
  void aSemanticReleaseCoversThoseBeforeIt() throws Exception {
    Subject subject = new Subject(shop, "semantic");
    subject.event("app@2.0.0", "1");
    assertThat(subject.change(status("resolved", "inRelease", Json.of("app@2.0.0"))).status())
        .isEqualTo(200);
    subject.event("app@1.9.0", "1");
    assertThat(subject.issue().string("status")).isEqualTo("resolved");
    subject.event("app@2.0.0", "1");
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
  }

  @Test
  void anUnknownReleaseAndNoneAreRefusedByTheirRule() throws Exception {
    Subject subject = new Subject(shop, "norelease");
    shop.report(subject.dsn, "{\"message\":\"no release\"}");
    assertThat(subject.change(status("resolved", "inNextRelease", Json.TRUE)).body().text())
        .isEqualTo(
            "{\"statusDetails\":{\"inNextRelease\":[\"No release data present in the system to form"
                + " a basis for 'Next Release'\"]}}");
    assertThat(subject.change(status("resolved", "inRelease", Json.of("nope"))).body().text())
        .contains("Unable to find a release with the given version.");
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
  }

  @Test
  void anArchiveEndsWithTheEventThatFillsItsCount() throws Exception {
    Subject subject = new Subject(shop, "counted");
    subject.event("r", "1");
    Shop.Changed archived = subject.change(status("ignored", "ignoreCount", Json.of(2)));
    assertThat(((Json.Obj) archived.body()).string("substatus"))
        .isEqualTo("archived_until_condition_met");
    subject.event("r", "1");
    assertThat(subject.issue().object("statusDetails").number("ignoreCount").asLong()).isEqualTo(1);
    subject.event("r", "1");
    assertThat(subject.issue().string("substatus")).isEqualTo("escalating");
    assertThat(subject.issue().object("statusDetails")).isEqualTo(Json.Obj.EMPTY);
    assertThat(subject.activity()).containsExactly("set_escalating", "set_ignored", "first_seen");
  }

  @Test
  void anArchiveEndsWithTheUserThatFillsItsCount() throws Exception {
    Subject subject = new Subject(shop, "users");
    subject.event("r", "1");
    subject.change(
        Json.object()
            .put("status", "ignored")
            .put("ignoreUserCount", 2)
            .put("ignoreUserWindow", 60)
            .build());
    subject.event("r", "1");
    assertThat(subject.issue().string("status")).isEqualTo("ignored");
    subject.event("r", "2");
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
    assertThat(
            subject
                .change(
                    Json.object()
                        .put("status", "ignored")
                        .put("ignoreUserCount", 2)
                        .put("ignoreUserWindow", 10_081)
                        .build())
                .body()
                .text())
        .isEqualTo(
            "{\"ignoreUserWindow\":[\"Ensure this value is less than or equal to 10080.\"]}");
  }

  @Test
  void timePassesForArchivedAndForNewIssues() throws Exception {
    Subject archived = new Subject(shop, "timed");
    archived.event("r", "1");
    archived.change(status("ignored", "ignoreDuration", Json.of(30)));
    Subject fresh = new Subject(shop, "fresh");
    fresh.event("r", "1");
    run(Instant.now().plusSeconds(29 * 60));
    assertThat(archived.issue().string("status")).isEqualTo("ignored");
    run(Instant.now().plusSeconds(31 * 60));
    assertThat(archived.issue().string("status")).isEqualTo("unresolved");
    assertThat(fresh.issue().string("substatus")).isEqualTo("new");
    run(Instant.now().plusSeconds(7 * 86_400 + 60));
    assertThat(fresh.issue().string("substatus")).isEqualTo("ongoing");
    assertThat(fresh.activity()).containsExactly("auto_set_ongoing", "first_seen");
  }

  private static void run(Instant now) throws Exception {
    assertThat(
            RunningNode.waiting(() -> {
              DueChanges.run(node.database(), now, sql -> {});
              return true;
            }))
        .isTrue();
  }

  @Test
  void commentsAndChoicesStandInTheActivity() throws Exception {
    Subject subject = new Subject(shop, "talked");
    subject.event("r", "1");
    Json.Obj note = Json.object().put("text", "Looks like **DNS**").build();
    assertThat(shop.send("POST", subject.path() + "notes/", note).status()).isEqualTo(201);
    assertThat(shop.send("POST", subject.path() + "comments/", note).body().text())
        .isEqualTo("{\"detail\":\"You have already posted that comment.\"}");
    assertThat(
            shop.send("POST", subject.path() + "notes/", Json.object().put("text", " ").build())
                .status())
        .isEqualTo(400);
    subject.change(Json.object().put("priority", "low").build());
    assertThat(subject.activity()).containsExactly("set_priority", "note", "first_seen");
    assertThat(subject.issue().string("priorityLockedAt")).isNotNull();
    assertThat(subject.issue().number("numComments").asLong()).isEqualTo(1);
  }

  @Test
  void listsAreLimitedAndFindAnEventByItsId() throws Exception {
    Subject subject = new Subject(shop, "found");
    String id = subject.event("r", "1");
    String list = "/api/0/organizations/acme/issues/?query=" + id;
    assertThat(((Json.Obj) ((Json.Arr) shop.get(list)).get(0)).string("id"))
        .isEqualTo(subject.inList().string("id"));
    String project = "/api/0/projects/acme/found/issues/";
    RunningNode.waiting(() -> {
      RollUps.merge(node.database(), sql -> {});
      return true;
    });
    assertThat(((Json.Arr) shop.get(project + "?environment=prod")).size()).isEqualTo(1);
    assertThat(((Json.Arr) shop.get(project + "?environment=other")).size()).isZero();
    Json.Obj fortnight = (Json.Obj) ((Json.Arr) shop.get(project + "?statsPeriod=14d")).get(0);
    assertThat(fortnight.object("stats").array("14d").size()).isEqualTo(14);
  }

  @Test
  void issuesAnswerAtAllTheirAddresses() throws Exception {
    Subject subject = new Subject(shop, "addressed");
    subject.event("r", "1");
    String id = subject.inList().string("id");
    for (String path : List.of("organizations/acme/groups/" + id, "issues/" + id, "groups/" + id)) {
      assertThat(((Json.Obj) shop.get("/api/0/" + path + "/")).string("id")).isEqualTo(id);
      assertThat(((Json.Arr) shop.get("/api/0/" + path + "/events/")).size()).isEqualTo(1);
      assertThat(((Json.Arr) shop.get("/api/0/" + path + "/hashes/")).size()).isEqualTo(1);
    }
    assertThat(
            shop.put("/api/0/issues/" + id + "/", Json.object().put("status", "resolved").build())
                .status())
        .isEqualTo(200);
    assertThat(subject.issue().string("status")).isEqualTo("resolved");
  }

  @Test
  void whatUsersWriteIsAnIssueEach() throws Exception {
    Subject subject = new Subject(shop, "written");
    String feedback =
        """
        {"type":"feedback","contexts":{"feedback":{"message":"%s","contact_email":"u@example.org",
        "name":"U"}}}\
        """;
    shop.report(subject.dsn, feedback.formatted("It does not work"));
    shop.report(subject.dsn, feedback.formatted("It does not work"));
    shop.report(subject.dsn, feedback.formatted("Sent in the unattended mode"));
    String list = "/api/0/projects/acme/written/issues/?query=";
    assertThat(((Json.Arr) shop.get(list)).size()).as("among the errors").isZero();
    Json.Arr all = (Json.Arr) shop.get(list + "issue.category:feedback");
    assertThat(all.size()).isEqualTo(2);
    Json.Obj issue = (Json.Obj) all.get(0);
    assertThat(issue.string("title")).isEqualTo("User Feedback");
    assertThat(issue.string("culprit")).isEqualTo("user");
    assertThat(issue.string("issueCategory")).isEqualTo("feedback");
    assertThat(issue.object("metadata").string("value")).isEqualTo("It does not work");
    assertThat(issue.object("metadata").string("source")).isEqualTo("new_feedback_envelope");
  }

  @Test
  void whatAUserWroteAboutAnEventIsKeptAndListed() throws Exception {
    Subject subject = new Subject(shop, "reported");
    String event = subject.event("r", "1");
    String path = "/api/0/projects/acme/reported/user-feedback/";
    Json.Obj report =
        Json.object()
            .put("event_id", event)
            .put("name", "U")
            .put("email", "u@example.org")
            .put("comments", "It broke")
            .build();
    assertThat(shop.send("POST", path, report).status()).isEqualTo(200);
    Shop.Changed again = shop.send("POST", path, report.with("comments", Json.of("Twice")));
    assertThat(((Json.Obj) again.body()).string("comments")).isEqualTo("Twice");
    node.awaitDrained();
    Json.Arr feedback =
        (Json.Arr) shop.get("/api/0/projects/acme/reported/issues/?query=issue.category:feedback");
    assertThat(feedback.size()).as("one, of the first report").isEqualTo(1);
    Json.Obj metadata = ((Json.Obj) feedback.get(0)).object("metadata");
    assertThat(metadata.string("value")).isEqualTo("It broke");
    assertThat(metadata.string("contact_email")).isEqualTo("u@example.org");
    assertThat(metadata.string("source")).isEqualTo("user_report_sentry_django_endpoint");
    assertThat(shop.send("POST", path, report.without("email")).body().text())
        .isEqualTo("{\"email\":[\"This field is required.\"]}");
    Json.Arr all = (Json.Arr) shop.get(path);
    assertThat(all.size()).isEqualTo(1);
    Json.Obj listed = (Json.Obj) all.get(0);
    assertThat(listed.object("issue").string("id")).isEqualTo(subject.inList().string("id"));
    assertThat(((Json.Arr) shop.get(subject.path() + "user-feedback/")).size()).isEqualTo(1);
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update("UPDATE user_report SET created_at = now() - interval '6 minutes'"));
    Shop.Changed late = shop.send("POST", path, report);
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body().text())
        .isEqualTo("{\"detail\":\"Feedback for this event cannot be modified.\"}");
  }

  @Test
  void aNextReleaseThatIsThereAlreadyIsTheOne() throws Exception {
    Subject subject = new Subject(shop, "already");
    subject.event("first", "1");
    shop.report(subject.dsn, "{\"message\":\"another one\",\"release\":\"second\"}");
    node.awaitDrained();
    Json.Obj issue =
        (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/already/issues/?query=broke")).get(0);
    String path = "/api/0/organizations/acme/issues/" + issue.string("id") + "/";
    shop.put(path, status("resolved", "inNextRelease", Json.TRUE));
    assertThat(((Json.Obj) shop.get(path)).array("activity").get(0).text())
        .contains("set_resolved_in_release")
        .contains("\"version\":\"second\"");
    subject.event("second", "1");
    assertThat(((Json.Obj) shop.get(path)).string("status")).isEqualTo("unresolved");
  }

  @Test
  void whatCannotMendAnIssueIsRefused() throws Exception {
    Subject subject = new Subject(shop, "refused");
    subject.event("r", "1");
    Json commit = Json.object().put("repository", "x").put("commit", "y").build();
    assertThat(subject.change(status("resolved", "inCommit", commit)).body().text())
        .contains("Unable to find the given repository.");
    assertThat(subject.change(status("resolved", "inUpcomingRelease", Json.TRUE)).body().text())
        .contains("Your organization does not have access to this feature.");
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
  }

  @Test
  void substatusesBelongToTheirStatus() throws Exception {
    Subject subject = new Subject(shop, "substatus");
    subject.event("r", "1");
    subject.change(Json.object().put("status", "resolved").put("substatus", "ongoing").build());
    assertThat(subject.issue().string("substatus")).isNull();
    subject.change(Json.object().put("status", "ignored").put("substatus", "ongoing").build());
    assertThat(subject.issue().string("substatus")).isEqualTo("archived_forever");
    subject.change(
        Json.object().put("status", "ignored").put("substatus", "until_escalating").build());
    assertThat(subject.issue().object("statusDetails").bool("ignoreUntilEscalating")).isTrue();
  }

  @Test
  void whatIsNotSeenForLongEnoughIsResolvedByItself() throws Exception {
    Subject subject = new Subject(shop, "aged");
    long hours = 3600;
    String old =
        "{\"message\":\"aged broke\",\"timestamp\":%d}"
            .formatted(Instant.now().getEpochSecond() - 3 * hours);
    shop.report(subject.dsn, old);
    shop.put("/api/0/projects/acme/aged/", Json.object().put("resolveAge", 5).build());
    dueChanges();
    assertThat(subject.issue().string("status")).isEqualTo("unresolved");
    shop.put("/api/0/projects/acme/aged/", Json.object().put("resolveAge", 2).build());
    dueChanges();
    assertThat(subject.issue().string("status")).isEqualTo("resolved");
    assertThat(subject.issue().object("statusDetails").bool("autoResolved")).isTrue();
    assertThat(subject.activity()).containsExactly("set_resolved_by_age", "first_seen");
    subject.event("r", "1");
    assertThat(subject.issue().string("substatus")).isEqualTo("regressed");
  }

  @Test
  void whoeverDecidesAboutAnIssueFollowsIt() throws Exception {
    Subject subject = new Subject(shop, "followed");
    subject.event("r", "1");
    assertThat(subject.issue().bool("isSubscribed")).isFalse();
    subject.change(Json.object().put("status", "resolved").build());
    assertThat(subject.issue().bool("isSubscribed")).isTrue();
    Subject other = new Subject(shop, "ofteam");
    other.event("r", "1");
    Json team =
        ((Json.Obj)
                shop.send(
                        "POST",
                        "/api/0/organizations/acme/teams/",
                        Json.object().put("slug", "crew").put("name", "Crew").build())
                    .body())
            .get("id");
    shop.send("POST", "/api/0/projects/acme/ofteam/teams/crew/", Json.Obj.EMPTY);
    String id = ((Json.Str) team).value();
    long members = shop.count("SELECT count(*) FROM team_member WHERE team_id = " + id);
    assertThat(members).isPositive();
    assertThat(other.change(Json.object().put("assignedTo", "team:" + id).build()).status())
        .isEqualTo(200);
    assertThat(
            shop.count(
                "SELECT count(*) FROM issue_subscription WHERE issue_id = "
                    + other.issue().string("id")))
        .isEqualTo(members);
  }

  private static void dueChanges() throws Exception {
    RunningNode.waiting(() -> {
      DueChanges.run(node.database(), Instant.now(), sql -> {});
      return true;
    });
  }
}
