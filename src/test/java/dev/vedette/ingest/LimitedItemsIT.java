package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

  private static Dsn project(String slug) throws Exception {
    return Dsn.parse(shop.project(slug, "other")).orElseThrow();
  }

  /** Spec 01 §21.2, quota "mrl": 50 a minute, and 6 more for each monitor environment. */
  @Test
  void checkInsBeyondTheQuotaOfMonitorsAreRefused() throws Exception {
    Dsn dsn = project("cron");
    byte[] checkIn =
        "{}\n{\"type\":\"check_in\"}\n{\"check_in_id\":\"00000000000000000000000000000000\",\"monitor_slug\":\"nightly\",\"status\":\"ok\"}"
            .getBytes(StandardCharsets.UTF_8);
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

  @Test
  void aReplayWithVideoIsTakenApart() throws Exception {
    Dsn dsn = project("phone");
    byte[] video = "not really a film".getBytes(StandardCharsets.UTF_8);
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
            "replay_event", event.getBytes(StandardCharsets.UTF_8),
            "replay_recording", "{\"segment_id\":3}\n[]".getBytes(StandardCharsets.UTF_8),
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
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(payload);
    return body.toByteArray();
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
            outer.getBytes(StandardCharsets.UTF_8));
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
