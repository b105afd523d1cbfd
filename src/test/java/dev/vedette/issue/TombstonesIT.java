package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Issues that are deleted and discarded stay away until somebody lets them in (spec 04 §12.4). */
class TombstonesIT {

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

  private static final Json.Obj DISCARD = Json.object().put("discard", true).build();

  private static String event(String kind) {
    return "{\"fingerprint\":[\"%s\"],\"message\":\"%s broke\"}".formatted(kind, kind);
  }

  private static String issue(String project, String event) throws Exception {
    return "/api/0/organizations/acme/issues/%s/"
        .formatted(shop.event(project, event).string("groupID"));
  }

  private static long filtered(String project) throws Exception {
    return shop.count(
        """
        SELECT coalesce(sum(o.quantity), 0)::int8 FROM (
          SELECT project_id, outcome, reason, category, quantity FROM outcome_hour UNION ALL
          SELECT project_id, outcome, reason, category, quantity FROM outcome_delta) o
        JOIN project p ON p.id = o.project_id
        WHERE p.slug = '%s' AND o.outcome = 1 AND o.reason = 'discarded-hash' AND o.category = 1\
        """
            .formatted(project));
  }

  @Test
  void eventsOfADiscardedIssueAreDroppedUntilTheyAreLetIn() throws Exception {
    String dsn = shop.project("noisy", "python");
    String noise = shop.report(dsn, event("noise"));
    shop.report(dsn, event("other"));
    assertThat(shop.put(issue("noisy", noise), DISCARD).status()).isEqualTo(204);
    assertThat(shop.titles("noisy")).containsExactly("other broke");

    shop.report(dsn, event("noise"));
    shop.report(dsn, event("noise"));
    assertThat(shop.titles("noisy")).containsExactly("other broke");
    assertThat(filtered("noisy")).isEqualTo(2);
    assertThat(shop.count("SELECT count(*) FROM event WHERE title = 'noise broke'")).isZero();

    Json.Arr tombstones = (Json.Arr) shop.get("/api/0/projects/acme/noisy/tombstones/");
    assertThat(tombstones.items()).hasSize(1);
    Json.Obj tombstone = (Json.Obj) tombstones.get(0);
    assertThat(tombstone.string("level")).isEqualTo("error");
    assertThat(tombstone.object("metadata").string("title")).isEqualTo("noise broke");
    assertThat(tombstone.object("actor").string("email")).isEqualTo(Shop.EMAIL);
    String path = "/api/0/projects/acme/noisy/tombstones/" + tombstone.string("id") + "/";
    assertThat(shop.send("DELETE", path, Json.Obj.EMPTY).status()).isEqualTo(204);
    shop.report(dsn, event("noise"));
    assertThat(shop.titles("noisy")).containsExactlyInAnyOrder("noise broke", "other broke");
    assertThat(shop.send("DELETE", path, Json.Obj.EMPTY).status()).isEqualTo(404);
  }

  @Test
  void manyAreDiscardedAtOnceAndNothingElseWithIt() throws Exception {
    String dsn = shop.project("many", "python");
    String one = shop.report(dsn, event("one"));
    shop.report(dsn, event("two"));
    Shop.Changed refused =
        shop.put(issue("many", one), DISCARD.with("status", Json.of("resolved")));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().text())
        .contains("Other attributes cannot be updated when discarding");
    String all = "/api/0/projects/acme/many/issues/?query=is:unresolved";
    assertThat(shop.put(all, DISCARD).status()).isEqualTo(204);
    shop.report(dsn, event("one"));
    shop.report(dsn, event("two"));
    assertThat(shop.titles("many")).isEmpty();
    assertThat(filtered("many")).isEqualTo(2);
  }

  /** The first hash decides: one that has an issue, before one that was discarded. */
  @Test
  void theFirstHashDecides() throws Exception {
    String dsn = shop.project("hashes", "python");
    String discarded = shop.report(dsn, stack("lib", "app", false));
    String kept = shop.report(dsn, stack("lib", "mine", true));
    assertThat(issue("hashes", kept)).isNotEqualTo(issue("hashes", discarded));
    assertThat(shop.put(issue("hashes", discarded), DISCARD).status()).isEqualTo(204);
    // in-app hash of the kept issue first, system hash of its own
    shop.report(dsn, stack("lib", "mine", true));
    // in-app hash nobody knows, system hash of the discarded one
    shop.report(dsn, stack("lib", "app", true));
    assertThat(filtered("hashes")).isEqualTo(1);
    assertThat(
            shop.count(
                "SELECT times_seen FROM issue_stat s JOIN issue i ON i.id = s.issue_id"
                    + " JOIN project p ON p.id = i.project_id WHERE p.slug = 'hashes'"))
        .isEqualTo(2);
  }

  /** A hash that has come to another issue does not go when its tombstone does. */
  @Test
  void lettingInLeavesLiveIssuesAlone() throws Exception {
    String dsn = shop.project("live", "python");
    String discarded = shop.report(dsn, stack("lib", "app", false));
    String kept = shop.report(dsn, stack("other.lib", "app", true));
    assertThat(issue("live", kept)).isNotEqualTo(issue("live", discarded));
    assertThat(shop.put(issue("live", discarded), DISCARD).status()).isEqualTo(204);
    // its first hash is the kept issue's, the other was discarded and comes along
    shop.report(dsn, stack("lib", "app", true));
    String only = shop.report(dsn, stack("lib", "app", false));
    assertThat(issue("live", only)).isEqualTo(issue("live", kept));
    Json.Obj tombstone =
        (Json.Obj) ((Json.Arr) shop.get("/api/0/projects/acme/live/tombstones/")).get(0);
    String path = "/api/0/projects/acme/live/tombstones/" + tombstone.string("id") + "/";
    assertThat(shop.send("DELETE", path, Json.Obj.EMPTY).status()).isEqualTo(204);
    assertThat(issue("live", only)).isEqualTo(issue("live", kept));
  }

  private static String stack(String first, String second, boolean inApp) {
    return """
    {"platform":"python","exception":{"values":[{"type":"Boom","value":"x","stacktrace":{"frames":[
    {"module":"%s","function":"f","in_app":false},{"module":"%s","function":"g","in_app":%s}]}}]}}\
    """
        .formatted(first, second, inApp);
  }
}
