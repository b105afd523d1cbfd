package dev.vedette.load;

import com.github.luben.zstd.Zstd;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * The least that a server which keeps events must do: unpack, parse, compress, insert by arrays,
 * and answer after the commit. No checks, no limits, no index but the key. The whole pipeline is
 * measured against it, in the same run on the same machine (architecture: what it must reach).
 */
final class ThinPath extends AbstractVerticle {

  private static final int MOST_IN_A_GROUP = 500;
  private static final int LEVEL = 1;

  private final Database database;
  private final int port;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean writing;

  private record Waiting(UUID id, byte[] payload, HttpServerRequest request) {}

  ThinPath(Database database, int port) {
    this.database = database;
    this.port = port;
  }

  /** Makes the table. Waits. */
  static void prepare(Database database) {
    database
        .sql()
        .update(
            """
            CREATE TABLE IF NOT EXISTS thin_event (project_id bigint NOT NULL, event_id uuid NOT NULL,
              received timestamptz NOT NULL, payload bytea NOT NULL,
              PRIMARY KEY (project_id, event_id))\
            """);
    database.sql().update("ALTER TABLE thin_event ALTER payload SET STORAGE EXTERNAL");
  }

  @Override
  public void start(Promise<Void> started) {
    vertx
        .createHttpServer()
        .requestHandler(request -> request.body().onSuccess(body -> take(request, body.getBytes())))
        .listen(port, "127.0.0.1")
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private void take(HttpServerRequest request, byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] envelope = in.readAllBytes();
      int header = lineEnd(envelope, 0);
      int item = lineEnd(envelope, header + 1) + 1;
      String first = new String(envelope, 0, header, StandardCharsets.UTF_8);
      Json.Obj named = (Json.Obj) JsonText.parse(first);
      byte[] json = new byte[envelope.length - item];
      System.arraycopy(envelope, item, json, 0, json.length);
      var unused = JsonText.parse(json);
      UUID id = uuid(String.valueOf(named.string("event_id")));
      waiting.add(new Waiting(id, Zstd.compress(json, LEVEL), request));
      write();
    } catch (IOException | JsonText.Malformed broken) {
      request.response().setStatusCode(400).end();
    }
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  /** One transaction at a time; what arrives meanwhile shares the next. */
  private void write() {
    if (writing || waiting.isEmpty()) {
      return;
    }
    writing = true;
    List<Waiting> group = new ArrayList<>();
    while (!waiting.isEmpty() && group.size() < MOST_IN_A_GROUP) {
      group.add(waiting.remove());
    }
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    database
        .sql()
        .start(
            """
            INSERT INTO thin_event SELECT 1, w.id, $3, w.payload
            FROM unnest($1::uuid[], $2::bytea[]) AS w(id, payload) ON CONFLICT DO NOTHING\
            """,
            group.stream().map(Waiting::id).toArray(UUID[]::new),
            group.stream().map(one -> Buffer.buffer(one.payload())).toArray(Buffer[]::new),
            now)
        .onComplete(done -> {
          int status = done.succeeded() ? 200 : 503;
          group.forEach(one -> one.request().response().setStatusCode(status).end("{\"id\":\"\"}"));
          writing = false;
          write();
        });
  }
}
