package dev.vedette.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vedette.testing.RunningNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests go only where they may, and no answer costs more than it may. */
class GuardedClientTest {

  private static final GuardedClient.Limits LIMITS =
      new GuardedClient.Limits(1000, Duration.ofSeconds(5), 3);

  private static Vertx vertx;
  private static HttpServer server;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext("/hello", exchange -> reply(exchange, 200, "hello"));
    server.createContext("/large", exchange -> reply(exchange, 200, "x".repeat(5000)));
    server.createContext(
        "/echo",
        exchange ->
            reply(
                exchange, 200, String.valueOf(exchange.getRequestHeaders().get("Authorization"))));
    server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
    server.createContext(
        "/away", exchange -> redirect(exchange, url.replace("127.0.0.1", "localhost") + "/echo"));
    server.createContext("/inside", exchange -> redirect(exchange, "http://10.0.0.1/secret"));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    vertx.close().await();
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static String send(OutboundPolicy policy, String path, Map<String, String> headers)
      throws Exception {
    return RunningNode.waiting(() -> {
      try (GuardedClient client = new GuardedClient(vertx, policy)) {
        var request =
            new GuardedClient.Outgoing("GET", URI.create(url + path), headers, new byte[0]);
        return new String(client.send(request, LIMITS).body(), StandardCharsets.UTF_8);
      }
    });
  }

  private static final OutboundPolicy LOOPBACK =
      new OutboundPolicy(true, List.of("127.0.0.0/8", "::1/128"));

  @Test
  void whatIsAllowedIsReached() throws Exception {
    assertThat(send(LOOPBACK, "/hello", Map.of())).isEqualTo("hello");
  }

  @Test
  void ownNetworksAreNot() {
    assertThatThrownBy(() -> send(new OutboundPolicy(true, List.of()), "/hello", Map.of()))
        .isInstanceOf(OutboundRefused.class)
        .hasMessageContaining("private network");
    assertThatThrownBy(() -> send(LOOPBACK, "/inside", Map.of()))
        .isInstanceOf(OutboundRefused.class)
        .hasMessageContaining("10.0.0.1");
  }

  @Test
  void theSwitchForbidsEverything() {
    assertThatThrownBy(() -> send(new OutboundPolicy(false, List.of()), "/hello", Map.of()))
        .hasMessageContaining("switched off");
  }

  @Test
  void answersAndRedirectsHaveLimits() {
    assertThatThrownBy(() -> send(LOOPBACK, "/large", Map.of())).hasMessageContaining("1000 bytes");
    assertThatThrownBy(() -> send(LOOPBACK, "/loop", Map.of())).hasMessageContaining("3 redirects");
  }

  @Test
  void credentialsDoNotLeaveTheirOrigin() throws Exception {
    Map<String, String> headers = Map.of("Authorization", "Bearer secret");
    assertThat(send(LOOPBACK, "/echo", headers)).contains("secret");
    assertThat(send(LOOPBACK, "/away", headers)).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "172.31.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "224.0.0.1",
        "255.255.255.255"
      })
  void reservedAddressesAreRefused(String address) throws Exception {
    assertThat(new OutboundPolicy(true, List.of()).allows(InetAddress.getByName(address)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "2606:4700::1111"})
  void publicAddressesAreNot(String address) throws Exception {
    assertThat(new OutboundPolicy(true, List.of()).allows(InetAddress.getByName(address))).isTrue();
  }
}
