package dev.vedette.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.store.Database;
import dev.vedette.testing.IngestBodies;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shared;
import dev.vedette.testing.Subset;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sends every request of the shared ingest cases to a running server and compares all that comes of
 * it.
 */
class IngestConformanceIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Path folder;
  private static Json.Obj index;
  private static RunningNode node;

  @BeforeAll
  static void start() throws Exception {
    folder = Shared.fixtures("ingest");
    index = (Json.Obj) Shared.json(folder.resolve("index.json"));
    node = RunningNode.start(serverTime(index.object("setup")));
    RunningNode.waiting(() -> ConformanceSetup.install(node.database(), index.object("setup")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static Instant serverTime(Json.Obj object) {
    return OffsetDateTime.parse(object.string("server_time")).toInstant();
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    return index.array("cases").items().stream()
        .map(Json.Obj.class::cast)
        .map(one ->
            DynamicTest.dynamicTest(one.string("id") + " " + one.string("title"), () -> run(one)));
  }

  private void run(Json.Obj one) throws Exception {
    RunningNode.waiting(() -> ConformanceSetup.clear(node.database()));
    node.setTime(
        one.string("server_time") == null ? serverTime(index.object("setup")) : serverTime(one));
    HttpResponse<byte[]> response;
    if (one.string("id").startsWith("51-")) {
      assertThat(send(firstOf(one)).statusCode()).isEqualTo(200);
      node.awaitDrained();
      RunningNode.waiting(() -> ConformanceSetup.clear(node.database()));
    }
    response = send(one);
    Json.Obj expected = one.object("expect");
    checkResponse(expected, response);
    node.awaitDrained();
    Map<String, Long> wanted = wantedOutcomes(expected);
    Map<String, Long> found = outcomes();
    long limit = System.nanoTime() + 5_000_000_000L;
    while (!found.equals(wanted) && System.nanoTime() < limit) {
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      found = outcomes();
    }
    assertThat(found).as("outcomes").isEqualTo(wanted);
    String file = one.string("expected_file");
    if (file != null) {
      StoredRecords.check(
          node.database(), (Json.Obj) Shared.json(folder.resolve(file)), one.string("id"));
    }
  }

  /** The request that uses up the limit of one event: the same with another event id. */
  private static Json.Obj firstOf(Json.Obj one) {
    String body = "{}\n{\"type\":\"event\"}\n{\"message\":\"first\"}";
    Json.Obj request =
        one.object("request")
            .without("body_file")
            .with("body_parts", Json.array(Json.object().put("text", body).build()));
    return one.with("request", request);
  }

  private static HttpResponse<byte[]> send(Json.Obj one) throws Exception {
    Json.Obj request = one.object("request");
    byte[] body = IngestBodies.of(folder, request);
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(node.url() + request.string("path")))
            .header("X-Forwarded-For", index.object("setup").string("client_address"));
    request
        .object("headers")
        .members()
        .forEach((name, value) -> builder.header(name, ((Json.Str) value).value()));
    builder.method(
        request.string("method"),
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body));
    return HTTP.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void checkResponse(Json.Obj expected, HttpResponse<byte[]> response)
      throws Exception {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    assertThat(response.statusCode()).as(text).isEqualTo((int) expected.number("status").asLong());
    if (expected.get("json") instanceof Json.Obj json) {
      Json.Obj found = (Json.Obj) JsonText.parse(response.body());
      if (json.get("causes") == null && json.get("detail") != null) {
        found = found.without("causes");
      }
      assertThat(Subset.difference("body", json, found)).isEmpty();
      assertThat(found.members().keySet()).isEqualTo(json.members().keySet());
    }
    if (expected.string("text") != null) {
      assertThat(text).isEqualTo(expected.string("text"));
    }
    expected
        .object("headers")
        .members()
        .forEach((name, value) -> {
          String wanted = ((Json.Str) value).value();
          String found = response.headers().firstValue(name).orElse("");
          if (wanted.startsWith("<contains:")) {
            assertThat(found).as(name).contains(wanted.substring(10, wanted.length() - 1));
          } else {
            assertThat(found).as(name).isEqualTo(wanted);
          }
        });
  }

  private static Map<String, Long> wantedOutcomes(Json.Obj expected) {
    Map<String, Long> wanted = new TreeMap<>();
    for (Json item : expected.array("outcomes").items()) {
      Json.Obj outcome = (Json.Obj) item;
      String reason = outcome.string("reason");
      wanted.merge(
          outcome.string("outcome")
              + "/"
              + (reason == null ? "" : reason)
              + "/"
              + outcome.string("category"),
          outcome.number("quantity").asLong(),
          Long::sum);
    }
    return wanted;
  }

  private static Map<String, Long> outcomes() throws Exception {
    Database database = node.database();
    return RunningNode.waiting(() -> {
      Map<String, Long> found = new TreeMap<>();
      database
          .sql()
          .list(
              """
              SELECT outcome, reason, category, sum(quantity)::int8 FROM (
                SELECT outcome, reason, category, quantity FROM outcome_delta
                UNION ALL SELECT outcome, reason, category, quantity FROM outcome_hour) o
              GROUP BY 1, 2, 3\
              """,
              row -> row)
          .forEach(row -> {
            Category category = Category.of(row.getShort(2)).orElseThrow();
            if (category != Category.LOG_BYTE) {
              found.put(
                  Outcome.Kind.values()[row.getShort(0)].label()
                      + "/"
                      + row.getString(1)
                      + "/"
                      + category.label(),
                  row.getLong(3));
            }
          });
      return found;
    });
  }
}
