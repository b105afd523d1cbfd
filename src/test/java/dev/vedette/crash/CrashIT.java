package dev.vedette.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.testing.PreparedData;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Load while the server is killed again and again and PostgreSQL once: afterwards every
 * acknowledged event is there exactly once and all counts agree.
 */
class CrashIT {

  /** More with {@code -Pcrash}. */
  private static final int KILLS = Integer.getInteger("vedette.kills", 3);

  private static final long SEED = Long.getLong("vedette.seed", System.nanoTime());

  @Test
  void acknowledgedEventsSurviveKills() throws Exception {
    Path data = PreparedData.folder();
    int port = RunningNode.freePort();
    Process server = Program.server(data, port);
    Sender sender = null;
    try {
      String dsn = Program.awaitDsn(data, port);
      sender = Sender.to(port, dsn);
      Random random = new Random(SEED);
      for (int kill = 0; kill < KILLS; kill++) {
        sender.awaitMore(100);
        LockSupport.parkNanos(random.nextInt(300) * 1_000_000L);
        server.destroyForcibly().waitFor();
        server = Program.server(data, port);
        Program.awaitDsn(data, port);
      }
      sender.awaitMore(100);
      killPostgres(data);
      server.destroyForcibly().waitFor();
      server = Program.server(data, port);
      Program.awaitDsn(data, port);
      sender.awaitMore(50);
      sender.stop();
      stop(server);
    } finally {
      if (sender != null) {
        sender.close();
      }
      server.destroyForcibly().waitFor();
    }
    check(data, sender.acknowledged());
  }

  private static void check(Path data, Set<String> acknowledged) throws Exception {
    try (RunningNode node = RunningNode.start(data, null)) {
      node.awaitDrained();
      List<String> stored =
          RunningNode.waiting(() ->
              node.database()
                  .sql()
                  .list(
                      "SELECT replace(event_id::text, '-', '') FROM event",
                      row -> row.getString(0)));
      assertThat(new HashSet<>(stored))
          .as("seed %d", SEED)
          .hasSameSizeAs(stored)
          .containsAll(acknowledged);
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
