package dev.vedette.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Messages in JSON as Relays write them (spec 01 §23.1, §26.5, §26.7). */
class RelayJsonTest {

  private static final Instant WRITTEN = Instant.parse("2024-08-12T10:00:00Z");

  private static RelayMessage read(RelayTopic topic, String message) throws Exception {
    return RelayMessages.read(topic, message.getBytes(StandardCharsets.UTF_8), WRITTEN);
  }

  private static Json.Obj payload(RelayMessage message) throws Exception {
    return (Json.Obj) JsonText.parse(((RelayMessage.Single) message).payload());
  }

  @Test
  void aSpanHasItsTimesInWhicheverFormTheyCome() throws Exception {
    String span =
        "{\"project_id\":4,\"trace_id\":\"a0\",\"span_id\":\"b1\",\"duration_ms\":250,\"exclusive_time_ms\":100.5,\"received\":1723456790.5,\"sentry_tags\":{\"op\":\"db\",\"status\":\"ok\"},%s}";
    RelayMessage older =
        read(RelayTopic.SPANS, span.formatted("\"start_timestamp_ms\":1723456789500"));
    assertThat(older)
        .isInstanceOfSatisfying(
            RelayMessage.Single.class,
            single -> {
              assertThat(single.type()).isEqualTo(ItemType.SPAN);
              assertThat(single.project()).isEqualTo(4);
              assertThat(single.received()).isEqualTo(Instant.ofEpochMilli(1_723_456_790_500L));
            });
    assertThat(payload(older).number("start_timestamp").asDouble()).isEqualTo(1_723_456_789.5);
    assertThat(payload(older).number("timestamp").asDouble()).isEqualTo(1_723_456_789.75);
    assertThat(payload(older).string("op")).isEqualTo("db");
    assertThat(payload(older).number("exclusive_time").asDouble()).isEqualTo(100.5);
    RelayMessage newer =
        read(
            RelayTopic.NEWER_SPANS,
            span.formatted("\"start_timestamp_precise\":1.5,\"end_timestamp_precise\":2.25"));
    assertThat(payload(newer).number("timestamp").asDouble()).isEqualTo(2.25);
  }

  @Test
  void timesOfReceiptAreSecondsAndPast() throws Exception {
    String log = "{\"project_id\":4,\"received\":%s,\"body\":\"x\",\"timestamp_nanos\":1}";
    assertThatThrownBy(() -> read(RelayTopic.LOGS, log.formatted("1723456790000000000")))
        .isInstanceOf(RelayMessages.Malformed.class)
        .hasMessage("received is no time in seconds");
    assertThat(read(RelayTopic.LOGS, log.formatted("1999999999")))
        .isInstanceOfSatisfying(
            RelayMessage.Single.class, one -> assertThat(one.received()).isEqualTo(WRITTEN));
  }

  @Test
  void aSpanThatItsTransactionHasAlreadyIsLeftOut() throws Exception {
    assertThat(
            read(
                RelayTopic.SPANS,
                "{\"project_id\":4,\"event_id\":\"c2\",\"start_timestamp_ms\":1,\"duration_ms\":1}"))
        .isInstanceOf(RelayMessage.Ignored.class);
  }

  @Test
  void attributesOfLogsAreTyped() throws Exception {
    Json.Obj log =
        payload(
            read(
                RelayTopic.LOGS,
                """
                {"project_id":4,"timestamp_nanos":1723456789500000000,"body":"hello",
                "severity_text":"WARN","attributes":{"a":{"string_value":"x"},"b":7,"c":1.5,
                "d":true,"e":{"value":"y","type":"string"}}}\
                """));
    assertThat(log.number("timestamp").asDouble()).isEqualTo(1_723_456_789.5);
    assertThat(log.string("level")).isEqualTo("warn");
    assertThat(log.object("attributes").text())
        .isEqualTo(
            "{\"a\":{\"value\":\"x\",\"type\":\"string\"},\"b\":{\"value\":7,\"type\":\"integer\"},"
                + "\"c\":{\"value\":1.5,\"type\":\"double\"},\"d\":{\"value\":true,\"type\":\"boolean\"},"
                + "\"e\":{\"value\":\"y\",\"type\":\"string\"}}");
  }

  @Test
  void aReplayEventIsMadeOfItsBytes() throws Exception {
    RelayMessage read =
        read(
            RelayTopic.REPLAY_EVENTS,
            "{\"type\":\"replay_event\",\"replay_id\":\"%s\",\"project_id\":4,\"start_time\":1723456789,\"payload\":[123,34,97,34,58,34,195,164,34,125]}"
                .formatted("a".repeat(32)));
    assertThat(payload(read).string("a")).isEqualTo("ä");
  }

  @Test
  void onlyWhatWasNotTakenIsCounted() throws Exception {
    String outcome =
        "{\"timestamp\":\"2024-08-12T09:59:58.000000Z\",\"org_id\":1,\"project_id\":4,\"key_id\":null,\"outcome\":%d,\"reason\":%s,\"event_id\":null,\"category\":%s,\"quantity\":%d}";
    assertThat(read(RelayTopic.BILLED_OUTCOMES, outcome.formatted(0, "null", "1", 1)))
        .isInstanceOf(RelayMessage.Ignored.class);
    assertThat(read(RelayTopic.OUTCOMES, outcome.formatted(1, "\"web-crawlers\"", "1", 3)))
        .isEqualTo(
            new RelayMessage.Fate(
                4,
                Instant.parse("2024-08-12T09:59:58Z"),
                Outcome.Kind.FILTERED,
                "web-crawlers",
                Category.ERROR,
                3));
    assertThatThrownBy(() -> read(RelayTopic.OUTCOMES, outcome.formatted(17, "null", "1", 1)))
        .isInstanceOf(RelayMessages.Malformed.class)
        .hasMessage("outcome is 17");
  }

  @Test
  void metricsOfSessionsAreKeptAndOthersCounted() throws Exception {
    assertThat(
            read(
                RelayTopic.SESSION_METRICS,
                "{\"org_id\":1,\"project_id\":4,\"name\":\"c:sessions/session@none\",\"type\":\"c\",\"value\":2}"))
        .isInstanceOfSatisfying(
            RelayMessage.Single.class,
            single -> assertThat(single.type()).isEqualTo(ItemType.METRIC_BUCKETS));
    assertThat(
            read(
                RelayTopic.METRICS,
                "{\"org_id\":1,\"project_id\":4,\"name\":\"d:transactions/duration@millisecond\",\"type\":\"d\",\"value\":[2]}"))
        .isEqualTo(
            new RelayMessage.Fate(
                4, WRITTEN, Outcome.Kind.ACCEPTED, "", Category.METRIC_BUCKET, 1));
  }
}
