package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.project.Dsn;
import dev.vedette.project.ProjectChanged;
import dev.vedette.project.ProjectId;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests at the edges: broken, refused, or larger than they look. */
class IngestEdgesIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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

  private static HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> envelope(Dsn dsn, String more, String... lines)
      throws Exception {
    return post(
        "/api/%d/envelope/?sentry_key=%s%s".formatted(dsn.projectId(), dsn.publicKey(), more),
        "application/x-sentry-envelope",
        String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static Dsn project(String slug) throws Exception {
    return Dsn.parse(shop.project(slug, "other")).orElseThrow();
  }

  private static long blobs() throws Exception {
    Path folder = node.data().resolve("blobs");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void zeroIsNoProject() throws Exception {
    HttpResponse<String> answer = post("/api/0/envelope/", "text/plain", new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("bad project path parameter");
  }

  @Test
  void aBrokenEscapeInTheQueryIsTakenAsItStands() throws Exception {
    Dsn dsn = project("escapes");
    String body = "{}\n{\"type\":\"event\"}\n{}";
    String request =
        "POST /api/%d/envelope/?sentry_key=%s&a=%%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(dsn.projectId(), dsn.publicKey(), body.length(), body);
    URI server = URI.create(node.url());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void recordingsOfReplaysAreScrubbed() throws Exception {
    Dsn dsn = project("replays");
    String page =
        "[{\"type\":3,\"data\":{\"text\":\"card 4111111111111111, password\",\"n\":1.5}}]";
    for (int segment = 0; segment < 2; segment++) {
      byte[] body = segment == 0 ? page.getBytes(StandardCharsets.UTF_8) : zlib(page);
      assertThat(replay(dsn, segment, body).statusCode()).isEqualTo(200);
    }
    assertThat(replay(dsn, 2, "no array".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
    shop.awaitOutcomes(dsn, "reason = 'invalid_replay_recording'", 1);
    List<byte[]> kept =
        RunningNode.waiting(() ->
            node.database()
                .sql()
                .list(
                    "SELECT recording FROM replay_segment WHERE project_id = $1",
                    row -> row.getBuffer(0).getBytes(),
                    dsn.projectId()));
    assertThat(kept).hasSize(2);
    for (byte[] recording : kept) {
      String text = new String(recording, StandardCharsets.ISO_8859_1);
      int end = text.indexOf('\n');
      assertThat(text.substring(0, end)).startsWith("{\"segment_id\":");
      byte[] packed = Arrays.copyOfRange(recording, end + 1, recording.length);
      assertThat(
              new String(
                  new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes(),
                  StandardCharsets.UTF_8))
          .isEqualTo(page.replace("4111111111111111", "[Filtered]"));
    }
  }

  private static byte[] zlib(String text) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static HttpResponse<String> replay(Dsn dsn, int segment, byte[] recording)
      throws Exception {
    String id = "d1c2b3a4958647788695a4b3c2d1e0f9";
    String event =
        "{\"replay_id\":\"%s\",\"segment_id\":%d,\"type\":\"replay_event\",\"timestamp\":1}"
            .formatted(id, segment);
    String header = "{\"segment_id\":%d}\n".formatted(segment);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "{\"event_id\":\"%s\"}\n{\"type\":\"replay_event\"}\n%s\n{\"type\":\"replay_recording\",\"length\":%d}\n%s"
            .formatted(id, event, header.length() + recording.length, header)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(recording);
    return post(
        "/api/%d/envelope/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
        "application/x-sentry-envelope",
        body.toByteArray());
  }

  @Test
  void itemsOfServersAreRefused() throws Exception {
    HttpResponse<String> answer =
        envelope(project("internal"), "", "{}", "{\"type\":\"integration\"}", "{}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("envelope contains internal items");
  }

  @Test
  void aReportThatIsNoJsonIsAnOutcome() throws Exception {
    Dsn dsn = project("reports");
    HttpResponse<String> answer =
        post(
            "/api/%d/security/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
            "application/csp-report",
            "{nope".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
    shop.awaitOutcomes(dsn, "reason = 'invalid_json'", 1);
  }

  @Test
  void formFieldsWithNumbersAreNoList() throws Exception {
    Dsn dsn = project("forms");
    String body =
        """
        --x\r
        Content-Disposition: form-data; name="upload_file_minidump"; filename="a.dmp"\r
        \r
        MDMP0000000000000000000000000000000000\r
        --x\r
        Content-Disposition: form-data; name="sentry[0]"\r
        \r
        y\r
        --x--\r
        """;
    HttpResponse<String> answer =
        post(
            "/api/%d/minidump/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
            "multipart/form-data; boundary=x",
            body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
    node.awaitDrained();
    assertThat(shop.titles("forms")).hasSize(1);
  }

  @Test
  void aBrokenContainerIsNoDump() throws Exception {
    Dsn dsn = project("containers");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[200_000]);
    }
    byte[] cut = java.util.Arrays.copyOf(packed.toByteArray(), 40);
    HttpResponse<String> answer =
        post(
            "/api/%d/minidump/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
            "application/octet-stream",
            cut);
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsRefusedLeavesNoBlob() throws Exception {
    Dsn dsn = project("blobs");
    option(dsn, "sentry:origins", "[\"https://shop.example.com\"]");
    long before = blobs();
    String large = "x".repeat(200_000);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "%s/api/%d/envelope/?sentry_key=%s"
                        .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
            .header("Origin", "https://evil.example.com")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"event_id\":\"d1c2b3a4958647788695a4b3c2d1e0f9\"}\n{\"type\":\"attachment\",\"length\":200000,\"filename\":\"a\"}\n"
                        + large))
            .build();
    assertThat(HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(403);
    assertThat(blobs()).isEqualTo(before);
  }

  @Test
  void manyEventsInOneEnvelopeAreRefusedWithoutBeingKept() throws Exception {
    Dsn dsn = project("many");
    StringBuilder body = new StringBuilder("{}\n");
    for (int i = 0; i < 20; i++) {
      body.append("{\"type\":\"event\"}\n{\"message\":\"")
          .append("x".repeat(900_000))
          .append("\"}\n");
    }
    assertThat(envelope(dsn, "", body.toString()).statusCode()).isEqualTo(413);
    shop.awaitOutcomes(dsn, "reason = 'too_large:event'", 20);
  }

  @Test
  void whatIsFilteredDoesNotUseUpTheQuota() throws Exception {
    Dsn dsn = project("refunds");
    option(dsn, "sentry:releases", "[\"bad@1\"]");
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE project_key SET rate_count = 2, rate_window = 86400 WHERE project_id = $1",
                dsn.projectId()));
    announce(dsn);
    for (int i = 0; i < 4; i++) {
      awaitAccepted(dsn, "{\"release\":\"bad@1\"}");
    }
    for (int i = 0; i < 2; i++) {
      awaitAccepted(dsn, "{}");
    }
    assertThat(envelope(dsn, "", "{}", "{\"type\":\"event\"}", "{}").statusCode()).isEqualTo(429);
    shop.awaitOutcomes(dsn, "reason = 'release-version'", 4);
  }

  /** What is given back is there a moment after the event has been processed. */
  private static void awaitAccepted(Dsn dsn, String event) throws Exception {
    node.awaitDrained();
    long limit = System.nanoTime() + 10_000_000_000L;
    int status;
    do {
      status = envelope(dsn, "", "{}", "{\"type\":\"event\"}", event).statusCode();
    } while (status == 429 && System.nanoTime() < limit);
    assertThat(status).isEqualTo(200);
  }

  @Test
  void sessionsPassTheFilters() throws Exception {
    Dsn dsn = project("sessions");
    option(dsn, "sentry:releases", "[\"bad@1\"]");
    for (String release : new String[] {"bad@1", "good@1"}) {
      envelope(
          dsn,
          "",
          "{}",
          "{\"type\":\"session\"}",
          "{\"sid\":\"7c7b6585-f901-4351-bf8d-02711b721929\",\"init\":true,\"started\":\"%s\",\"status\":\"ok\",\"attrs\":{\"release\":\"%s\"}}"
              .formatted(java.time.Instant.now(), release));
    }
    shop.awaitOutcomes(dsn, "reason = 'release-version'", 1);
    assertThat(
            shop.count(
                "SELECT coalesce(sum(total), 0)::int8 FROM session_hour WHERE project_id = "
                    + dsn.projectId()))
        .isEqualTo(1);
  }

  @Test
  void secretsInLogsAndSpansAreFiltered() throws Exception {
    Dsn dsn = project("logs");
    envelope(
        dsn,
        "",
        "{}",
        "{\"type\":\"log\",\"item_count\":1,\"content_type\":\"application/vnd.sentry.items.log+json\"}",
        "{\"items\":[{\"timestamp\":%d,\"level\":\"info\",\"body\":\"mail jane@example.org \\u0000\",\"attributes\":{\"password\":{\"value\":\"hunter2\",\"type\":\"string\"}}}]}"
            .formatted(java.time.Instant.now().getEpochSecond()));
    node.awaitDrained();
    assertThat(
            shop.count(
                "SELECT count(*) FROM log WHERE project_id = %d AND body LIKE 'mail [email]%%' AND attributes::text NOT LIKE '%%hunter2%%'"
                    .formatted(dsn.projectId())))
        .isEqualTo(1);
  }

  private static void option(Dsn dsn, String name, String value) throws Exception {
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE project SET options = options || jsonb_build_object($2::text, $3::text::jsonb) WHERE id = $1",
                dsn.projectId(),
                name,
                value));
    announce(dsn);
  }

  private static void announce(Dsn dsn) {
    node.services().bus().announce(new ProjectChanged(new ProjectId(dsn.projectId())));
  }
}
