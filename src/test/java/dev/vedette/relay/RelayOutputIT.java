package dev.vedette.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Services;
import dev.vedette.testing.Shop;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A gateway that writes a Relay's topics, and a server that reads them: what the one was sent is
 * found at the other (spec 01 §26).
 */
@Timeout(240)
class RelayOutputIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static Services services;
  private static RunningNode gateway;
  private static RunningNode reader;
  private static Shop shop;
  private static Dsn dsn;
  private static long project;

  @BeforeAll
  static void start() throws Exception {
    services = Services.start("kafka");
    reader = RunningNode.with(settings("relay.topics", "all"));
    gateway = RunningNode.with(settings("relay.write", "instead"));
    shop = Shop.on(reader);
    project = Dsn.parse(shop.project("till", "python")).orElseThrow().projectId();
    dsn = Dsn.parse(Shop.on(gateway).project("till", "python")).orElseThrow();
    assertThat(dsn.projectId()).isEqualTo(project);
  }

  private static Map<String, String> settings(String key, String value) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.brokers", String.valueOf(services.settings().get("kafka.brokers")));
    settings.put("feed.partitions", "2");
    settings.put(key, value);
    return settings;
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    reader.close();
    services.close();
  }

  private static String id() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** An item: headers without type and length, and its payload. */
  private record Sent(String type, String headers, byte[] payload) {
    static Sent of(String type, String payload) {
      return new Sent(type, "", payload.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(String envelope, Sent... items) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes((envelope + "\n").getBytes(StandardCharsets.UTF_8));
    for (Sent item : items) {
      String line =
          "{\"type\":\"%s\",\"length\":%d%s}\n"
              .formatted(item.type(), item.payload().length, item.headers());
      body.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      body.writeBytes(item.payload());
      body.write('\n');
    }
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api/%d/envelope/?sentry_key=%s"
                            .formatted(gateway.url(), project, dsn.publicKey())))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String ofEvent(String id) {
    return "{\"event_id\":\"%s\"}".formatted(id);
  }

  /** Waits until a count at the reader is as wanted. */
  private static void awaitCount(String query, long wanted) throws Exception {
    assertThat(Awaited.answer(() -> shop.count(query), found -> found == wanted))
        .as(query)
        .isEqualTo(wanted);
  }

  private static void awaitRow(String table, String condition) throws Exception {
    awaitCount(
        "SELECT count(*) FROM %s WHERE project_id = %d AND %s".formatted(table, project, condition),
        1);
  }

  private static void awaitAccepted(int category, long quantity) throws Exception {
    awaitCount(
        """
        SELECT coalesce(sum(quantity), 0)::bigint FROM (SELECT quantity, category, outcome FROM
        outcome_hour UNION ALL SELECT quantity, category, outcome FROM outcome_delta) o
        WHERE category = %d AND outcome = 0\
        """
            .formatted(category),
        quantity);
  }

  @Test
  void anEventWithItsFileAndWhatAUserSaid() throws Exception {
    String id = id();
    byte[] file = new byte[1_300_000];
    new java.util.Random(1).nextBytes(file);
    send(
        ofEvent(id),
        Sent.of(
            "event",
            "{\"platform\":\"python\",\"release\":\"till@1\",\"exception\":{\"values\":[{\"type\":\"TillJam\",\"value\":\"stuck\"}]}}"),
        new Sent(
            "attachment", ",\"filename\":\"till.bin\",\"content_type\":\"application/zip\"", file),
        Sent.of(
            "user_report",
            "{\"event_id\":\"%s\",\"name\":\"Bo\",\"email\":\"bo@example.org\",\"comments\":\"It jams\"}"
                .formatted(id)));
    assertThat(Awaited.answer(() -> shop.titles("till"), all -> all.contains("TillJam: stuck")))
        .contains("TillJam: stuck");
    Json.Obj event = shop.event("till", id);
    assertThat(event.object("release").string("version")).isEqualTo("till@1");
    awaitRow("user_report", "comments = 'It jams' AND name = 'Bo'");
    List<Json> files =
        ((Json.Arr) shop.get("/api/0/projects/acme/till/events/" + id + "/attachments/")).items();
    assertThat(files)
        .singleElement()
        .satisfies(one -> {
          assertThat(((Json.Obj) one).string("name")).isEqualTo("till.bin");
          assertThat(((Json.Obj) one).number("size").asLong()).isEqualTo(file.length);
          assertThat(((Json.Obj) one).string("sha1")).isEqualTo(sha1(file));
        });
    boolean stored =
        RunningNode.waiting(() ->
            gateway
                .database()
                .sql()
                .one("SELECT count(*) > 0 FROM event", row -> row.getBoolean(0)));
    assertThat(stored).as("stored at the gateway").isFalse();
  }

  private static String sha1(byte[] bytes) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(bytes));
  }

  @Test
  void aTransactionWithItsProfile() throws Exception {
    String id = id();
    double now = Instant.now().getEpochSecond();
    String transaction =
        "{\"type\":\"transaction\",\"transaction\":\"/pay\",\"start_timestamp\":%s,\"timestamp\":%s,\"contexts\":{\"trace\":{\"trace_id\":\"%s\",\"span_id\":\"00f067aa0ba902b7\",\"op\":\"http.server\"}}}"
            .formatted(now - 1, now, id());
    String profile =
        """
        {"version":"1","platform":"python","event_id":"%s","timestamp":"%s","transaction":{"id":"%s",
        "name":"/pay","trace_id":"%s","active_thread_id":"1"},"profile":{"frames":[{"function":"f"}],
        "stacks":[[0]],"samples":[{"stack_id":0,"thread_id":"1","elapsed_since_start_ns":1000000},
        {"stack_id":0,"thread_id":"1","elapsed_since_start_ns":900000000}]}}\
        """
            .formatted(id(), Instant.now(), id, id());
    send(ofEvent(id), Sent.of("transaction", transaction), Sent.of("profile", profile));
    awaitCount("SELECT count(*) FROM event WHERE event_id = '%s'::uuid".formatted(id), 1);
    awaitRow("profile", "kind = 'profile' AND profile_id = '%s'::uuid".formatted(id));
  }

  @Test
  void feedback() throws Exception {
    String id = id();
    send(
        ofEvent(id),
        Sent.of(
            "feedback",
            "{\"type\":\"feedback\",\"contexts\":{\"feedback\":{\"message\":\"Nice till\",\"contact_email\":\"c@example.org\"}}}"));
    awaitCount("SELECT count(*) FROM event WHERE event_id = '%s'::uuid".formatted(id), 1);
    Json.Obj contexts = shop.event("till", id).object("contexts");
    assertThat(contexts.object("feedback").string("message")).isEqualTo("Nice till");
  }

  @Test
  void sessions() throws Exception {
    String now = Instant.now().toString();
    String sid = UUID.randomUUID().toString();
    String session =
        "{\"sid\":\"%s\",\"did\":\"user-1\",\"init\":%s,\"started\":\"%s\",\"timestamp\":\"%s\",\"status\":\"%s\",\"errors\":%d,\"attrs\":{\"release\":\"till@2\",\"environment\":\"shop\"}}";
    send("{}", Sent.of("session", session.formatted(sid, true, now, now, "ok", 0)));
    send("{}", Sent.of("session", session.formatted(sid, false, now, now, "ok", 1)));
    send("{}", Sent.of("session", session.formatted(sid, false, now, now, "crashed", 1)));
    send(
        "{}",
        Sent.of(
            "sessions",
            "{\"aggregates\":[{\"started\":\"%s\",\"exited\":6,\"errored\":2,\"crashed\":1}],\"attrs\":{\"release\":\"till@2\",\"environment\":\"shop\"}}"
                .formatted(now)));
    awaitRow(
        "session_hour",
        "release = 'till@2' AND environment = 'shop' AND total = 10 AND errored = 2 AND crashed = 2"
            + " AND users IS NOT NULL AND users_crashed IS NOT NULL");
    send(
        "{}",
        Sent.of(
            "session",
            "{\"sid\":\"%s\",\"did\":\"user-2\",\"init\":true,\"started\":\"%s\",\"status\":\"abnormal\",\"abnormal_mechanism\":\"anr_background\",\"attrs\":{\"release\":\"till@3\"}}"
                .formatted(UUID.randomUUID(), now)));
    awaitRow(
        "session_hour",
        "release = 'till@3' AND total = 1 AND abnormal = 1 AND users_anr IS NOT NULL"
            + " AND users_crashed IS NULL AND users_anr_foreground IS NULL");
    awaitAccepted(5, 11);
  }

  @Test
  void checkIns() throws Exception {
    send(
        "{}",
        Sent.of(
            "check_in",
            "{\"check_in_id\":\"%s\",\"monitor_slug\":\"close\",\"status\":\"error\",\"duration\":3.5}"
                .formatted(id())));
    awaitRow("check_in", "status = 'error' AND duration = 3.5");
  }

  @Test
  void replays() throws Exception {
    String id = id();
    long now = Instant.now().getEpochSecond();
    send(
        ofEvent(id),
        Sent.of(
            "replay_event",
            "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"segment_id\":0,\"timestamp\":%d,\"urls\":[\"https://till.example.org/\"]}"
                .formatted(id, now)),
        Sent.of("replay_recording", "{\"segment_id\":0}\n[{\"type\":4}]"));
    awaitRow(
        "replay_segment",
        "replay_id = '%s'::uuid AND recording IS NOT NULL AND event->'urls'->>0 LIKE 'https:%%'"
            .formatted(id));
    awaitAccepted(7, 1);
  }

  @Test
  void spansLogsAndChunksOfProfiles() throws Exception {
    String trace = id();
    double now = Instant.now().toEpochMilli() / 1000.0;
    send(
        "{}",
        Sent.of(
            "span",
            "{\"trace_id\":\"%s\",\"span_id\":\"00f067aa0ba902b7\",\"op\":\"db\",\"description\":\"SELECT 1\",\"start_timestamp\":%s,\"timestamp\":%s}"
                .formatted(trace, now - 2, now)));
    send(
        "{}",
        new Sent(
            "log",
            ",\"item_count\":1,\"content_type\":\"application/vnd.sentry.items.log+json\"",
            "{\"items\":[{\"timestamp\":%s,\"trace_id\":\"%s\",\"level\":\"warn\",\"body\":\"Low on change\",\"attributes\":{\"coins\":{\"value\":3,\"type\":\"integer\"}}}]}"
                .formatted(now, trace)
                .getBytes(StandardCharsets.UTF_8)));
    send(
        "{}",
        new Sent(
            "profile_chunk",
            ",\"platform\":\"python\"",
            """
            {"chunk_id":"%s","profiler_id":"%s","platform":"python","version":"2","release":"till@1",
            "profile":{"frames":[{"function":"f"}],"stacks":[[0]],"thread_metadata":{},
            "samples":[{"stack_id":0,"thread_id":"1","timestamp":%s},
            {"stack_id":0,"thread_id":"1","timestamp":%s}]}}\
            """
                .formatted(id(), id(), now - 1, now)
                .getBytes(StandardCharsets.UTF_8)));
    awaitRow(
        "span",
        "op = 'db' AND description = 'SELECT 1' AND abs(extract(epoch FROM ended - started) - 2) <"
            + " 0.001");
    awaitRow(
        "log", "body = 'Low on change' AND level = 'warn' AND attributes->'coins'->>'value' = '3'");
    awaitRow("profile", "kind = 'chunk' AND platform = 'python'");
  }

  @Test
  void whatTheGatewayRefusesIsCountedByTheReaderAlone() throws Exception {
    send("{}", Sent.of("check_in", "{\"check_in_id\":\"nonsense\"}"));
    String query =
        """
        SELECT coalesce(sum(quantity), 0)::bigint FROM (SELECT quantity, reason FROM outcome_hour
        UNION ALL SELECT quantity, reason FROM outcome_delta) o WHERE reason = 'invalid_check_in'\
        """;
    awaitCount(query, 1);
    long atTheGateway =
        RunningNode.waiting(() -> gateway.database().sql().one(query, row -> row.getLong(0)));
    assertThat(atTheGateway).isZero();
  }
}
