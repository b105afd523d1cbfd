package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.config.Settings;
import dev.vedette.counter.RedisCounters;
import dev.vedette.devservices.DevServices;
import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Services;
import dev.vedette.testing.Shop;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that shares its counters in Redis, and goes on without it. */
class RedisAwayIT {

  private static int send(RunningNode node, Dsn dsn) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api/%d/store/?sentry_key=%s"
                            .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"x\"}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aServerWaitsForARedisThatComesLater() throws Exception {
    try (Services services = Services.start("redis")) {
      Vertx vertx = Vertx.vertx();
      RedisCounters counters =
          new RedisCounters(vertx, services.settings().get("redis.url"), InstantSource.system());
      services.service("redis").stop();
      CompletableFuture<List<StartChecks.Finding>> checked = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              checked.complete(ConnectedChecks.await(counters));
            } catch (Throwable failure) {
              checked.completeExceptionally(failure);
            }
          });
      DevServices.startAndAwait(services.service("redis"));
      assertThat(checked.get(30, TimeUnit.SECONDS)).isEmpty();
      counters.close();
      vertx.close().await();
    }
  }

  @Test
  void aCheckTellsWhetherRedisIsThere() throws Exception {
    try (Services services = Services.start("redis")) {
      Vertx vertx = Vertx.vertx();
      Settings settings = Settings.of(List.of(new Settings.Layer("test", services.settings())));
      assertThat(RunningNode.waiting(() -> StartChecks.ofServices(vertx, settings))).isEmpty();
      services.service("redis").stop();
      assertThat(RunningNode.waiting(() -> StartChecks.ofServices(vertx, settings)))
          .singleElement()
          .satisfies(
              finding -> assertThat(finding.line()).startsWith("✗ redis.url: does not answer: "));
      vertx.close().await();
    }
  }

  @Test
  void eventsAreAcceptedWithAndWithoutRedis() throws Exception {
    try (Services services = Services.start("redis");
        RunningNode node = RunningNode.with(services.settings())) {
      Shop shop = Shop.on(node);
      Dsn dsn = Dsn.parse(shop.project("limited", "other")).orElseThrow();
      // a limit that is not reached: without one, nothing is counted
      RunningNode.waiting(() ->
          node.database()
              .sql()
              .update("UPDATE project_key SET rate_count = 1000, rate_window = 86400"));
      assertThat(send(node, dsn)).isEqualTo(200);
      services.service("redis").stop();
      List<Integer> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(send(node, dsn));
      }
      assertThat(answers).containsOnly(200);
      services.service("redis").start();
      assertThat(send(node, dsn)).isEqualTo(200);
      node.awaitDrained();
      assertThat(shop.count("SELECT count(*) FROM event")).isEqualTo(7);
    }
  }
}
