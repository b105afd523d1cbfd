package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits and sampling that a project sets itself (spec 01 §21.2, §24). */
class ProjectLimitsIT {

  private static final String EVENT =
      "{}\n{\"type\":\"event\"}\n{\"message\":\"m\",\"platform\":\"%s\"}";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(Instant.now());
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static HttpResponse<String> post(Dsn dsn, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    node.url()
                        + "/api/%d/envelope/?sentry_key=%s"
                            .formatted(dsn.projectId(), dsn.publicKey())))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Json.Obj json(String text) {
    return JsonText.parseTrustedObject(text);
  }

  @Test
  void aMonthHasItsLimit() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("monthly", "other")).orElseThrow();
    var set =
        shop.put(
            "/api/0/projects/acme/monthly/",
            json(
                "{\"options\":{\"quotas:monthly-limits\":{\"error\":2},\"quotas:hourly-limits\":{\"session\":1}}}"));
    assertThat(set.status()).as(set.body().text()).isEqualTo(200);
    String event = "{}\n{\"type\":\"event\"}\n{\"message\":\"m\"}";
    assertThat(post(dsn, event).statusCode()).isEqualTo(200);
    assertThat(post(dsn, event).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post(dsn, event);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("X-Sentry-Rate-Limits").orElse(""))
        .contains(":default;error;security:project:usage_exceeded");
    shop.awaitOutcomes(dsn, "outcome = 2 AND reason = 'usage_exceeded' AND category = 1", 1);
  }

  /** A flood of security reports leaves errors alone (spec 01 §28, 9). */
  @Test
  void securityReportsMayHaveALimitOfTheirOwn() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("reports", "javascript")).orElseThrow();
    String key = "/api/0/projects/acme/reports/keys/" + dsn.publicKey() + "/";
    Shop.Changed set =
        shop.put(
            key,
            json(
                """
                {"rateLimit":{"count":1,"window":3600},"securityRateLimit":{"count":2,"window":3600}}\
                """));
    assertThat(((Json.Obj) set.body()).object("securityRateLimit").text())
        .isEqualTo("{\"window\":3600,\"count\":2}");
    assertThat(report(dsn) + report(dsn)).doesNotContain("security");
    assertThat(report(dsn)).contains(":security:key:key_quota");
    shop.awaitOutcomes(dsn, "outcome = 0", 2);
    assertThat(post(dsn, EVENT.formatted("javascript")).statusCode()).isEqualTo(200);
    assertThat(post(dsn, EVENT.formatted("javascript")).statusCode()).isEqualTo(429);
    assertThat(shop.put(key, json("{\"securityRateLimit\":null}")).status()).isEqualTo(200);
    Awaited.answer(() -> report(dsn), limits -> limits.contains(":default;error;security:key:"));
  }

  /** Sends a report; gives the limits that the answer tells of. */
  private static String report(Dsn dsn) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api/%d/security/?sentry_key=%s"
                            .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                .header("Content-Type", "application/csp-report")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"csp-report":{"document-uri":"https://example.org/","violated-directive":"img-src",
                         "effective-directive":"img-src","blocked-uri":"https://other.example.org/x.png"}}\
                        """))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("X-Sentry-Rate-Limits")
        .orElse("");
  }

  /** Spec 01 §8.1: what an item is decides its payload. */
  @Test
  void aTransactionThatComesAsAnEventIsLimitedAsOne() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("exact", "other")).orElseThrow();
    String limits = "{\"options\":{\"quotas:monthly-limits\":{\"transaction\":1}}}";
    assertThat(shop.put("/api/0/projects/acme/exact/", json(limits)).status()).isEqualTo(200);
    String transaction = "{}\n{\"type\":\"event\"}\n{\"type\": \"transaction\"}";
    String error = "{}\n{\"type\":\"event\"}\n{\"extra\":{\"type\":\"transaction\"}}";
    assertThat(post(dsn, transaction).statusCode()).isEqualTo(200);
    assertThat(post(dsn, transaction).statusCode()).isEqualTo(429);
    assertThat(post(dsn, error).statusCode()).isEqualTo(200);
    shop.awaitOutcomes(dsn, "outcome = 2 AND category = 2", 1);
  }

  /** Spec 01 §21.4: what was told holds, also for what the counter would still take. */
  @Test
  void aLimitThatWasAnnouncedHoldsUntilItIsRaised() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("announced", "other")).orElseThrow();
    String limits = "{\"options\":{\"quotas:monthly-limits\":{\"attachment\":%d}}}";
    String path = "/api/0/projects/acme/announced/";
    assertThat(shop.put(path, json(limits.formatted(100))).status()).isEqualTo(200);
    assertThat(post(dsn, attachment(200)).statusCode()).isEqualTo(429);
    assertThat(post(dsn, attachment(10)).statusCode()).as("ten bytes of a hundred").isEqualTo(429);
    assertThat(shop.put(path, json(limits.formatted(1000))).status()).isEqualTo(200);
    assertThat(Awaited.answer(() -> post(dsn, attachment(10)).statusCode(), code -> code == 200))
        .isEqualTo(200);
  }

  /** Spec 11 §16: the reason is found by its name of today and by the old one. */
  @Test
  void statisticsFindAnHourlyLimitByItsName() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("named-limit", "other")).orElseThrow();
    String limits = "{\"options\":{\"quotas:hourly-limits\":{\"error\":1}}}";
    assertThat(shop.put("/api/0/projects/acme/named-limit/", json(limits)).status()).isEqualTo(200);
    assertThat(post(dsn, EVENT.formatted("1")).statusCode()).isEqualTo(200);
    assertThat(post(dsn, EVENT.formatted("2")).statusCode()).isEqualTo(429);
    shop.awaitOutcomes(dsn, "outcome = 2 AND reason = 'spike_protection'", 1);
    for (String reason : List.of("spike_protection", "smart_rate_limit")) {
      Json.Obj sums =
          (Json.Obj)
              shop.get(
                  "/api/0/organizations/acme/stats_v2/?field=sum(quantity)&category=error"
                      + "&statsPeriod=1d&interval=1d&project=%d&groupBy=reason&reason=%s"
                          .formatted(dsn.projectId(), reason));
      assertThat(sums.array("groups").text()).as(reason).contains("\"sum(quantity)\":1");
    }
  }

  private static String attachment(int size) {
    return "{\"event_id\":\"%s\"}\n{\"type\":\"attachment\",\"length\":%d,\"filename\":\"f\"}\n%s"
        .formatted("a".repeat(32), size, "x".repeat(size));
  }

  /** Spec 01 §21.6: a key hears of all limits that hold for it, whoever has used them up. */
  @Test
  void anOrganizationsLimitIsToldToAllItsKeys() throws Exception {
    Dsn one = Dsn.parse(shop.project("one", "other")).orElseThrow();
    Dsn other = Dsn.parse(shop.project("another", "other")).orElseThrow();
    var set = shop.put("/api/0/organizations/acme/", json("{\"monthlyLimits\":{\"feedback\":1}}"));
    assertThat(set.status()).as(set.body().text()).isEqualTo(200);
    String report =
        "{}\n{\"type\":\"user_report\"}\n{\"event_id\":\"%s\",\"comments\":\"c\"}"
            .formatted("e".repeat(32));
    assertThat(post(one, report).statusCode()).isEqualTo(200);
    assertThat(post(one, report).statusCode()).isEqualTo(429);
    HttpResponse<String> unaffected = post(other, EVENT.formatted("other"));
    assertThat(unaffected.statusCode()).isEqualTo(200);
    assertThat(unaffected.headers().firstValue("X-Sentry-Rate-Limits").orElse(""))
        .contains(":feedback:organization:usage_exceeded");
  }

  /** Spec 01 §28, 11. */
  @Test
  void aProjectMayWantTimesAsTheyWereSent() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("clocks", "other")).orElseThrow();
    String option = "{\"options\":{\"ingest.correct-clock-drift\":false}}";
    Instant twoHoursAgo = Instant.now().minusSeconds(7200).truncatedTo(ChronoUnit.SECONDS);
    String envelope =
        "{\"event_id\":\"%s\",\"sent_at\":\"%s\"}\n{\"type\":\"event\"}\n{\"timestamp\":\"%s\"}";
    assertThat(post(dsn, envelope.formatted("1".repeat(32), twoHoursAgo, twoHoursAgo)).statusCode())
        .isEqualTo(200);
    node.awaitDrained();
    assertThat(shop.put("/api/0/projects/acme/clocks/", json(option)).status()).isEqualTo(200);
    assertThat(post(dsn, envelope.formatted("2".repeat(32), twoHoursAgo, twoHoursAgo)).statusCode())
        .isEqualTo(200);
    node.awaitDrained();
    assertThat(shop.event("clocks", "1".repeat(32)).string("dateCreated"))
        .isNotEqualTo(twoHoursAgo.toString());
    assertThat(shop.event("clocks", "2".repeat(32)).string("dateCreated"))
        .isEqualTo(twoHoursAgo.toString());
  }

  @Test
  void limitsAreChecked() throws Exception {
    shop.project("checked", "other");
    var unknown =
        shop.put(
            "/api/0/projects/acme/checked/",
            json("{\"options\":{\"quotas:monthly-limits\":{\"erors\":2}}}"));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body().text())
        .contains("quotas:monthly-limits")
        .contains("is no data category that is limited");
    var rule =
        shop.put(
            "/api/0/projects/acme/checked/",
            json("{\"options\":{\"sampling\":{\"rules\":[{\"id\":1,\"type\":\"trase\"}]}}}"));
    assertThat(rule.status()).isEqualTo(400);
    assertThat(rule.body().text()).contains("\"options\":{\"sampling\":[\"Rule 0 needs an id");
  }

  @Test
  void transactionsAreLeftOutByTheRulesOfTheirTracesRoot() throws Exception {
    Dsn root = Dsn.parse(shop.project("root", "other")).orElseThrow();
    Dsn dsn = Dsn.parse(shop.project("sampled", "other")).orElseThrow();
    var set =
        shop.put(
            "/api/0/projects/acme/root/",
            json(
                "{\"options\":{\"sampling\":{\"version\":2,\"rules\":[{\"id\":1001,\"type\":\"trace\","
                    + "\"samplingValue\":{\"type\":\"sampleRate\",\"value\":0},"
                    + "\"condition\":{\"op\":\"eq\",\"name\":\"trace.environment\",\"value\":\"dev\"}}]}}}"));
    assertThat(set.status()).as(set.body().text()).isEqualTo(200);
    long now = System.currentTimeMillis() / 1000;
    String trace = "a".repeat(32);
    for (String environment : new String[] {"dev", "prod"}) {
      String header =
          "{\"trace\":{\"trace_id\":\"%s\",\"public_key\":\"%s\",\"environment\":\"%s\"}}"
              .formatted(trace, root.publicKey(), environment);
      String transaction =
          "{\"transaction\":\"t\",\"start_timestamp\":%d,\"timestamp\":%d,\"contexts\":{\"trace\":{\"trace_id\":\"%s\",\"span_id\":\"%s\"}}}"
              .formatted(now - 1, now, trace, "b".repeat(16));
      assertThat(post(dsn, header + "\n{\"type\":\"transaction\"}\n" + transaction).statusCode())
          .isEqualTo(200);
    }
    shop.awaitOutcomes(dsn, "outcome = 1 AND reason = 'Sampled:1001' AND category = 9", 1);
    shop.awaitOutcomes(dsn, "outcome = 0 AND category = 2", 1);
  }

  @Test
  void thoseWhoRunTheServerMayDropWhatTheyName() throws Exception {
    Dsn door = Dsn.parse(shop.project("door", "other")).orElseThrow();
    Dsn pipeline = Dsn.parse(shop.project("behind", "other")).orElseThrow();
    set(
        Option.PIPELINE_DROP,
        "[{\"project_id\":%d,\"platform\":\"python\"}]".formatted(pipeline.projectId()));
    set(Option.INGEST_DROP, "[{\"project_id\":\"%d\"}]".formatted(door.projectId()));
    // nodes see changed options within seconds, all of them at once
    String killed = "outcome = 4 AND reason = 'killswitch' AND category = 1";
    long limit = System.nanoTime() + 10_000_000_000L;
    do {
      assertThat(post(door, EVENT.formatted("python")).statusCode()).isEqualTo(200);
      LockSupport.parkNanos(100_000_000);
    } while (shop.outcomes(door, killed) == 0 && System.nanoTime() < limit);
    assertThat(shop.outcomes(door, killed)).isPositive();
    HttpResponse<String> told = post(door, EVENT.formatted("python"));
    assertThat(told.headers().firstValue("X-Vedette-Outcome")).contains("abuse/killswitch");
    post(pipeline, EVENT.formatted("python"));
    post(pipeline, EVENT.formatted("ruby"));
    shop.awaitOutcomes(pipeline, killed, 1);
    shop.awaitOutcomes(pipeline, "outcome = 0 AND category = 1", 1);
    assertThatThrownBy(() -> Option.PIPELINE_DROP.read("[{\"projekt\":1}]"))
        .hasMessageContaining("Condition 0: Unknown field: projekt");
  }

  @Test
  void anHourOfAnOrganizationHasItsLimit() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("hourly", "other")).orElseThrow();
    var set = shop.put("/api/0/organizations/acme/", json("{\"hourlyLimits\":{\"session\":1}}"));
    assertThat(set.status()).as(set.body().text()).isEqualTo(200);
    String session =
        "{}\n{\"type\":\"session\"}\n{\"sid\":\"%s\",\"init\":true,\"started\":%d,\"attrs\":{\"release\":\"a@1\"}}"
            .formatted("a".repeat(32), System.currentTimeMillis() / 1000);
    assertThat(post(dsn, session).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post(dsn, session);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("X-Sentry-Rate-Limits").orElse(""))
        .contains(":session:organization:spike_protection");
    shop.put("/api/0/organizations/acme/", json("{\"hourlyLimits\":{}}"));
  }

  @Test
  void aShareOfSecurityReportsIsKept() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("shared", "other")).orElseThrow();
    shop.put("/api/0/projects/acme/shared/", json("{\"options\":{\"security.sample-rate\":0}}"));
    String report =
        "{\"csp-report\":{\"blocked-uri\":\"http://a.example\",\"effective-directive\":\"img-src\"}}";
    assertThat(post(dsn, "{}\n{\"type\":\"raw_security\"}\n" + report).statusCode()).isEqualTo(200);
    shop.awaitOutcomes(dsn, "outcome = 1 AND reason = 'Sampled:0' AND category = 3", 1);
  }

  @Test
  void errorsOfATraceThatIsLeftOutSaySo() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("traced", "other")).orElseThrow();
    shop.put(
        "/api/0/projects/acme/traced/",
        json(
            "{\"options\":{\"sampling\":{\"version\":2,\"rules\":[{\"id\":1000,\"type\":\"trace\","
                + "\"samplingValue\":{\"type\":\"sampleRate\",\"value\":0},"
                + "\"condition\":{\"op\":\"and\",\"inner\":[]}}]}}}"));
    String header =
        "{\"event_id\":\"%s\",\"trace\":{\"trace_id\":\"%s\",\"public_key\":\"%s\",\"replay_id\":\"%s\"}}"
            .formatted("c".repeat(32), "a".repeat(32), dsn.publicKey(), "d".repeat(32));
    post(dsn, header + "\n{\"type\":\"event\"}\n{\"message\":\"traced\"}");
    node.awaitDrained();
    Json.Obj contexts =
        ((Json.Obj) shop.get("/api/0/projects/acme/traced/events/" + "c".repeat(32) + "/"))
            .object("contexts");
    assertThat(contexts.object("trace").bool("sampled")).isFalse();
    assertThat(contexts.object("replay").string("replay_id")).isEqualTo("d".repeat(32));
  }

  private static void set(Option option, String conditions) throws Exception {
    RunningNode.waiting(() -> {
      new Options(node.database(), Map.of()).set(option, option.read(conditions), "cli");
      return true;
    });
  }
}
