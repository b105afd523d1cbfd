package dev.vedette.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with little room: what it cannot take now it refuses in a way that comes again. */
class ScarcityIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.with(Map.of("feed.max-bytes", "8MiB", "ingest.queue-bytes", "4MiB"));
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static String path(Dsn dsn) {
    return "/api/%d/envelope/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey());
  }

  private static HttpResponse<String> envelope(Dsn dsn, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(node.url() + path(dsn)))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aBlobStoreThatFailsIsNotTheClientsFault() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("files", "other")).orElseThrow();
    String body =
        "{\"event_id\":\"%s\"}\n{\"type\":\"attachment\",\"filename\":\"a.bin\",\"length\":100000}\n%s"
            .formatted("e".repeat(32), "x".repeat(100_000));
    Path blobs = node.data().resolve("blobs");
    Path aside = node.data().resolve("blobs-aside");
    if (Files.exists(blobs)) {
      Files.move(blobs, aside);
    }
    Files.writeString(blobs, "no folder");
    try {
      assertThat(envelope(dsn, body).statusCode()).isEqualTo(503);
    } finally {
      Files.delete(blobs);
      if (Files.exists(aside)) {
        Files.move(aside, blobs);
      }
    }
    assertThat(envelope(dsn, body).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsAnnouncedIsTakenFromTheBudgetBeforeItIsRead() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("greedy", "other")).orElseThrow();
    URI url = URI.create(node.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000100\r\n\r\n"
              .formatted(path(dsn));
      out.write(head.getBytes(ISO_8859_1));
      out.write("{}\n{\"type\":\"log\",\"length\":8000000}\n".getBytes(UTF_8));
      out.write("x".repeat(100_000).getBytes(UTF_8));
      out.flush();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertThat(in.readLine()).startsWith("HTTP/1.1 429");
    }
  }

  /** The feed may hold 8 MiB; what is read makes room again, however small the bound. */
  @Test
  void aSmallFeedIsUsedAgainAndAgain() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("steady", "other")).orElseThrow();
    Random random = new Random(1);
    for (int sent = 0; sent < 80; sent++) {
      byte[] noise = new byte[150_000];
      random.nextBytes(noise);
      String text = Base64.getEncoder().encodeToString(noise);
      String body =
          "{}\n{\"type\":\"event\"}\n{\"message\":\"m\",\"extra\":{\"a\":\"%s\"}}".formatted(text);
      assertThat(
              Awaited.answer(
                      Duration.ofSeconds(60),
                      () -> envelope(dsn, body),
                      answer -> answer.statusCode() == 200)
                  .statusCode())
          .as("%d events sent", sent)
          .isEqualTo(200);
    }
  }
}
