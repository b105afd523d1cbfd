package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever misses something finds out why: recent drops, outcomes of uploads, filters. */
class RecentDropsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

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

  private static HttpResponse<String> post(Dsn dsn, String endpoint, String type, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "%s/api/%d/%s/?sentry_key=%s&sentry_client=shop-sdk/1.0"
                        .formatted(node.url(), dsn.projectId(), endpoint, dsn.publicKey())))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static List<Json.Obj> drops(String project, int count) throws Exception {
    node.awaitDrained();
    String path = "/api/0/projects/acme/" + project + "/drops/";
    return Awaited.answer(
        () -> ((Json.Arr) shop.get(path)).items().stream().map(Json.Obj.class::cast).toList(),
        found -> found.size() == count);
  }

  private static long outcomes(Dsn dsn, String reason) throws Exception {
    return Awaited.answer(
        () ->
            shop.count(
                """
                SELECT coalesce(sum(quantity), 0)::int8 FROM (
                  SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
                WHERE project_id = %d AND reason = '%s'\
                """
                    .formatted(dsn.projectId(), reason)),
        sum -> sum > 0);
  }

  @Test
  void whatIsNotKeptIsListedWithItsReason() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("lost", "other")).orElseThrow();
    shop.put("/api/0/projects/acme/lost/filters/web-crawlers/", on());
    post(
        dsn,
        "store",
        "application/json",
        "{\"message\":\"seen\",\"request\":{\"headers\":{\"User-Agent\":\"Googlebot/2.1\"}}}");
    List<Json.Obj> found = drops("lost", 1);
    assertThat(found.getFirst().string("outcome")).isEqualTo("filtered");
    assertThat(found.getFirst().string("reason")).isEqualTo("web-crawlers");
    assertThat(found.getFirst().string("sdk")).isEqualTo("shop-sdk/1.0");
    String broken = "{}\n{\"type\":\"event\"}\n{\"message\":\"no end\",\"password\":\"hunter2\"";
    assertThat(post(dsn, "envelope", "application/x-sentry-envelope", broken).statusCode())
        .isEqualTo(200);
    found = drops("lost", 2);
    assertThat(found.getFirst().string("reason")).isEqualTo("invalid_json");
    assertThat(found.getFirst().string("excerpt")).doesNotContain("hunter2");
  }

  @Test
  void aBodyThatIsTooLargeIsListed() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("large", "other")).orElseThrow();
    String body = "{\"message\":\"%s\"}".formatted("x".repeat(2 << 20));
    HttpResponse<String> refused = post(dsn, "store", "application/json", body);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.headers().firstValue("X-Vedette-Outcome"))
        .contains("invalid/too_large:event");
    assertThat(drops("large", 1).getFirst().string("reason")).startsWith("too_large");
  }

  /** Sessions, check-ins, logs and second events with an id take other ways than events. */
  @Test
  void whateverWayThingsTakeTheyAreListed() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("ways", "other")).orElseThrow();
    String event = "{\"type\":\"event\"}\n{\"message\":\"m\"}";
    for (String item :
        List.of(
            "{\"type\":\"session\"}\n{\"sid\":1}",
            "{\"type\":\"check_in\"}\n{\"monitor_slug\":\"nightly\"}",
            "{\"type\":\"log\"}\n{\"items\":[{\"body\":\"a\"},{\"body\":\"b\"}]}",
            event,
            event)) {
      String head = "{\"event_id\":\"%s\"}\n".formatted("d".repeat(32));
      assertThat(post(dsn, "envelope", "application/x-sentry-envelope", head + item).statusCode())
          .isEqualTo(200);
      node.awaitDrained();
    }
    assertThat(drops("ways", 4))
        .extracting(drop -> drop.string("category") + " " + drop.string("reason"))
        .containsExactlyInAnyOrder(
            "session invalid_session",
            "monitor invalid_check_in",
            "log_item invalid_log",
            "error duplicate");
  }

  private static Json.Obj on() {
    return Json.object().put("active", true).build();
  }

  @Test
  void filtersAreSwitchedByTheirNames() throws Exception {
    shop.project("web", "javascript");
    String filters = "/api/0/projects/acme/web/filters/";
    assertThat(shop.get(filters).text())
        .contains("{\"id\":\"browser-extensions\",\"active\":true}")
        .contains("{\"id\":\"localhost\",\"active\":false}");
    Json.Obj some = Json.object().put("subfilters", Json.strings(List.of("ie", "safari"))).build();
    assertThat(shop.put(filters + "legacy-browsers/", some).status()).isEqualTo(204);
    assertThat(shop.put(filters + "web-crawlers/", on().with("active", Json.FALSE)).status())
        .isEqualTo(204);
    assertThat(shop.put(filters + "unknown/", on()).status()).isEqualTo(404);
    assertThat(
            shop.put(
                    filters + "legacy-browsers/",
                    Json.object().put("subfilters", Json.strings(List.of("lynx"))).build())
                .status())
        .isEqualTo(400);
    assertThat(shop.get(filters).text())
        .contains("{\"id\":\"legacy-browsers\",\"active\":[\"ie\",\"safari\"]}")
        .contains("{\"id\":\"web-crawlers\",\"active\":false}");
  }

  @Test
  void anUploadWithoutADumpSaysWhatCameAndIsListed() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("dumps", "native")).orElseThrow();
    HttpResponse<String> wrong = post(dsn, "minidump", "application/x-dmp", "PK\u0003\u0004zip");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("invalid minidump").contains("50 4b 03 04");
    assertThat(wrong.headers().firstValue("X-Vedette-Outcome").orElse(""))
        .isEqualTo("invalid/invalid_minidump");
    String form = "--b\r\nContent-Disposition: form-data; name=\"prod\"\r\n\r\nGame\r\n--b--\r\n";
    HttpResponse<String> none = post(dsn, "minidump", "multipart/form-data; boundary=b", form);
    assertThat(none.body()).contains("missing minidump").contains("found: prod");
    assertThat(drops("dumps", 2).getFirst().string("reason")).isEqualTo("missing_minidump_upload");
  }

  /** Spec 01 §20.8; the transaction stays. */
  @Test
  void aProfileThatCannotBeUsedIsLeftOut() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("slow", "python")).orElseThrow();
    post(dsn, "envelope", "application/x-sentry-envelope", transaction("a", "[]"));
    post(dsn, "envelope", "application/x-sentry-envelope", transaction("b", SAMPLES));
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM event WHERE project_id = " + dsn.projectId()))
        .isEqualTo(2);
    assertThat(shop.count("SELECT count(*) FROM profile WHERE project_id = " + dsn.projectId()))
        .isEqualTo(1);
    assertThat(outcomes(dsn, "profiling_not_enough_samples")).isEqualTo(1);
  }

  private static final String SAMPLES =
      "[{\"elapsed_since_start_ns\":\"0\"},{\"elapsed_since_start_ns\":\"1000000\"}]";

  private static String transaction(String id, String samples) {
    long now = System.currentTimeMillis() / 1000;
    String event =
        """
        {"type":"transaction","transaction":"GET /cart","start_timestamp":%d,"timestamp":%d,
        "contexts":{"trace":{"trace_id":"%s","span_id":"%s"}},"spans":[{"op":"db"}]}\
        """
            .formatted(now - 1, now, "a".repeat(32), "b".repeat(16))
            .replace("\n", "");
    String profile =
        "{\"version\":\"1\",\"platform\":\"python\",\"profile\":{\"samples\":%s}}"
            .formatted(samples);
    return "{\"event_id\":\"%s\"}\n{\"type\":\"transaction\"}\n%s\n{\"type\":\"profile\"}\n%s\n"
        .formatted(id.repeat(32), event, profile);
  }

  /** Spec 02 §27, 1: the span of {@link #transaction} has neither ids nor times. */
  @Test
  void aBrokenSpanIsLeftOutOfItsTransaction() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("spans", "python")).orElseThrow();
    post(dsn, "envelope", "application/x-sentry-envelope", transaction("c", SAMPLES));
    node.awaitDrained();
    Json.Obj event = shop.event("spans", "c".repeat(32));
    assertThat(event.string("title")).isEqualTo("GET /cart");
    assertThat(event.array("errors").text()).contains("span is missing timestamps");
  }
}
