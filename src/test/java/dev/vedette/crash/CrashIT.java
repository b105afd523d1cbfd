package dev.vedette.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Load while the server is killed three times and PostgreSQL once: afterwards every acknowledged
 * event is there exactly once and all counts agree.
 */
class CrashIT {

  private static final int SENDERS = 4;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sending = new AtomicBoolean(true);

  @Test
  void acknowledgedEventsSurviveKills() throws Exception {
    Path data = Program.dataFolder();
    int port = RunningNode.freePort();
    Process server = Program.server(data, port);
    try {
      String dsn = Program.awaitDsn(data, port);
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(Thread.ofPlatform().start(() -> send(port, dsn)));
      }
      Random random = new Random(7);
      for (int kill = 0; kill < 3; kill++) {
        awaitMore(100);
        LockSupport.parkNanos(random.nextInt(300) * 1_000_000L);
        server.destroyForcibly().waitFor();
        server = Program.server(data, port);
        Program.awaitDsn(data, port);
      }
      awaitMore(100);
      killPostgres(data);
      server.destroyForcibly().waitFor();
      server = Program.server(data, port);
      Program.awaitDsn(data, port);
      awaitMore(50);
      sending.set(false);
      for (Thread sender : senders) {
        sender.join();
      }
      stop(server);
    } finally {
      sending.set(false);
      server.destroyForcibly().waitFor();
    }
    check(data);
  }

  private void check(Path data) throws Exception {
    try (RunningNode node = RunningNode.start(data, null)) {
      node.awaitDrained();
      List<String> stored =
          RunningNode.waiting(() ->
              node.database()
                  .sql()
                  .list(
                      "SELECT replace(event_id::text, '-', '') FROM event",
                      row -> row.getString(0)));
      assertThat(new HashSet<>(stored)).hasSameSizeAs(stored).containsAll(acknowledged);
      long count = stored.size();
      for (String sum :
          List.of(
              "SELECT sum(times_seen)::int8 FROM issue_stat",
              "SELECT sum(events)::int8 FROM (SELECT events FROM issue_hour UNION ALL SELECT events FROM issue_hour_delta) e",
              """
              SELECT sum(quantity)::int8 FROM (
                SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) o
              WHERE outcome = 0 AND category = 1\
              """)) {
        long found =
            RunningNode.waiting(() -> node.database().sql().one(sum, row -> row.getLong(0)));
        assertThat(found).as(sum).isEqualTo(count);
      }
      assertThat(RunningNode.waiting(() -> node.services().deadLetters().count())).isZero();
    }
  }

  private void send(int port, String dsn) {
    String key = dsn.substring("http://".length(), dsn.indexOf('@'));
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/1/store/?sentry_key=" + key);
    while (sending.get()) {
      String id = UUID.randomUUID().toString().replace("-", "");
      String body =
          "{\"event_id\":\"%s\",\"message\":\"crash\",\"user\":{\"id\":\"%s\"}}"
              .formatted(id, id.substring(0, 2));
      try {
        HttpResponse<Void> response =
            HTTP.send(
                HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() == 200) {
          acknowledged.add(id);
        }
      } catch (IOException serverIsDown) {
        LockSupport.parkNanos(20_000_000);
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  private void awaitMore(int count) {
    int target = acknowledged.size() + count;
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged.size() < target) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("no more events were acknowledged");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static void killPostgres(Path data) throws IOException {
    long pid =
        Long.parseLong(
            Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).getFirst().strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void stop(Process server) throws Exception {
    server.destroy();
    assertThat(server.waitFor(20, TimeUnit.SECONDS)).as("the server stops when told to").isTrue();
    assertThat(server.exitValue()).isZero();
  }
}
