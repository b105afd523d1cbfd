package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.project.Outcomes;
import dev.vedette.store.Leases;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
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

/** A node with several of each verticle, what it tells about itself, and the loss of a lease. */
class InstancesIT {

  private static RunningNode node;
  private static Shop shop;
  private static int management;

  @BeforeAll
  static void start() throws Exception {
    management = RunningNode.freePort();
    node =
        RunningNode.with(
            Map.of(
                "instances",
                "pipeline=3,grouping=2,issues=2,http=1",
                "management.bind",
                "127.0.0.1:" + management));
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void severalReadersShareTheFeed() throws Exception {
    String dsn = shop.project("several", "other");
    for (int i = 0; i < 20; i++) {
      shop.report(dsn, "{\"message\":\"number\"}");
    }
    assertThat(shop.count("SELECT count(*) FROM event WHERE message LIKE '%number%'"))
        .isEqualTo(20);
    assertThat(shop.count("SELECT (verticles->>'pipeline')::int8 FROM node_status")).isEqualTo(3);
  }

  @Test
  void theBusAndThePoolsAreMeasured() throws Exception {
    String metrics;
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + management + "/metrics");
      HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
      metrics = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
    assertThat(metrics).contains("vertx_eventbus_").contains("vertx_pool_").contains("vedette-pg");
    assertThat(metrics).contains("jvm_memory_used_bytes");
  }

  /** Upgrades hung now and then, and a proxy that passes one on is passed by what follows it. */
  @Test
  void aConnectionStaysAsItIs() throws Exception {
    assertThat(upgraded(management, "/healthz")).startsWith("HTTP/1.1 200");
    assertThat(upgraded(URI.create(node.url()).getPort(), "/_health/")).startsWith("HTTP/1.1 200");
  }

  private static String upgraded(int port, String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
              + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";
      socket.getOutputStream().write(request.formatted(path).getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  /** A node that stood still past its lease must not write any more. */
  @Test
  void whoLostItsLeaseWritesNothing() throws Exception {
    RunningNode.waiting(() -> {
      Leases paused = new Leases(node.database(), "paused");
      long fence = paused.acquire("of-test", Duration.ofSeconds(30)).orElseThrow();
      Outcomes.merge(node.database(), sql -> Leases.require(sql, "of-test", fence));
      paused.release("of-test");
      new Leases(node.database(), "other").acquire("of-test", Duration.ofSeconds(30)).orElseThrow();
      assertThatThrownBy(
              () -> Outcomes.merge(node.database(), sql -> Leases.require(sql, "of-test", fence)))
          .hasMessageContaining("of-test");
      return true;
    });
  }
}
