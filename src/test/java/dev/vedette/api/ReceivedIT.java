package dev.vedette.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a project has received: users, counts, and the list of all projects (spec 11 §12). */
class ReceivedIT {

  private static final String ACCEPTED = "outcome = 0 AND category = ";
  private static final String PROJECT = "/api/0/projects/acme/taken/";

  private static RunningNode node;
  private static Shop shop;
  private static String dsn;
  private static String event;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.with(Map.of("loader.base-url", "https://cdn.example.org/"));
    shop = Shop.on(node);
    dsn = shop.project("taken", "python");
    event =
        shop.report(
            dsn,
            "{\"message\":\"a\",\"user\":{\"id\":\"7\",\"email\":\"jo@example.org\",\"ip_address\":\"192.0.2.9\"}}");
    shop.report(dsn, "{\"message\":\"a\",\"user\":{\"username\":\"kim\"}}");
    shop.report(dsn, "{\"message\":\"without a user\"}");
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static Json.Arr list(String path) throws Exception {
    return (Json.Arr) shop.get(path);
  }

  @Test
  void usersAreListedWithWhatTheirNewestEventSaysOfThem() throws Exception {
    assertThat(list(PROJECT + "users/").items())
        .extracting(user -> ((Json.Obj) user).string("tagValue"))
        .containsExactlyInAnyOrder("id:7", "username:kim");
    Json.Arr found = list(PROJECT + "users/?query=id:7");
    assertThat(found.size()).isEqualTo(1);
    Json.Obj jo = (Json.Obj) found.get(0);
    assertThat(jo.string("identifier")).isEqualTo("7");
    assertThat(jo.string("email")).isEqualTo("jo@example.org");
    assertThat(jo.string("ipAddress")).isEqualTo("192.0.2.9");
    assertThat(jo.string("hash")).isEqualTo("8f14e45fceea167a5a36dedd4bea2543");
    assertThat(list(PROJECT + "users/?query=id:8").size()).isZero();
    assertThat(shop.ask(PROJECT + "users/?query=jo").status()).isEqualTo(400);
    assertThat(shop.ask(PROJECT + "users/?query=id:%00").status()).isEqualTo(400);
  }

  @Test
  void errorsAreCountedByWhatBecameOfThem() throws Exception {
    Awaited.answer(Duration.ofSeconds(20), () -> sum("stat=received"), sum -> sum == 3);
    assertThat(sum("stat=generated&resolution=1h")).isEqualTo(3);
    assertThat(sum("stat=rejected")).isZero();
    assertThat(sum("stat=received&until=" + (Instant.now().getEpochSecond() - 86_400))).isZero();
    assertThat(shop.ask(PROJECT + "stats/?stat=sold").status()).isEqualTo(400);
  }

  private static long sum(String query) throws Exception {
    long sum = 0;
    for (Json point : list(PROJECT + "stats/?" + query).items()) {
      sum += ((Json.Num) ((Json.Arr) point).get(1)).value().longValue();
    }
    return sum;
  }

  @Test
  void anEventTellsOfItsReleaseHowManyIssuesCameWithIt() throws Exception {
    String released = shop.project("released", "python");
    String id = shop.report(released, "{\"message\":\"a\",\"release\":\"released@1.2+7\"}");
    Json.Obj release = shop.event("released", id).object("release");
    assertThat(release.number("newGroups").asLong()).isEqualTo(1);
    assertThat(release.object("versionInfo").object("version").string("buildCode")).isEqualTo("7");
    assertThat(((Json.Obj) release.array("projects").get(0)).string("slug")).isEqualTo("released");
  }

  @Test
  void allProjectsAreListedWithTheirOrganizations() throws Exception {
    Json.Obj one = (Json.Obj) list("/api/0/projects/?query=slug:taken").get(0);
    assertThat(one.object("organization").string("slug")).isEqualTo("acme");
    assertThat(one.string("slug")).isEqualTo("taken");
  }

  @Test
  void whatUsersWriteIsCountedByIssue() throws Exception {
    String issue = ((Json.Obj) shop.get(PROJECT + "events/" + event + "/")).string("groupID");
    String path = "/api/0/organizations/acme/issues/" + issue + "/";
    assertThat(((Json.Obj) shop.get(path)).get("userReportCount")).isEqualTo(Json.of(0));
    Json.Obj report =
        Json.object()
            .put("event_id", event)
            .put("name", "Jo")
            .put("email", "jo@example.org")
            .put("comments", "It broke")
            .build();
    assertThat(shop.send("POST", PROJECT + "user-feedback/", report).status()).isEqualTo(200);
    assertThat(((Json.Obj) shop.get(path)).get("userReportCount")).isEqualTo(Json.of(1));
  }

  @Test
  void theStoredFormTellsWhenItWasStoredAndHowLargeItIs() throws Exception {
    Json.Obj stored = (Json.Obj) shop.get(PROJECT + "events/" + event + "/json/");
    assertThat(stored.number("nodestore_insert").asLong())
        .isBetween(Instant.now().getEpochSecond() - 600, Instant.now().getEpochSecond());
    Json.Obj metrics = stored.object("_metrics");
    assertThat(metrics.number("bytes.ingested.event").asLong()).isEqualTo(83);
    assertThat(metrics.number("bytes.stored.event").asLong())
        .isGreaterThan(200)
        .isLessThan(stored.text().length());
    assertThat(metrics.get("flag.processing.error")).isNull();
  }

  @Test
  void theAddressOfTheLoaderMayBeSomewhereElse() throws Exception {
    Json.Obj key = (Json.Obj) list(PROJECT + "keys/").get(0);
    assertThat(key.object("dsn").string("cdn"))
        .isEqualTo("https://cdn.example.org/" + key.string("public") + ".min.js");
  }

  @Test
  void aProjectTellsThatItHasTransactionsWhichCountTwiceWhereThatIsWanted() throws Exception {
    String other = shop.project("traced", "python");
    Dsn traced = Dsn.parse(other).orElseThrow();
    String path = "/api/0/projects/acme/traced/";
    assertThat(((Json.Obj) shop.get(path)).bool("firstTransactionEvent")).isFalse();
    shop.report(other, transaction());
    shop.awaitOutcomes(traced, ACCEPTED + Category.TRANSACTION.number(), 1);
    assertThat(shop.outcomes(traced, ACCEPTED + Category.TRANSACTION_INDEXED.number())).isZero();
    Awaited.answer(
        Duration.ofSeconds(20),
        () -> ((Json.Obj) shop.get(path)).bool("firstTransactionEvent"),
        told -> told);
    RunningNode.waiting(() -> {
      new Options(node.database(), Map.of())
          .set(Option.TRANSACTION_METRICS, Option.TRANSACTION_METRICS.read("true"), "cli");
      return true;
    });
    // nodes see changed options within seconds
    Awaited.answer(
        Duration.ofSeconds(20),
        () -> {
          shop.report(other, transaction());
          return shop.outcomes(traced, ACCEPTED + Category.TRANSACTION_INDEXED.number());
        },
        indexed -> indexed > 0);
  }

  private static String transaction() {
    double now = Instant.now().getEpochSecond();
    return """
    {"type":"transaction","transaction":"GET /","start_timestamp":%f,"timestamp":%f,"contexts":{
    "trace":{"trace_id":"4c79f60c11214eb38604f4ae0781bfb2","span_id":"fa90fdead5f74052"}}}\
    """
        .formatted(now - 2, now - 1);
  }
}
