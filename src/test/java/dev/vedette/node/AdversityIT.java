package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What surrounds a server goes wrong: what was acknowledged is there, and what works goes on. */
class AdversityIT {

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

  private static HttpResponse<String> post(Dsn dsn, String message) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "%s/api/%d/store/?sentry_key=%s"
                        .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"message\":\"%s\",\"level\":\"error\"}".formatted(message)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static long stored(Dsn dsn) throws Exception {
    return shop.count("SELECT count(*) FROM event WHERE project_id = " + dsn.projectId());
  }

  private static void setReadOnly(boolean on) throws Exception {
    RunningNode.waiting(() -> {
      var sql = node.database().sql();
      sql.update("ALTER SYSTEM SET default_transaction_read_only = " + (on ? "on" : "off"));
      return sql.one("SELECT pg_reload_conf()", row -> row.getBoolean(0));
    });
  }

  @Test
  void aDatabaseThatTakesNothingLosesNothing() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("readonly", "other")).orElseThrow();
    RunningNode.waiting(() ->
        node.database()
            .sql()
            .update(
                "UPDATE project_key SET rate_count = 200, rate_window = 86400 WHERE project_id = $1",
                dsn.projectId()));
    assertThat(post(dsn, "before").statusCode()).isEqualTo(200);
    node.awaitDrained();
    setReadOnly(true);
    try {
      HttpResponse<String> refused =
          Awaited.answer(() -> post(dsn, "meanwhile"), answer -> answer.statusCode() != 200);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      // what is not taken uses up no limit
      for (int i = 0; i < 250; i++) {
        assertThat(post(dsn, "meanwhile").statusCode()).isEqualTo(503);
      }
    } finally {
      setReadOnly(false);
    }
    HttpResponse<String> again =
        Awaited.answer(() -> post(dsn, "after"), answer -> answer.statusCode() == 200);
    assertThat(again.statusCode()).isEqualTo(200);
    node.awaitDrained();
    assertThat(
            shop.count(
                "SELECT count(*) FROM event WHERE message LIKE '%after%' AND project_id = "
                    + dsn.projectId()))
        .isEqualTo(1);
    assertThat(shop.count("SELECT count(*) FROM dead_letter")).isZero();
  }

  @Test
  void aClockThatGoesBackAnHourChangesNothing() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("clock", "other")).orElseThrow();
    Instant now = Instant.now();
    node.setTime(now);
    assertThat(post(dsn, "before").statusCode()).isEqualTo(200);
    node.setTime(now.minus(Duration.ofHours(1)));
    assertThat(post(dsn, "back").statusCode()).isEqualTo(200);
    node.setTime(now.plus(Duration.ofMinutes(1)));
    assertThat(post(dsn, "again").statusCode()).isEqualTo(200);
    node.awaitDrained();
    assertThat(stored(dsn)).isEqualTo(3);
    assertThat(
            Awaited.answer(
                () ->
                    shop.count(
                        """
                        SELECT coalesce(sum(quantity), 0)::int8 FROM (
                          SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
                        WHERE outcome = 0 AND project_id = %d\
                        """
                            .formatted(dsn.projectId())),
                sum -> sum == 3))
        .isEqualTo(3);
  }
}
