package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.store.Database;
import dev.vedette.testing.RunningNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blobs of records that nobody could process yet survive the sweep. */
class BlobReferencesIT {

  private static final String DEAD = "d".repeat(32);
  private static final String WAITING = "a".repeat(32);
  private static final String COMPRESSED = "9".repeat(32);
  private static final String READ = "b".repeat(32);
  private static final String NOWHERE = "c".repeat(32);

  @Test
  void waitingAndDeadRecordsKeepTheirBlobs() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      Set<String> needed =
          RunningNode.waiting(() -> {
            Database database = node.database();
            database
                .sql()
                .update(
                    "INSERT INTO dead_letter (feed, part, pos, error, body)"
                        + " VALUES ('events', 0, 1, 'poison', $1)",
                    naming(DEAD));
            // a feed that no room reads, so that its records stay where they are
            database
                .sql()
                .update("INSERT INTO feed_offset (feed, part, next) VALUES ('idle', 0, 1)");
            record(database, 0, READ);
            record(database, 1, WAITING);
            compressed(database, 2, COMPRESSED);
            return BlobReferences.needed(
                database, List.of(DEAD, WAITING, COMPRESSED, READ, NOWHERE));
          });
      assertThat(needed).containsExactlyInAnyOrder(DEAD, WAITING, COMPRESSED);
    }
  }

  private static void record(Database database, long position, String blob) {
    database
        .sql()
        .update(
            "INSERT INTO feed_record (segment, feed, part, pos, body) VALUES (7, 'idle', 0, $1, $2)",
            position,
            naming(blob));
  }

  /** A body in which nobody can read; the ids stand beside it. */
  private static void compressed(Database database, long position, String blob) {
    database
        .sql()
        .update(
            "INSERT INTO feed_record (segment, feed, part, pos, body, blobs)"
                + " VALUES (7, 'idle', 0, $1, $2, $3)",
            position,
            Buffer.buffer(new byte[] {1, 2, 3}),
            "8".repeat(32) + " " + blob);
  }

  private static Buffer naming(String blob) {
    return Buffer.buffer(("blob " + blob + " size").getBytes(StandardCharsets.UTF_8));
  }
}
