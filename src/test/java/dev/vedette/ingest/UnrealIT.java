package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.project.Dsn;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Crash containers of the Unreal Engine, as newer and older engines lay them out. */
class UnrealIT {

  private static final String CONTEXT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <FGenericCrashContext>
        <RuntimeProperties>
          <CrashType>Assert</CrashType>
          <UserName>player1</UserName>
          <ErrorMessage>Assertion failed: Health > 0</ErrorMessage>
          <UserDescription>It happened in the cave</UserDescription>
          <MemoryStats.TotalPhysical>17179869184</MemoryStats.TotalPhysical>
          <Misc.PrimaryGPUBrand>Voodoo 3</Misc.PrimaryGPUBrand>
          <EngineVersion>5.4.1</EngineVersion>
        </RuntimeProperties>
        <GameData><__sentry>{"release":"cave@1.0.0","tags":{"level":"deep"}}</__sentry></GameData>
      </FGenericCrashContext>
      """
          .replace("Health > 0", "Health &gt; 0");

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

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("CrashContext.runtime-xml", CONTEXT.strip().getBytes(StandardCharsets.UTF_8));
    files.put("Cave.log", "loading\nentering the cave\n".getBytes(StandardCharsets.UTF_8));
    byte[] dump = new byte[100_000];
    System.arraycopy("MDMP".getBytes(StandardCharsets.US_ASCII), 0, dump, 0, 4);
    files.put("UE4Minidump.dmp", dump);
    return files;
  }

  private static byte[] integer(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static void name(ByteArrayOutputStream out, String name) {
    byte[] padded = new byte[260];
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    out.writeBytes(integer(padded.length));
    out.writeBytes(padded);
  }

  private static byte[] header(boolean newer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (newer) {
      out.writeBytes("CR1".getBytes(StandardCharsets.US_ASCII));
    }
    name(out, "UE4CC-Windows-1");
    name(out, "UE4CC-Windows-1.ue4crash");
    out.writeBytes(integer(0));
    out.writeBytes(integer(files().size()));
    return out.toByteArray();
  }

  private static byte[] container(boolean newer) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    if (newer) {
      plain.writeBytes(header(true));
    }
    int number = 0;
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      plain.writeBytes(integer(number++));
      name(plain, file.getKey());
      plain.writeBytes(integer(file.getValue().length));
      plain.writeBytes(file.getValue());
    }
    if (!newer) {
      plain.writeBytes(header(false));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      plain.writeTo(out);
    }
    return packed.toByteArray();
  }

  private static HttpResponse<String> post(Dsn dsn, byte[] body) throws Exception {
    String path =
        "/api/%d/unreal/%s/?UserID=login%%7C%%7Cmachine"
            .formatted(dsn.projectId(), dsn.publicKey());
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aContainerBecomesAnEventWithItsFiles() throws Exception {
    for (boolean newer : new boolean[] {true, false}) {
      String slug = newer ? "newer" : "older";
      Dsn dsn = Dsn.parse(shop.project(slug, "unreal")).orElseThrow();
      HttpResponse<String> answer = post(dsn, container(newer));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      node.awaitDrained();
      String id = answer.body().replace("-", "");
      Json.Obj event = shop.event(slug, id);
      assertThat(event.string("message")).isEqualTo("Assertion failed: Health > 0");
      assertThat(event.object("user").string("id")).isEqualTo("login");
      assertThat(event.object("user").string("username")).isEqualTo("player1");
      assertThat(event.object("release").string("version")).isEqualTo("cave@1.0.0");
      assertThat(event.array("tags").text())
          .contains("{\"key\":\"machine_id\",\"value\":\"machine\"}")
          .contains("{\"key\":\"level\",\"value\":\"error\"}");
      assertThat(event.object("contexts").text()).contains("Voodoo 3").contains("5.4.1");
      assertThat(event.array("entries").text()).contains("entering the cave").contains("Minidump");
      assertThat(event.object("userReport").string("comments"))
          .isEqualTo("It happened in the cave");
      String files =
          shop.get("/api/0/projects/acme/%s/events/%s/attachments/".formatted(slug, id)).text();
      assertThat(files)
          .contains("event.minidump")
          .contains("unreal.context")
          .contains("unreal.logs")
          .contains("\"size\":100000");
    }
  }

  @Test
  void whatIsNoContainerIsCountedAndToldOf() throws Exception {
    Dsn dsn = Dsn.parse(shop.project("broken", "unreal")).orElseThrow();
    assertThat(post(dsn, "no container".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
    node.awaitDrained();
    assertThat(
            shop.count(
                """
                SELECT sum(quantity)::int8 FROM (
                  SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
                WHERE project_id = %d AND reason = 'process_unreal'\
                """
                    .formatted(dsn.projectId())))
        .isEqualTo(1);
  }
}
