package dev.vedette.ingest;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an OpenTelemetry exporter sends is stored, in both forms alike (spec 01 §15). */
class OtlpIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final long START = 1_700_000_000_000_000_000L;

  private static RunningNode node;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    node = RunningNode.start(null);
    shop = Shop.on(node);
  }

  @AfterAll
  static void stop() throws Exception {
    if (node != null) {
      node.close();
    }
  }

  private static int post(Dsn dsn, String signal, String type, byte[] body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(
                        "%s/api/%d/integration/otlp/v1/%s"
                            .formatted(node.url(), dsn.projectId(), signal)))
                .header("Content-Type", type)
                .header("x-sentry-auth", "sentry sentry_key=" + dsn.publicKey())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static Resource resource() {
    return Resource.newBuilder()
        .addAttributes(attribute("service.name", AnyValue.newBuilder().setStringValue("shop")))
        .build();
  }

  private static InstrumentationScope scope() {
    return InstrumentationScope.newBuilder().setName("http").setVersion("1.0").build();
  }

  private static String stored(String query) throws Exception {
    return RunningNode.waiting(() -> node.database().sql().one(query, row -> row.getString(0)));
  }

  @Test
  void spansOfBothFormsAreStoredAlike() throws Exception {
    byte[] protobuf =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(resource())
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .setScope(scope())
                            .addSpans(
                                Span.newBuilder()
                                    .setTraceId(id(TRACE))
                                    .setSpanId(id("b7ad6b7169203331"))
                                    .setName("GET /pay")
                                    .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                                    .setStartTimeUnixNano(START)
                                    .setEndTimeUnixNano(START + 250_000_000)
                                    .setStatus(
                                        Status.newBuilder()
                                            .setCode(Status.StatusCode.STATUS_CODE_ERROR))
                                    .addAttributes(
                                        attribute(
                                            "http.request.method",
                                            AnyValue.newBuilder().setStringValue("GET")))
                                    .addAttributes(
                                        attribute("n", AnyValue.newBuilder().setIntValue(7))))))
            .build()
            .toByteArray();
    String json =
        """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
        "scopeSpans":[{"scope":{"name":"http","version":"1.0"},"spans":[{"traceId":"%s","spanId":"b7ad6b7169203331",
        "name":"GET /pay","kind":2,"startTimeUnixNano":"%d","endTimeUnixNano":"%d","status":{"code":2},
        "attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"n","value":{"intValue":"7"}}]}]}]}]}\
        """
            .formatted(TRACE, START, START + 250_000_000);
    Dsn binary = Dsn.parse(shop.project("binary", "other")).orElseThrow();
    Dsn text = Dsn.parse(shop.project("text", "other")).orElseThrow();
    assertThat(post(binary, "traces", "application/x-protobuf", protobuf)).isEqualTo(202);
    assertThat(post(text, "traces", "application/json", json.getBytes())).isEqualTo(202);
    assertThat(post(text, "traces", "application/x-protobuf", new byte[] {1, 2})).isEqualTo(400);
    assertThat(post(text, "traces", "text/plain", protobuf)).isEqualTo(415);
    node.awaitDrained();
    String query =
        "SELECT payload::text || op || status || (ended - started) FROM span WHERE project_id = ";
    String span = stored(query + binary.projectId());
    assertThat(span).isEqualTo(stored(query + text.projectId()));
    assertThat(span)
        .contains("\"resource.service.name\": \"shop\"", "\"n\": 7", "http.server", "00:00:00.25");
  }

  @Test
  void aBodyThatIsNotReadGetsItsAnswer() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("unread", "other")).orElseThrow();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("%s/api/%d/otlp/v1/traces".formatted(node.url(), dsn.projectId())))
            .header("x-sentry-auth", "sentry sentry_key=" + dsn.publicKey());
    HttpRequest first =
        request.copy().header("Content-Type", "application/json").POST(ofString("{}")).build();
    assertThat(client.send(first, HttpResponse.BodyHandlers.discarding()).version())
        .as("connections stay in clear text as they are")
        .isEqualTo(HttpClient.Version.HTTP_1_1);
    HttpRequest unread =
        request
            .copy()
            .header("Content-Type", "text/plain")
            .POST(ofString("x".repeat(500_000)))
            .build();
    for (int i = 0; i < 5; i++) {
      assertThat(client.send(unread, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(415);
    }
  }

  /** Who sends on after the answer would lose it, if the connection ended at once. */
  @Test
  void whoeverSendsToTheEndReadsTheAnswer() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("sends-on", "other")).orElseThrow();
    URI server = URI.create(node.url());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(
          """
          POST /api/%d/otlp/v1/traces?sentry_key=%s HTTP/1.1\r
          Host: localhost\r
          Content-Type: text/plain\r
          Content-Length: 400000\r
          \r
          """
              .formatted(dsn.projectId(), dsn.publicKey())
              .getBytes(StandardCharsets.US_ASCII));
      Awaited.answer(Duration.ofSeconds(20), in::available, ready -> ready > 0);
      for (int i = 0; i < 40; i++) {
        out.write(new byte[10_000]);
        out.flush();
      }
      assertThat(
              new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).readLine())
          .isEqualTo("HTTP/1.1 415 Unsupported Media Type");
    }
  }

  @Test
  void logRecordsAreLogs() throws Exception {
    byte[] protobuf =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(resource())
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .setScope(scope())
                            .addLogRecords(
                                LogRecord.newBuilder()
                                    .setTraceId(id(TRACE))
                                    .setTimeUnixNano(START)
                                    .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN2)
                                    .setBody(AnyValue.newBuilder().setStringValue("card declined"))
                                    .addAttributes(
                                        attribute(
                                            "retry", AnyValue.newBuilder().setBoolValue(true))))))
            .build()
            .toByteArray();
    Dsn dsn = Dsn.parse(shop.project("logs", "other")).orElseThrow();
    assertThat(post(dsn, "logs", "application/x-protobuf", protobuf)).isEqualTo(202);
    node.awaitDrained();
    assertThat(
            stored(
                "SELECT level || ' ' || body || ' ' || attributes::text FROM log WHERE project_id = "
                    + dsn.projectId()))
        .startsWith("warn card declined ")
        .contains("\"retry\": {\"type\": \"boolean\", \"value\": true}")
        .contains("resource.service.name");
  }
}
