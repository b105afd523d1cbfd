package dev.vedette.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Services;
import dev.vedette.testing.Shop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** What a Relay writes to a real Kafka is found as if it had been sent here (spec 01 §26). */
@Timeout(240)
class RelayIT {

  private static Services services;
  private static RunningNode node;
  private static Shop shop;
  private static KafkaProducer<byte[], byte[]> relay;
  private static long project;

  @BeforeAll
  static void start() throws Exception {
    services = Services.start("kafka");
    String brokers = services.settings().get("kafka.brokers");
    node = RunningNode.with(settings());
    shop = Shop.on(node);
    project = Long.parseLong(URI.create(shop.project("till", "python")).getPath().substring(1));
    relay =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    // the topics are made by the server, not by the first that writes
    Awaited.answer(
        () -> topics(brokers), topics -> topics.contains("ingest-replay-recordings-dlq"));
  }

  private static Map<String, String> settings() throws Exception {
    return Map.of(
        "kafka.brokers",
        services.settings().get("kafka.brokers"),
        "relay.topics",
        "all",
        "feed.partitions",
        "2");
  }

  @AfterAll
  static void stop() throws Exception {
    relay.close(Duration.ofSeconds(5));
    node.close();
    services.close();
  }

  private static Set<String> topics(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) brokers))) {
      return admin.listTopics().names().get();
    }
  }

  private static String id() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A MessagePack map of texts, numbers, booleans, bytes and lists of maps. */
  private static Value map(Object... pairs) {
    Map<Value, Value> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(ValueFactory.newString((String) pairs[i]), value(pairs[i + 1]));
    }
    return ValueFactory.newMap(map);
  }

  private static Value value(Object value) {
    return switch (value) {
      case Value made -> made;
      case String text -> ValueFactory.newString(text);
      case Integer number -> ValueFactory.newInteger(number);
      case Long number -> ValueFactory.newInteger(number);
      case Double number -> ValueFactory.newFloat(number);
      case Boolean flag -> ValueFactory.newBoolean(flag);
      case byte[] bytes -> ValueFactory.newBinary(bytes);
      case List<?> list -> ValueFactory.newArray(list.stream().map(RelayIT::value).toList());
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private static void write(String topic, String key, Value message) throws Exception {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packValue(message);
      relay.send(new ProducerRecord<>(topic, bytes(key), packer.toByteArray())).get();
    }
  }

  private static Value event(String id, String payload, Value... attachments) {
    return map(
        "type",
        "event",
        "payload",
        bytes(payload),
        "start_time",
        Instant.now().getEpochSecond(),
        "event_id",
        id,
        "project_id",
        project,
        "remote_addr",
        "203.0.113.9",
        "attachments",
        List.of(attachments));
  }

  private static String error(String id, String type) {
    return "{\"event_id\":\"%s\",\"type\":\"error\",\"platform\":\"python\",\"exception\":{\"values\":[{\"type\":\"%s\",\"value\":\"v\"}]}}"
        .formatted(id, type);
  }

  private static Value chunk(String event, String attachment, int index, byte[] payload) {
    return map(
        "type",
        "attachment_chunk",
        "payload",
        payload,
        "event_id",
        event,
        "project_id",
        project,
        "id",
        attachment,
        "chunk_index",
        index);
  }

  private static Value descriptor(String id, String name, int chunks) {
    return map(
        "id",
        id,
        "name",
        name,
        "rate_limited",
        false,
        "content_type",
        "text/plain",
        "attachment_type",
        "event.attachment",
        "chunks",
        chunks);
  }

  private static long awaitCount(String query, long wanted) throws Exception {
    return Awaited.answer(() -> shop.count(query), found -> found == wanted);
  }

  @Test
  void eventsAndTransactionsAreStoredOnce() throws Exception {
    String one = id();
    write("ingest-events", one, event(one, error(one, "TillOpen")));
    write("ingest-events", one, event(one, error(one, "TillOpen")));
    String other = id();
    String transaction =
        "{\"event_id\":\"%s\",\"type\":\"transaction\",\"transaction\":\"/pay\",\"start_timestamp\":%d,\"timestamp\":%d,\"contexts\":{\"trace\":{\"trace_id\":\"%s\",\"span_id\":\"00f067aa0ba902b7\"}}}"
            .formatted(
                other, Instant.now().getEpochSecond() - 2, Instant.now().getEpochSecond(), id());
    write("ingest-transactions", other, event(other, transaction));
    assertThat(
            awaitCount(
                "SELECT count(*) FROM event WHERE event_id = '%s'::uuid".formatted(other), 1))
        .isEqualTo(1);
    assertThat(Awaited.answer(() -> shop.titles("till"), all -> all.contains("TillOpen: v")))
        .contains("TillOpen: v");
    assertThat(shop.count("SELECT count(*) FROM event WHERE event_id = '%s'::uuid".formatted(one)))
        .isEqualTo(1);
    assertThat(shop.event("till", one).string("eventID")).isEqualTo(one);
  }

  @Test
  void attachmentsComeInPieces() throws Exception {
    String id = id();
    byte[] part = new byte[70_000];
    java.util.Arrays.fill(part, (byte) 'x');
    write("ingest-attachments", id, chunk(id, "a1", 0, part));
    write("ingest-attachments", id, chunk(id, "a1", 1, bytes("the end")));
    write(
        "ingest-attachments",
        id,
        event(id, error(id, "WithFiles"), descriptor("a1", "long.txt", 2)));
    write(
        "ingest-attachments",
        id,
        map(
            "type",
            "attachment",
            "event_id",
            id,
            "project_id",
            project,
            "attachment",
            map("id", "a2", "name", "late.txt", "chunks", 0, "data", bytes("late"))));
    String path = "/api/0/projects/acme/till/events/" + id + "/attachments/";
    List<Json> listed =
        ((Json.Arr)
                Awaited.answer(
                    () -> shop.ask(path).status() == 200 ? shop.get(path) : Json.Arr.EMPTY,
                    found -> ((Json.Arr) found).items().size() == 2))
            .items();
    assertThat(listed)
        .extracting(one -> ((Json.Obj) one).string("name"))
        .containsExactlyInAnyOrder("long.txt", "late.txt");
    assertThat(listed)
        .filteredOn(one -> "long.txt".equals(((Json.Obj) one).string("name")))
        .extracting(one -> ((Json.Obj) one).number("size").asLong())
        .containsExactly(70_007L);
  }

  @Test
  void aFileWhosePiecesDidNotComeIsCountedAndItsEventKept() throws Exception {
    String id = id();
    write("ingest-attachments", id, chunk(id, "b", 1, bytes("second")));
    write(
        "ingest-attachments",
        id,
        event(id, error(id, "HalfAFile"), descriptor("b", "half.txt", 2)));
    assertThat(Awaited.answer(() -> shop.titles("till"), all -> all.contains("HalfAFile: v")))
        .contains("HalfAFile: v");
    assertThat(
            awaitCount(
                "SELECT coalesce(sum(quantity), 0)::bigint FROM outcome_hour WHERE reason ="
                    + " 'missing_chunks' AND category = 22",
                1))
        .isEqualTo(1);
  }

  @Test
  void checkInsAreStoredAndPulsesAreNot() throws Exception {
    write("ingest-monitors", "k", map("message_type", "clock_pulse"));
    write(
        "ingest-monitors",
        "k",
        map(
            "message_type",
            "check_in",
            "payload",
            bytes(
                "{\"check_in_id\":\"%s\",\"monitor_slug\":\"nightly\",\"status\":\"ok\"}"
                    .formatted(id())),
            "start_time",
            Instant.now().toEpochMilli() / 1000.0,
            "project_id",
            project,
            "retention_days",
            90));
    assertThat(awaitCount("SELECT count(*) FROM monitor WHERE slug = 'nightly'", 1)).isEqualTo(1);
  }

  @Test
  void replaysAreStored() throws Exception {
    String id = id();
    write(
        "ingest-replay-recordings",
        id,
        map(
            "type",
            "replay_recording_not_chunked",
            "replay_id",
            id,
            "project_id",
            project,
            "org_id",
            shop.organization().value(),
            "received",
            Instant.now().getEpochSecond(),
            "retention_days",
            90,
            "payload",
            bytes("{\"segment_id\":0}\n[]"),
            "replay_event",
            bytes(
                "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"segment_id\":0,\"timestamp\":%d}"
                    .formatted(id, Instant.now().getEpochSecond()))));
    assertThat(
            awaitCount(
                "SELECT count(*) FROM replay_segment WHERE replay_id = '%s'::uuid".formatted(id),
                1))
        .isEqualTo(1);
  }

  @Test
  void anEventAndARecordingThatComeApartAreOneSegment() throws Exception {
    String id = id();
    String event =
        "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"segment_id\":4,\"timestamp\":%d,\"platform\":\"javascript\"}"
            .formatted(id, Instant.now().getEpochSecond());
    StringBuilder numbers = new StringBuilder();
    for (byte one : bytes(event)) {
      numbers.append(numbers.isEmpty() ? "" : ",").append(one);
    }
    String message =
        "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"project_id\":%d,\"retention_days\":90,\"start_time\":%d,\"payload\":[%s]}"
            .formatted(id, project, Instant.now().getEpochSecond(), numbers);
    relay.send(new ProducerRecord<>("ingest-replay-events", bytes(id), bytes(message))).get();
    write(
        "ingest-replay-recordings",
        id,
        map(
            "type",
            "replay_recording_not_chunked",
            "replay_id",
            id,
            "project_id",
            project,
            "received",
            Instant.now().getEpochSecond(),
            "payload",
            bytes("{\"segment_id\":4}\n[]")));
    assertThat(
            awaitCount(
                "SELECT count(*) FROM replay_segment WHERE replay_id = '%s'::uuid AND segment_id = 4 AND recording IS NOT NULL AND event->>'platform' = 'javascript'"
                    .formatted(id),
                1))
        .isEqualTo(1);
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersAndHoldsNothingUp() throws Exception {
    relay.send(new ProducerRecord<>("ingest-events", bytes("same"), bytes("nonsense"))).get();
    String id = id();
    write("ingest-events", "same", event(id, "not json"));
    String next = id();
    write("ingest-events", "same", event(next, error(next, "AfterNonsense")));
    assertThat(Awaited.answer(() -> shop.titles("till"), all -> all.contains("AfterNonsense: v")))
        .contains("AfterNonsense: v");
    assertThat(written("ingest-events-dlq")).isEqualTo(2);
  }

  @Test
  void offsetsStayBeforeAnUnfinishedFile() throws Exception {
    String id = id();
    write("ingest-attachments", id, chunk(id, "waits", 0, bytes("first")));
    String after = id();
    // the same key, hence the same partition
    write("ingest-attachments", id, event(after, error(after, "Meanwhile")));
    assertThat(Awaited.answer(() -> shop.titles("till"), all -> all.contains("Meanwhile: v")))
        .contains("Meanwhile: v");
    Awaited.answer(this::behind, behind -> behind > 0);
    assertThat(behind()).as("to be read again after a crash").isGreaterThanOrEqualTo(2);
    write(
        "ingest-attachments",
        id,
        event(id, error(id, "Finished"), descriptor("waits", "f.txt", 1)));
    assertThat(Awaited.answer(this::behind, behind -> behind == 0)).isZero();
  }

  private long written(String topic) throws Exception {
    return Awaited.answer(
        () -> ends(topic).values().stream().mapToLong(end -> end).sum(), n -> n == 2);
  }

  private Map<TopicPartition, Long> ends(String topic) throws Exception {
    try (Admin admin = admin()) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      var described = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      for (var partition : described.partitions()) {
        TopicPartition one = new TopicPartition(topic, partition.partition());
        ends.put(
            one,
            admin
                .listOffsets(Map.of(one, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                .partitionResult(one)
                .get()
                .offset());
      }
      return ends;
    }
  }

  /** Messages of the attachments that are not committed. */
  private long behind() throws Exception {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets("vedette-relay").partitionsToOffsetAndMetadata().get();
      return ends("ingest-attachments").entrySet().stream()
          .mapToLong(end -> {
            OffsetAndMetadata at = committed.get(end.getKey());
            return end.getValue() - (at == null ? 0 : at.offset());
          })
          .sum();
    }
  }

  private static Admin admin() throws Exception {
    return Admin.create(
        Map.of("bootstrap.servers", (Object) services.settings().get("kafka.brokers")));
  }
}
