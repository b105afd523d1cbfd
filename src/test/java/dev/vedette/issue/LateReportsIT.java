package dev.vedette.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users write about events that come later (spec 02 §20). */
class LateReportsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

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

  private static String id() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static void sendReport(Dsn dsn, String event, String comments) throws Exception {
    String report =
        "{\"event_id\":\"%s\",\"name\":\"Bo\",\"email\":\"bo@example.org\",\"comments\":\"%s\"}"
            .formatted(event, comments);
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api/%d/envelope/?sentry_key=%s"
                            .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"event_id\":\"%s\"}\n{\"type\":\"user_report\"}\n%s"
                            .formatted(event, report)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static Json.Arr feedback() throws Exception {
    return (Json.Arr) shop.get("/api/0/projects/acme/till/issues/?query=issue.category:feedback");
  }

  @Test
  void aReportThatCameBeforeItsEventBecomesFeedbackAndCountsOnce() throws Exception {
    String text = shop.project("till", "python");
    Dsn dsn = Dsn.parse(text).orElseThrow();
    String event = id();
    sendReport(dsn, event, "It jams");
    sendReport(dsn, id(), "About nothing");
    String accepted = "outcome = 0 AND category = " + Category.FEEDBACK.number();
    shop.awaitOutcomes(dsn, accepted, 2);
    assertThat(feedback().size()).isZero();
    shop.report(
        text,
        "{\"event_id\":\"%s\",\"message\":\"jammed\",\"environment\":\"shop\"}".formatted(event));
    Json.Arr issues =
        Awaited.answer(Duration.ofSeconds(40), LateReportsIT::feedback, all -> all.size() == 1);
    assertThat(issues.size()).isEqualTo(1);
    Json.Obj metadata = ((Json.Obj) issues.get(0)).object("metadata");
    assertThat(metadata.string("value")).isEqualTo("It jams");
    assertThat(metadata.string("source")).isEqualTo("update_user_reports_task");
    shop.awaitOutcomes(dsn, accepted, 2);
  }
}
