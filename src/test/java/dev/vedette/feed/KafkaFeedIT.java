package dev.vedette.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.bus.Fault;
import dev.vedette.store.Database;
import dev.vedette.store.DatabaseAddress;
import dev.vedette.store.Migrations;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Services;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feeds in a real Kafka: what was appended is read once, also where the log has lost its past. */
@Timeout(300)
class KafkaFeedIT {

  /** A broker on a busy disk has stood still for half a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static Services services;
  private static Vertx vertx;
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    services = Services.start("postgres", "kafka");
    vertx = Vertx.vertx();
    DatabaseAddress address = DatabaseAddress.parse(services.settings().get("database.url"));
    Migrations.migrate(address);
    database = Database.open(vertx, address, 4);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close().await();
    vertx.close().await();
    services.close();
  }

  private static KafkaAddress address(String prefix, boolean create) throws Exception {
    return new KafkaAddress(
        services.settings().get("kafka.brokers"),
        "PLAINTEXT",
        "",
        "",
        "",
        "",
        "",
        prefix,
        create,
        1,
        "zstd",
        PATIENCE);
  }

  private static KafkaFeed open(String prefix) throws Exception {
    KafkaAddress address = address(prefix, true);
    return RunningNode.waiting(() -> {
      database.sql().update("UPDATE feed_offset SET next = 0");
      return KafkaFeed.open(vertx, database, address, 1);
    });
  }

  private static void append(KafkaFeed feed, String... texts) throws Exception {
    List<FeedRecord> records = new ArrayList<>();
    for (String text : texts) {
      records.add(
          new FeedRecord(FeedName.SESSIONS, 0, text.getBytes(StandardCharsets.UTF_8), List.of()));
    }
    RunningNode.waiting(() -> feed.append(records).await());
  }

  /** The next records, committed. */
  private static List<String> read(KafkaFeed feed, int count) throws Exception {
    List<String> texts = new ArrayList<>();
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (texts.size() < count) {
      assertThat(System.nanoTime()).as("%d records, so far %s", count, texts).isLessThan(limit);
      FeedBatch batch = RunningNode.waiting(() -> feed.read(FeedName.SESSIONS, 0, 2));
      if (batch.isEmpty()) {
        LockSupport.parkNanos(20_000_000);
        continue;
      }
      batch.bodies().forEach(body -> texts.add(new String(body, StandardCharsets.UTF_8)));
      commit(feed, batch);
    }
    return texts;
  }

  private static void commit(KafkaFeed feed, FeedBatch batch) throws Exception {
    RunningNode.waiting(() ->
        database.inTransaction(sql -> {
          feed.commit(sql, batch.position());
          return true;
        }));
    feed.committed(batch.position());
  }

  @Test
  void recordsAreReadInOrderAndFromWhereTheSaveStands() throws Exception {
    String prefix = "order-" + UUID.randomUUID() + "-";
    try (KafkaFeed feed = open(prefix)) {
      append(feed, "a", "b", "c", "d", "e");
      assertThat(read(feed, 3)).startsWith("a", "b", "c");
      feed.rewind(FeedName.SESSIONS, 0);
    }
    KafkaAddress again = address(prefix, false);
    try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, again, 1))) {
      assertThat(read(feed, 1)).startsWith("e");
      assertThat(RunningNode.waiting(feed::lag)).allMatch(lag -> lag.waiting() == 0);
    }
  }

  /**
   * A reader that is closed while it looks for its place leaves the group, and the next reads on.
   */
  @Test
  void aReaderThatIsClosedWhileItIsPositionedLeavesTheGroup() throws Exception {
    String prefix = "leave-" + UUID.randomUUID() + "-";
    try (KafkaFeed feed = open(prefix)) {
      append(feed, "0");
      assertThat(read(feed, 1)).containsExactly("0");
    }
    KafkaAddress again = address(prefix, false);
    for (int round = 1; round <= 5; round++) {
      try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, again, 1))) {
        append(feed, Integer.toString(round));
        assertThat(read(feed, 1)).containsExactly(Integer.toString(round));
        feed.rewind(FeedName.SESSIONS, 0);
      }
    }
  }

  @Test
  void aReaderThatWasPresumedDeadChangesNothing() throws Exception {
    String prefix = "fence-" + UUID.randomUUID() + "-";
    try (KafkaFeed feed = open(prefix)) {
      append(feed, "a", "b");
      assertThat(read(feed, 2)).containsExactly("a", "b");
      FeedBatch stale = FeedBatch.contiguous(FeedName.SESSIONS, 0, 0, List.of(new byte[0]), 0);
      assertThatThrownBy(() -> commit(feed, stale))
          .isInstanceOfSatisfying(
              Fault.class, moved -> assertThat(moved.code()).isEqualTo(Fault.Code.CONFLICT));
    }
  }

  /** A database that was killed has forgotten the last save: an idle reader goes back to it. */
  @Test
  void whatTheDatabaseForgotIsReadAgain() throws Exception {
    try (KafkaFeed feed = open("forgot-" + UUID.randomUUID() + "-")) {
      append(feed, "a", "b");
      assertThat(read(feed, 2)).containsExactly("a", "b");
      settle(feed);
      assertThat(RunningNode.waiting(() -> feed.read(FeedName.SESSIONS, 0, 2)).isEmpty()).isTrue();
      RunningNode.waiting(() -> database.sql().update("UPDATE feed_offset SET next = 0"));
      settle(feed);
      assertThat(read(feed, 2)).containsExactly("a", "b");
    }
  }

  private static void settle(KafkaFeed feed) throws Exception {
    RunningNode.waiting(() -> {
      feed.settle(FeedName.SESSIONS, 0);
      return true;
    });
  }

  /** Batches that overtake each other on the way to a topic that is not open yet never arrive. */
  @Test
  void aTopicThatWasJustMadeTakesManyBatchesAtOnce() throws Exception {
    for (int round = 0; round < 10; round++) {
      KafkaAddress fresh = address("fresh-" + UUID.randomUUID() + "-", true);
      try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, fresh, 2))) {
        RunningNode.waiting(() -> feed.append(records(2000)).await());
      }
    }
  }

  /** Of two nodes that start at once, one finds the topics that the other has just made. */
  @Test
  void aNodeThatFindsFreshTopicsWaitsForThemToo() throws Exception {
    for (int round = 0; round < 5; round++) {
      KafkaAddress fresh = address("both-" + UUID.randomUUID() + "-", true);
      var first =
          CompletableFuture.runAsync(
              () -> appendToFresh(fresh), command -> new Thread(command).start());
      appendToFresh(fresh);
      first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void appendToFresh(KafkaAddress fresh) {
    try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, fresh, 2))) {
      RunningNode.waiting(() -> feed.append(records(2000)).await());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static List<FeedRecord> records(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            new FeedRecord(
                FeedName.SESSIONS,
                i % 2,
                Integer.toString(i / 2).getBytes(StandardCharsets.UTF_8),
                List.of()))
        .toList();
  }

  /** What one poll has brought for several partitions stays when one of them is positioned anew. */
  @Test
  void aLaneThatIsRewoundTakesNothingFromItsNeighbour() throws Exception {
    KafkaAddress address = address("two-" + UUID.randomUUID() + "-", true);
    try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, address, 2))) {
      RunningNode.waiting(() -> feed.append(records(2000)).await());
      List<String> read = new ArrayList<>();
      long limit = System.nanoTime() + PATIENCE.toNanos();
      for (int round = 0; read.size() < 1000; round++) {
        assertThat(System.nanoTime()).as("%d of 1000 records", read.size()).isLessThan(limit);
        var unused = RunningNode.waiting(() -> feed.read(FeedName.SESSIONS, 0, 10));
        if (round % 5 == 0) {
          feed.rewind(FeedName.SESSIONS, 0);
        }
        FeedBatch batch = RunningNode.waiting(() -> feed.read(FeedName.SESSIONS, 1, 10));
        if (batch.isEmpty()) {
          LockSupport.parkNanos(5_000_000);
          continue;
        }
        batch.bodies().forEach(body -> read.add(new String(body, StandardCharsets.UTF_8)));
        commit(feed, batch);
      }
      assertThat(read).isEqualTo(IntStream.range(0, 1000).mapToObj(Integer::toString).toList());
    }
  }

  /** Promise 8: a lost or truncated log never wedges a reader. */
  @Test
  void aLogThatLostItsPastIsReadOnFromWhatIsThere() throws Exception {
    String prefix = "lost-" + UUID.randomUUID() + "-";
    try (KafkaFeed feed = open(prefix)) {
      append(feed, "a", "b", "c");
      try (Admin admin = admin()) {
        admin
            .deleteRecords(
                Map.of(new TopicPartition(prefix + "sessions", 0), RecordsToDelete.beforeOffset(2)))
            .all()
            .get();
      }
      assertThat(read(feed, 1)).containsExactly("c");
    }
  }

  @Test
  void aTopicThatWasMadeAnewIsReadFromItsBeginning() throws Exception {
    String prefix = "anew-" + UUID.randomUUID() + "-";
    try (KafkaFeed feed = open(prefix)) {
      append(feed, "a", "b", "c");
      assertThat(read(feed, 3)).containsExactly("a", "b", "c");
    }
    try (Admin admin = admin()) {
      admin
          .deleteTopics(
              Arrays.stream(FeedName.values()).map(feed -> prefix + feed.label()).toList())
          .all()
          .get();
    }
    KafkaAddress again = address(prefix, true);
    try (KafkaFeed feed = RunningNode.waiting(() -> KafkaFeed.open(vertx, database, again, 1))) {
      append(feed, "x");
      assertThat(read(feed, 1)).containsExactly("x");
    }
  }

  @Test
  void missingTopicsAreNamed() throws Exception {
    KafkaAddress address = address("none-" + UUID.randomUUID() + "-", false);
    assertThatThrownBy(() -> RunningNode.waiting(() -> KafkaFeed.open(vertx, database, address, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("-events")
        .hasMessageContaining("kafka.create-topics");
  }

  @Test
  void aTopicThatWantsMoreCopiesThanItHasIsRefused() throws Exception {
    String prefix = "copies-" + UUID.randomUUID() + "-";
    try (Admin admin = admin()) {
      admin
          .createTopics(
              Arrays.stream(FeedName.values())
                  .map(feed ->
                      new NewTopic(prefix + feed.label(), 1, (short) 1)
                          .configs(Map.of("min.insync.replicas", "2")))
                  .toList())
          .all()
          .get();
    }
    KafkaAddress address = address(prefix, true);
    assertThatThrownBy(() -> RunningNode.waiting(() -> KafkaFeed.open(vertx, database, address, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("min.insync.replicas is 2 and it has 1 copies");
  }

  @Test
  void aCheckMakesNoTopics() throws Exception {
    String prefix = "check-" + UUID.randomUUID() + "-";
    KafkaAddress address = address(prefix, true);
    RunningNode.waiting(() -> {
      KafkaFeed.verify(vertx, address);
      return true;
    });
    try (Admin admin = admin()) {
      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith(prefix));
    }
  }

  private static Admin admin() throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", services.settings().get("kafka.brokers"));
    return Admin.create(properties);
  }
}
