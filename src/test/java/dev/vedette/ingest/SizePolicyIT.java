package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the lenient size policy the error survives what is too large beside it or in it. */
class SizePolicyIT {

  private static final String ID = "d1c2b3a4958647788695a4b3c2d1e0f9";

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node =
        RunningNode.with(
            Map.of(
                "ingest.size-policy", "lenient",
                "ingest.max-attachment-size", "1KiB",
                "ingest.max-event-size", "4KiB"));
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static HttpResponse<String> tunnel(Dsn dsn, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("%s/api/%d/tunnel/".formatted(node.url(), dsn.projectId())))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String envelope(Dsn dsn, String id, String items) {
    return "{\"event_id\":\"%s\",\"dsn\":\"http://%s@localhost/%d\"}\n%s"
        .formatted(id, dsn.publicKey(), dsn.projectId(), items);
  }

  private static long left(Dsn dsn) throws Exception {
    return shop.count(
        "SELECT coalesce(sum(quantity), 0)::int8 FROM (SELECT * FROM outcome_hour UNION ALL"
            + " SELECT * FROM outcome_delta) o WHERE reason LIKE 'too_large:attachment:a%'"
            + " AND project_id = "
            + dsn.projectId());
  }

  @Test
  void anAttachmentThatIsTooLargeIsLeftOut() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("files", "other")).orElseThrow();
    String items =
        "{\"type\":\"event\"}\n{\"message\":\"kept\"}\n"
            + "{\"type\":\"attachment\",\"attachment_type\":\"a\\nb\",\"filename\":\"large\",\"length\":2000}\n"
            + "x".repeat(2000)
            + "\n{\"type\":\"attachment\",\"filename\":\"small\",\"length\":2}\nok\n";
    HttpResponse<String> answer = tunnel(dsn, envelope(dsn, ID, items));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Vedette-Outcome").orElse(""))
        .isEqualTo("invalid/too_large:attachment:a?b");
    node.awaitDrained();
    Json files = shop.get("/api/0/projects/acme/files/events/" + ID + "/attachments/");
    assertThat(((Json.Arr) files).items())
        .extracting(file -> ((Json.Obj) file).string("name"))
        .containsExactly("small");
    long limit = System.nanoTime() + 10_000_000_000L;
    while (left(dsn) == 0 && System.nanoTime() < limit) {
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(left(dsn)).isPositive();
  }

  @Test
  void aLargeEventIsTrimmedAndATooLargeOneRefused() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("events", "other")).orElseThrow();
    String event = "{\"type\":\"event\"}\n{\"message\":\"%s\"}".formatted("a".repeat(12_000));
    assertThat(tunnel(dsn, envelope(dsn, ID, event)).statusCode()).isEqualTo(200);
    node.awaitDrained();
    String message = shop.event("events", ID).string("message");
    assertThat(message).hasSizeBetween(8000, 8200).endsWith("...");
    String larger = "{\"type\":\"event\"}\n{\"message\":\"%s\"}".formatted("a".repeat(17_000));
    assertThat(tunnel(dsn, envelope(dsn, ID, larger)).statusCode()).isEqualTo(413);
  }
}
