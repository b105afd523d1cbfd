package dev.vedette.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Provisioning;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * One record that cannot be processed among many: its neighbours are saved, it becomes a dead
 * letter.
 */
class DeadLetterIT {

  private static final int RECORDS = 500;

  @Test
  void onePoisonRecordAmongFiveHundred() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      ProjectId project = RunningNode.waiting(() -> project(node));
      List<FeedRecord> records = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        byte[] body = i == 313 ? new byte[] {1, 2, 3} : event(project, i);
        records.add(new FeedRecord(FeedName.EVENTS, 1, body, List.of()));
      }
      RunningNode.waiting(() -> node.services().feed().append(records).await());
      node.awaitDrained();
      long stored =
          RunningNode.waiting(
              () -> node.database().sql().one("SELECT count(*) FROM event", row -> row.getLong(0)));
      long seen =
          RunningNode.waiting(() ->
              node.database()
                  .sql()
                  .one("SELECT sum(times_seen)::int8 FROM issue_stat", row -> row.getLong(0)));
      List<DeadLetters.Letter> letters =
          RunningNode.waiting(() -> node.services().deadLetters().list(10));
      assertThat(stored).isEqualTo(RECORDS - 1);
      assertThat(seen).isEqualTo(RECORDS - 1);
      assertThat(letters).hasSize(1);
      String id = Long.toString(letters.getFirst().id());
      assertThat(dead(node, "show", id))
          .isEqualTo("0 not an item group; 3 bytes, the first of them: 01 02 03");
      assertThat(dead(node, "replay", id)).isEqualTo("0 replayed " + id);
      node.awaitDrained();
      String again =
          Long.toString(
              RunningNode.waiting(() -> node.services().deadLetters().list(10)).getFirst().id());
      assertThat(dead(node, "discard", again)).isEqualTo("0 discarded " + again);
      assertThat(dead(node, "discard", again)).startsWith("1 ").contains("No dead letter " + again);
    }
  }

  /** Of a batch that the database refuses only the record to blame is buried (SQLSTATE 23514). */
  @Test
  void whatTheDatabaseRefusesIsFoundAmongFiveHundred() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      ProjectId project = RunningNode.waiting(() -> project(node));
      RunningNode.waiting(() ->
          node.database()
              .sql()
              .update("ALTER TABLE issue ADD CONSTRAINT sound CHECK (title <> 'poison')"));
      List<FeedRecord> records = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        byte[] body =
            i == 313
                ? event(project, "{\"message\":\"poison\"}".getBytes(UTF_8))
                : event(project, i);
        records.add(new FeedRecord(FeedName.EVENTS, 1, body, List.of()));
      }
      RunningNode.waiting(() -> node.services().feed().append(records).await());
      node.awaitDrained();
      long stored =
          RunningNode.waiting(
              () -> node.database().sql().one("SELECT count(*) FROM event", row -> row.getLong(0)));
      assertThat(stored).isEqualTo(RECORDS - 1);
      assertThat(RunningNode.waiting(() -> node.services().deadLetters().list(10))).hasSize(1);
    }
  }

  /** What broke a save, or could have, is stored like any other event. */
  @Test
  void strangeEventsAreStored() throws Exception {
    List<String> payloads =
        List.of(
            "{\"contexts\":{\"trace\":{\"type\":\"x\",\"trace_id\":\"zz\"}}}",
            "{\"message\":\"\\\\u0000 cannot be converted to text\"}",
            "{\"exception\":{\"type\":\"E\",\"value\":\"\\\\u0000 and \\u0000\"},\"tags\":{\"a\":\"\\u0000\"}}",
            "{\"tags\":{\"k\":\"x\\u0000\"}}",
            "{\"tags\":{\"k\":\"x\\uFFFD\"}}",
            "{\"tags\":{\"k\":\"y\\uD83C\"}}",
            "{\"tags\":{\"k\":\"y\\uD83D\"}}",
            "{\"contexts\":{\"" + "a".repeat(3000) + "\":{\"type\":\"runtime\",\"name\":\"n\"}}}");
    try (RunningNode node = RunningNode.start(null)) {
      ProjectId project = RunningNode.waiting(() -> project(node));
      List<FeedRecord> records = new ArrayList<>();
      for (String text : payloads) {
        byte[] body = event(project, text.getBytes(UTF_8));
        records.add(new FeedRecord(FeedName.EVENTS, 1, body, List.of()));
      }
      RunningNode.waiting(() -> node.services().feed().append(records).await());
      node.awaitDrained();
      assertThat(RunningNode.waiting(() -> node.services().deadLetters().list(10))).isEmpty();
      long stored =
          RunningNode.waiting(
              () -> node.database().sql().one("SELECT count(*) FROM event", row -> row.getLong(0)));
      assertThat(stored).isEqualTo(payloads.size());
    }
  }

  /** What waited elsewhere for days finds its place all the same. */
  @Test
  void anEventOfLastWeekIsStored() throws Exception {
    try (RunningNode node = RunningNode.start(null)) {
      ProjectId project = RunningNode.waiting(() -> project(node));
      Instant lastWeek = Instant.now().minus(Duration.ofDays(7)).truncatedTo(ChronoUnit.MICROS);
      byte[] body = event(project, "{\"message\":\"old\"}".getBytes(UTF_8), lastWeek);
      RunningNode.waiting(() ->
          node.services()
              .feed()
              .append(List.of(new FeedRecord(FeedName.EVENTS, 1, body, List.of())))
              .await());
      node.awaitDrained();
      assertThat(RunningNode.waiting(() -> node.services().deadLetters().list(10))).isEmpty();
      long stored =
          RunningNode.waiting(
              () -> node.database().sql().one("SELECT count(*) FROM event", row -> row.getLong(0)));
      assertThat(stored).isEqualTo(1);
    }
  }

  /** Exit code and last line of a command beside the server. */
  private static String dead(RunningNode node, String command, String id) throws Exception {
    Program.Ended ended =
        Program.run("feed", "dead", command, id, "--data", node.data().toString());
    return ended.code() + " " + ended.output().strip().lines().reduce("", (all, line) -> line);
  }

  private static ProjectId project(RunningNode node) {
    return node.database()
        .inTransaction(sql -> {
          OrganizationId organization = Provisioning.organization(sql, "acme", "Acme");
          return Provisioning.project(sql, organization, "shop", "Shop", null, null);
        });
  }

  private static byte[] event(ProjectId project, int number) {
    byte[] payload = ("{\"message\":\"event\",\"extra\":{\"n\":" + number + "}}").getBytes(UTF_8);
    return event(project, payload);
  }

  private static byte[] event(ProjectId project, byte[] payload) {
    return event(project, payload, Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static byte[] event(ProjectId project, byte[] payload, Instant received) {
    return ItemGroupCodec.encode(
        new ItemGroup(
            new OrganizationId(1),
            project,
            1,
            UUID.randomUUID().toString().replace("-", ""),
            received,
            null,
            new ItemGroup.Sender(null, 7, null, null, Map.of()),
            List.of(Item.of(ItemType.EVENT, Json.Obj.EMPTY, payload))));
  }
}
