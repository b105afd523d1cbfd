package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the door takes at its word and what it does not (spec 01 §4, §7, §9, §11). */
class DoorRulesIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int MIB = 1 << 20;

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

  private static Dsn project(String slug) throws Exception {
    return Dsn.parse(shop.project(slug, "other")).orElseThrow();
  }

  private static HttpResponse<String> post(String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> envelope(Dsn dsn, String... lines) throws Exception {
    return post(
        "/api/%d/envelope/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey()),
        String.join("\n", lines));
  }

  /** A DSN in the first line that names a project. */
  private static String header(Dsn dsn, long project, String more) {
    return "{\"dsn\":\"https://%s@sentry.example.com/%d\"%s}"
        .formatted(dsn.publicKey(), project, more);
  }

  @Test
  void aDsnThatNamesAnotherProjectIsRefused() throws Exception {
    Dsn dsn = project("named");
    String path = "/api/%d/envelope/".formatted(dsn.projectId());
    String event = "\n{\"type\":\"event\"}\n{\"message\":\"named\"}";
    assertThat(post(path, header(dsn, dsn.projectId(), "") + event).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post(path, header(dsn, dsn.projectId() + 1, "") + event);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("event submission rejected with_reason: ProjectId");
    shop.awaitOutcomes(dsn, "reason = 'multi_project_id' AND category = 1", 1);
  }

  @Test
  void aFaultInAFirstLineWithAGoodDsnIsNoFaultOfTheSender() throws Exception {
    Dsn dsn = project("faults");
    String path = "/api/%d/envelope/".formatted(dsn.projectId());
    for (String fault :
        List.of(",\"event_id\":\"nope\"", ",\"sent_at\":\"never\"", ",\"sdk\":{},\"sdk\":{}")) {
      HttpResponse<String> answer = post(path, header(dsn, dsn.projectId(), fault) + "\n");
      assertThat(answer.statusCode()).as(fault).isEqualTo(400);
      assertThat(answer.body()).as(fault).contains("invalid envelope header");
    }
    HttpResponse<String> windows = post(path, header(dsn, dsn.projectId(), "") + "\r\n");
    assertThat(windows.statusCode()).isEqualTo(400);
    assertThat(windows.body()).contains("missing newline after header or payload");
    shop.awaitOutcomes(dsn, "reason = 'invalid_envelope' AND category = 0", 4);
    assertThat(post(path, "{\"dsn\":\"broken").statusCode()).isEqualTo(401);
  }

  @Test
  void longBreadcrumbFilesAreKeptAsFiles() throws Exception {
    Dsn dsn = project("crumbs");
    String head =
        "{\"type\":\"attachment\",\"attachment_type\":\"event.breadcrumbs\",\"length\":%d}"
            .formatted(MIB + 1);
    HttpResponse<String> answer =
        envelope(
            dsn,
            "{}",
            "{\"type\":\"event\"}",
            "{\"message\":\"with a long file\"}",
            head,
            "x".repeat(MIB + 1));
    assertThat(answer.statusCode()).isEqualTo(200);
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM attachment WHERE project_id = " + dsn.projectId()))
        .isEqualTo(1);
    shop.awaitOutcomes(dsn, "outcome = 0 AND category = 1", 1);
  }

  @Test
  void markersOfTheServerAreNotForClients() throws Exception {
    Dsn dsn = project("markers");
    envelope(
        dsn,
        "{}",
        "{\"type\":\"event\"}",
        "{\"message\":\"with a file\"}",
        "{\"type\":\"attachment\",\"filename\":\"a\",\"rate_limited\":true,\"length\":5}",
        "12345");
    node.awaitDrained();
    assertThat(shop.count("SELECT count(*) FROM attachment WHERE project_id = " + dsn.projectId()))
        .isEqualTo(1);
  }

  @Test
  void reportsOfUsersAreNotCountedAsAttachments() throws Exception {
    Dsn dsn = project("thirty");
    StringBuilder body = new StringBuilder("{}\n{\"type\":\"event\"}\n{\"message\":\"m\"}\n");
    body.append("{\"type\":\"attachment\",\"length\":1}\nx\n".repeat(30));
    body.append("{\"type\":\"user_report\"}\n{\"comments\":\"well\"}\n");
    assertThat(envelope(dsn, body.toString()).statusCode()).isEqualTo(200);
    body.append("{\"type\":\"attachment\",\"length\":1}\nx\n");
    assertThat(envelope(dsn, body.toString()).statusCode()).isEqualTo(413);
  }

  @Test
  void theMeanOfAContainersEntriesIsLimited() throws Exception {
    Dsn dsn = project("means");
    String entry = "{\"items\":[{\"body\":\"" + "x".repeat(2 * MIB) + "\"}]}";
    HttpResponse<String> answer = envelope(dsn, "{}", "{\"type\":\"log\",\"item_count\":1}", entry);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("envelope exceeded size limits for type 'log'");
    shop.awaitOutcomes(dsn, "reason = 'too_large:log' AND category = 23", 1);
  }

  @Test
  void onlyTheStoreEndpointTakesTheTimeOfTheHeader() throws Exception {
    Dsn dsn = project("times");
    String auth =
        "Sentry sentry_key=%s,sentry_timestamp=%d"
            .formatted(dsn.publicKey(), System.currentTimeMillis() / 1000 - 7200);
    String event =
        "{\"message\":\"late\",\"timestamp\":%d}".formatted(System.currentTimeMillis() / 1000);
    String path = "/api/%d/".formatted(dsn.projectId());
    post(path + "envelope/", "{}\n{\"type\":\"event\"}\n" + event, "X-Sentry-Auth", auth);
    post(path + "store/", event, "X-Sentry-Auth", auth);
    node.awaitDrained();
    assertThat(
            shop.count(
                "SELECT count(*) FROM event WHERE project_id = "
                    + dsn.projectId()
                    + " AND abs(extract(epoch FROM received - timestamp)) < 60"))
        .as("the envelope's event happened now")
        .isGreaterThanOrEqualTo(1);
    assertThat(errors(dsn, "clock_drift")).isEqualTo(1);
  }

  private static long errors(Dsn dsn, String type) throws Exception {
    long found = 0;
    for (var event :
        ((dev.vedette.json.Json.Arr) shop.get("/api/0/projects/acme/times/events/?full=1"))
            .items()) {
      found += event.text().contains(type) ? 1 : 0;
    }
    return found;
  }

  @Test
  void reportsOfKnownTypesThatCannotBeReadSaySo() throws Exception {
    Dsn dsn = project("reports");
    String path = "/api/%d/security/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey());
    for (String body :
        List.of("{\"csp-report\":\"x\"}", "{\"expect-ct-report\":5}", "5", "{\"a\":1}")) {
      assertThat(post(path, body, "Content-Type", "application/json").statusCode()).isEqualTo(200);
    }
    shop.awaitOutcomes(dsn, "reason = 'security_report'", 2);
    shop.awaitOutcomes(dsn, "reason = 'security_report_type'", 2);
  }

  @Test
  void projectZeroIsNoProjectAnywhere() throws Exception {
    for (String path : List.of("cron/x", "unreal/k", "events/" + "a".repeat(32) + "/attachments")) {
      HttpResponse<String> answer = post("/api/0/" + path + "/", "");
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.body()).as(path).contains("bad project path parameter");
    }
  }
}
