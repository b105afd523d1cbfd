package dev.vedette.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Items with rules of their own: check-ins, mobile replays, wrapped minidumps. */
class LimitedItemsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String REPLAY = "c1c2c3c4c5c64788969594939291a0b1";

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(java.time.Instant.now());
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> envelope(Dsn dsn, byte[] body) throws Exception {
    return post(
        "/api/%d/envelope/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
        "application/x-sentry-envelope",
        body);
  }

  private static Json.Obj json(String text) {
    return JsonText.parseTrustedObject(text);
  }

  private static Dsn project(String slug) throws Exception {
    return Dsn.parse(shop.project(slug, "other")).orElseThrow();
  }

  /** Spec 01 §21.2, quota "mrl": 50 a minute, and 6 more for each monitor environment. */
  @Test
  void checkInsBeyondTheQuotaOfMonitorsAreRefused() throws Exception {
    Dsn dsn = project("cron");
    byte[] checkIn =
        "{}\n{\"type\":\"check_in\"}\n{\"check_in_id\":\"00000000000000000000000000000000\",\"monitor_slug\":\"nightly\",\"status\":\"ok\"}"
            .getBytes(UTF_8);
    for (int i = 0; i < 50; i++) {
      assertThat(envelope(dsn, checkIn).headers().firstValue("X-Sentry-Rate-Limits")).isEmpty();
    }
    HttpResponse<String> answer = envelope(dsn, checkIn);
    assertThat(answer.headers().firstValue("X-Sentry-Rate-Limits").orElse(""))
        .contains("monitor:project:monitor_rate_limit");
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM check_in WHERE project_id = " + dsn.projectId()))
        .isEqualTo(50);
    assertThat(
            shop.count(
                "SELECT count(*) FROM monitor_environment WHERE project_id = " + dsn.projectId()))
        .isEqualTo(1);
  }

  /** Spec 11 §18.5: the name of a monitor is one project's. */
  @Test
  void aCheckInForAnotherProjectsMonitorChangesNothing() throws Exception {
    Dsn owner = project("backups");
    Dsn other = project("thief");
    String checkIn =
        "{}\n{\"type\":\"check_in\"}\n{\"check_in_id\":\"%s\",\"monitor_slug\":\"dump\",\"status\":\"ok\","
            + "\"monitor_config\":{\"schedule\":{\"type\":\"crontab\",\"value\":\"%s\"}}}";
    envelope(owner, checkIn.formatted("1".repeat(32), "0 1 * * *").getBytes(UTF_8));
    shop.awaitOutcomes(owner, "outcome = 0 AND category = 10", 1);
    envelope(other, checkIn.formatted("2".repeat(32), "9 9 * * *").getBytes(UTF_8));
    shop.awaitOutcomes(other, "outcome = 3 AND category = 10 AND reason = 'invalid_check_in'", 1);
    assertThat(
            shop.count(
                "SELECT count(*) FROM monitor WHERE slug = 'dump' AND config::text LIKE '%0 1 *%'"))
        .isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM check_in WHERE project_id = " + other.projectId()))
        .isZero();
  }

  /** Spec 01 §22.1: the filter of addresses applies to everything with one. */
  @Test
  void anAddressThatIsFilteredSendsNeitherLogsNorCheckIns() throws Exception {
    Dsn dsn = project("shut");
    shop.put(
        "/api/0/projects/acme/shut/",
        json("{\"options\":{\"filters:blacklisted_ips\":\"127.0.0.0/8\"}}"));
    envelope(
        dsn,
        "{}\n{\"type\":\"log\",\"item_count\":1}\n{\"items\":[{\"timestamp\":1,\"body\":\"x\",\"level\":\"info\"}]}"
            .getBytes(UTF_8));
    shop.awaitOutcomes(dsn, "outcome = 1 AND category = 23 AND reason = 'ip-address'", 1);
    envelope(
        dsn,
        "{}\n{\"type\":\"check_in\"}\n{\"check_in_id\":\"%s\",\"monitor_slug\":\"shut\",\"status\":\"ok\"}"
            .formatted("3".repeat(32))
            .getBytes(UTF_8));
    shop.awaitOutcomes(dsn, "outcome = 1 AND category = 10 AND reason = 'ip-address'", 1);
    assertThat(shop.count("SELECT count(*) FROM monitor WHERE slug = 'shut'")).isZero();
  }

  /** Spec 01 §7.5: spans of the second version have attributes and other names. */
  @Test
  void aSpanOfTheSecondVersionIsStoredLikeOneOfTheFirst() throws Exception {
    Dsn dsn = project("spans");
    double now = System.currentTimeMillis() / 1000.0;
    String span =
        "{\"trace_id\":\"%s\",\"span_id\":\"%s\",\"name\":\"SELECT 1\",\"status\":\"ok\",\"start_timestamp\":%f,\"end_timestamp\":%f,\"attributes\":{\"sentry.op\":{\"type\":\"string\",\"value\":\"db\"},\"rows\":{\"type\":\"integer\",\"value\":3}}}"
            .formatted("a".repeat(32), "b".repeat(16), now - 1, now);
    envelope(
        dsn,
        ("{}\n{\"type\":\"span\",\"item_count\":1,\"content_type\":\"application/vnd.sentry.items.span.v2+json\"}\n{\"items\":["
                + span
                + "]}")
            .getBytes(UTF_8));
    shop.awaitOutcomes(dsn, "outcome = 0 AND category = 12", 1);
    assertThat(
            shop.count(
                "SELECT count(*) FROM span WHERE op = 'db' AND description = 'SELECT 1'"
                    + " AND payload->'data'->>'rows' = '3' AND project_id = "
                    + dsn.projectId()))
        .isEqualTo(1);
  }

  /** Spec 01 §21.4: what comes to nothing is given back. */
  @Test
  void aReportThatIsNoneUsesNothingUp() throws Exception {
    Dsn dsn = project("reported");
    shop.put(
        "/api/0/projects/acme/reported/",
        json("{\"options\":{\"quotas:hourly-limits\":{\"feedback\":1}}}"));
    String head = "{\"event_id\":\"%s\"}\n{\"type\":\"user_report\"}\n".formatted("c".repeat(32));
    envelope(dsn, (head + "none").getBytes(UTF_8));
    shop.awaitOutcomes(dsn, "outcome = 3 AND reason = 'invalid_json'", 1);
    assertThat(envelope(dsn, (head + "{\"comments\":\"it broke\"}").getBytes(UTF_8)).statusCode())
        .isEqualTo(200);
  }

  /** Spec 01 §21.6: told is the end of the window, however far. */
  @Test
  void theEndOfALongWindowIsTold() throws Exception {
    Dsn dsn = project("rarely");
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE project_key SET rate_count = 1, rate_window = 31536000 WHERE project_id = $1",
                dsn.projectId()));
    byte[] event = "{}\n{\"type\":\"event\"}\n{\"message\":\"x\"}".getBytes(UTF_8);
    envelope(dsn, event);
    HttpResponse<String> refused = envelope(dsn, event);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow()))
        .isGreaterThan(3600);
  }

  @Test
  void aReplayWithVideoIsTakenApart() throws Exception {
    Dsn dsn = project("phone");
    byte[] video = "not really a film".getBytes(UTF_8);
    envelope(dsn, replay(video));
    node.awaitDrained();
    String of = " FROM replay_segment WHERE project_id = " + dsn.projectId();
    assertThat(shop.count("SELECT count(*)" + of + " AND event->>'replay_id' = '" + REPLAY + "'"))
        .isEqualTo(1);
    assertThat(shop.count("SELECT segment_id" + of)).isEqualTo(3);
    assertThat(shop.count("SELECT length(recording)" + of)).isPositive();
    assertThat(node.data().resolve("blobs"))
        .isDirectoryRecursivelyContaining(file -> holds(file, video));
  }

  private static boolean holds(java.nio.file.Path file, byte[] content) {
    try {
      return java.nio.file.Files.isRegularFile(file)
          && java.util.Arrays.equals(java.nio.file.Files.readAllBytes(file), content);
    } catch (java.io.IOException gone) {
      return false;
    }
  }

  private static byte[] replay(byte[] video) throws Exception {
    String event =
        "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"segment_id\":3,\"timestamp\":%d,\"platform\":\"android\"}"
            .formatted(REPLAY, System.currentTimeMillis() / 1000);
    Map<String, byte[]> parts =
        Map.of(
            "replay_event", event.getBytes(UTF_8),
            "replay_recording", "{\"segment_id\":3}\n[]".getBytes(UTF_8),
            "replay_video", video);
    byte[] payload;
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packMapHeader(parts.size());
      for (var part : parts.entrySet()) {
        packer.packString(part.getKey());
        packer.packBinaryHeader(part.getValue().length);
        packer.writePayload(part.getValue());
      }
      payload = packer.toByteArray();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "{\"event_id\":\"%s\"}\n{\"type\":\"replay_video\",\"length\":%d}\n"
            .formatted(REPLAY, payload.length)
            .getBytes(UTF_8));
    body.writeBytes(payload);
    return body.toByteArray();
  }

  /** Spec 01 §20.2: 100 a second; the clock of this node stands still. */
  @Test
  void attachmentsBeyondTheLimitOfTheirSecondAreNotKept() throws Exception {
    Dsn dsn = project("clips");
    for (int event = 0; event < 4; event++) {
      StringBuilder body =
          new StringBuilder(
              "{\"event_id\":\"a1c2c3c4c5c64788969594939291a0b%d\"}\n".formatted(event));
      body.append("{\"type\":\"event\"}\n{\"message\":\"with files\"}\n");
      for (int i = 0; i < 26; i++) {
        body.append(
            "{\"type\":\"attachment\",\"length\":4,\"filename\":\"%d.txt\"}\nclip\n".formatted(i));
      }
      envelope(dsn, body.toString().getBytes(UTF_8));
    }
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM attachment WHERE project_id = " + dsn.projectId()))
        .isEqualTo(100);
    assertThat(outcomes(dsn, 2, "rate_limited", 4)).isEqualTo(4 * 4);
    assertThat(outcomes(dsn, 2, "rate_limited", 22)).isEqualTo(4);
    assertThat(outcomes(dsn, 0, "", 22)).isEqualTo(100);
  }

  private static long outcomes(Dsn dsn, int outcome, String reason, int category) throws Exception {
    return shop.count(
        """
        SELECT coalesce(sum(quantity), 0)::int8 FROM (
          SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
        WHERE project_id = %d AND outcome = %d AND reason = '%s' AND category = %d\
        """
            .formatted(dsn.projectId(), outcome, reason, category));
  }

  /** Spec 02 §19.2. */
  @Test
  void anIssueKeepsAsManyCrashReportsAsItsProjectSays() throws Exception {
    Dsn dsn = project("crashes");
    String settings = "/api/0/projects/acme/crashes/";
    assertThat(shop.put(settings, storing(Json.of(101))).status()).isEqualTo(400);
    assertThat(shop.put(settings, storing(Json.of(1))).status()).isEqualTo(200);
    String path = "/api/%d/minidump/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey());
    byte[] dump = ("MDMP" + "x".repeat(60)).getBytes(UTF_8);
    String kept = post(path, "application/x-dmp", dump).body().replace("-", "");
    node.awaitDrained();
    String stripped = post(path, "application/x-dmp", dump).body().replace("-", "");
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM attachment WHERE project_id = " + dsn.projectId()))
        .isEqualTo(1);
    assertThat(shop.event("crashes", kept).object("metadata").present("stripped_crash")).isNull();
    assertThat(shop.event("crashes", stripped).object("metadata").bool("stripped_crash")).isTrue();
    assertThat(outcomes(dsn, 1, "crash-report-limit", 4)).isEqualTo(dump.length);
  }

  private static Json.Obj storing(Json limit) {
    return Json.object().put("storeCrashReports", limit).build();
  }

  @Test
  void aMinidumpInAFormWithinTheFormIsFound() throws Exception {
    Dsn dsn = project("wrapped");
    String inner = part("inner", "upload_file_minidump", "MDMP" + "x".repeat(60)) + "--inner--\r\n";
    String outer = part("outer", "upload_file_minidump", inner) + "--outer--\r\n";
    HttpResponse<String> answer =
        post(
            "/api/%d/minidump/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
            "multipart/form-data; boundary=outer",
            outer.getBytes(UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    node.awaitDrained();
    assertThat(
            shop.count(
                "SELECT size FROM attachment WHERE type = 'event.minidump' AND project_id = "
                    + dsn.projectId()))
        .isEqualTo(64);
  }

  private static String part(String boundary, String name, String content) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.dmp\"\r\n\r\n%s\r\n"
        .formatted(boundary, name, content);
  }
}
