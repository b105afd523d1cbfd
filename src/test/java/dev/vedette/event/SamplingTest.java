package dev.vedette.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transactions are left out (spec 01 §24). */
class SamplingTest {

  private static final Instant NOW = Instant.parse("2024-08-12T12:00:00Z");
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private static Json.Obj json(String text) {
    return JsonText.parseTrustedObject(text);
  }

  private static Sampling rules(String rules) {
    return Sampling.of(json("{\"sampling\":{\"version\":2,\"rules\":[%s]}}".formatted(rules)));
  }

  private static String rule(long id, String type, String effect, double value, String condition) {
    return "{\"id\":%d,\"type\":\"%s\",\"samplingValue\":{\"type\":\"%s\",\"value\":%s},\"condition\":%s}"
        .formatted(id, type, effect, value, condition);
  }

  private static String rule(long id, String type, String effect, double value) {
    return rule(id, type, effect, value, "{\"op\":\"and\",\"inner\":[]}");
  }

  private static TraceHeader trace(String more) {
    return TraceHeader.of(
            json("{\"trace_id\":\"%s\",\"public_key\":\"%s\"%s}".formatted(ID, ID, more)))
        .orElseThrow();
  }

  private static @Nullable String reason(
      Sampling rules, @Nullable TraceHeader trace, Json.Obj event) {
    return rules.reason(trace, rules, event, ID, NOW);
  }

  @Test
  void withoutRulesEverythingIsKept() {
    assertThat(reason(Sampling.NONE, trace(""), Json.Obj.EMPTY)).isNull();
    assertThat(reason(rules(rule(1000, "trace", "factor", 0)), trace(""), Json.Obj.EMPTY)).isNull();
  }

  @Test
  void theReasonNamesTheKindsOfRulesThatTookPart() {
    Sampling rules =
        rules(
            String.join(
                ",",
                rule(1400, "transaction", "factor", 1.5),
                rule(1450, "transaction", "factor", 1.0),
                rule(1000, "transaction", "sampleRate", 0)));
    assertThat(reason(rules, null, Json.Obj.EMPTY)).isEqualTo("Sampled:1000,1400");
    assertThat(reason(rules(rule(7, "trace", "sampleRate", 0)), trace(""), Json.Obj.EMPTY))
        .isEqualTo("Sampled:0");
  }

  @Test
  void aMinimumBoundsTheRateFromBelow() {
    String none = rule(1000, "transaction", "sampleRate", 0);
    Sampling bounded = rules(rule(1400, "transaction", "minimumSampleRate", 1) + "," + none);
    assertThat(reason(bounded, null, Json.Obj.EMPTY)).isNull();
    assertThat(reason(rules(none), null, Json.Obj.EMPTY)).isEqualTo("Sampled:1000");
  }

  @Test
  void aRateMovesFromItsValueToItsLastOverItsTime() {
    Sampling rules =
        rules(
            """
            {"id":3001,"type":"transaction","samplingValue":{"type":"sampleRate","value":0},
            "condition":{"op":"and","inner":[]},"decayingFn":{"type":"linear","decayedValue":1},
            "timeRange":{"start":"2024-08-12T12:00:00Z","end":"2024-08-12T13:00:00Z"}}\
            """);
    assertThat(rules.reason(null, rules, Json.Obj.EMPTY, ID, NOW)).isEqualTo("Sampled:3000");
    Instant nearlyOver = NOW.plusMillis(3_599_999);
    assertThat(rules.reason(null, rules, Json.Obj.EMPTY, ID, nearlyOver)).isNull();
    assertThat(rules.reason(null, rules, Json.Obj.EMPTY, ID, NOW.plusSeconds(3600)))
        .as("over: no rate holds")
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"op\":\"eq\",\"name\":\"trace.environment\",\"value\":[\"PROD\"],\"options\":{\"ignoreCase\":true}} | true",
        "{\"op\":\"eq\",\"name\":\"trace.environment\",\"value\":\"PROD\"} | false",
        "{\"op\":\"glob\",\"name\":\"trace.release\",\"value\":[\"web@5.*\"]} | true",
        "{\"op\":\"not\",\"inner\":{\"op\":\"glob\",\"name\":\"trace.release\",\"value\":[\"web@5.*\"]}} | false",
        "{\"op\":\"or\",\"inner\":[]} | false",
        "{\"op\":\"gt\",\"name\":\"event.measurements.lcp.value\",\"value\":100} | true",
        "{\"op\":\"lte\",\"name\":\"event.measurements.lcp.value\",\"value\":100} | false",
        "{\"op\":\"any\",\"name\":\"event.exception.values\",\"inner\":{\"op\":\"eq\",\"name\":\"type\",\"value\":\"B\"}} | true",
        "{\"op\":\"all\",\"name\":\"event.exception.values\",\"inner\":{\"op\":\"eq\",\"name\":\"type\",\"value\":\"B\"}} | false",
        "{\"op\":\"eq\",\"name\":\"trace.user.id\",\"value\":\"7\"} | true",
        "{\"op\":\"unheard of\"} | false",
      })
  void conditions(String condition, boolean holds) {
    TraceHeader trace =
        trace(",\"environment\":\"prod\",\"release\":\"web@5.1\",\"user_id\":\"7\"");
    Json.Obj event =
        json(
            "{\"measurements\":{\"lcp\":{\"value\":150}},\"exception\":{\"values\":[{\"type\":\"A\"},{\"type\":\"B\"}]}}");
    Sampling rules = rules(rule(1000, "transaction", "sampleRate", 0, condition));
    assertThat(reason(rules, trace, event) != null).isEqualTo(holds);
  }

  @Test
  void theShareThatIsKeptIsTheRate() {
    Sampling tenth = rules(rule(1000, "transaction", "sampleRate", 0.1));
    int kept = 0;
    for (int i = 0; i < 10_000; i++) {
      String id = new UUID(i * 31L, i * 7919L).toString().replace("-", "");
      kept += tenth.reason(null, Sampling.NONE, Json.Obj.EMPTY, id, NOW) == null ? 1 : 0;
    }
    assertThat(kept).isBetween(900, 1100);
  }

  @Test
  void whatTheClientLeftOutIsNotLeftOutAgain() {
    Sampling tenth = rules(rule(1000, "trace", "sampleRate", 0.1));
    assertThat(reason(tenth, trace(",\"sample_rate\":\"0.1\""), Json.Obj.EMPTY)).isNull();
  }

  @Test
  void rulesOfTransactionsWeighAndPrecedeThoseOfTraces() {
    String trace = rule(1000, "trace", "sampleRate", 0.5);
    assertThat(
            reason(
                rules(rule(1400, "transaction", "factor", 0) + "," + trace),
                trace(""),
                Json.Obj.EMPTY))
        .isEqualTo("Sampled:1000,1400");
    assertThat(
            reason(
                rules(
                    rule(1000, "trace", "sampleRate", 1)
                        + ","
                        + rule(1002, "transaction", "sampleRate", 0)),
                trace(""),
                Json.Obj.EMPTY))
        .isEqualTo("Sampled:1002");
  }

  @Test
  void rulesHaveTheirTime() {
    String time = ",\"timeRange\":{\"start\":\"2024-08-12T00:00:00Z\",\"end\":\"%s\"}";
    String never = rule(1000, "transaction", "sampleRate", 0);
    String over =
        never.substring(0, never.length() - 1) + time.formatted("2024-08-12T11:00:00Z") + "}";
    String on =
        never.substring(0, never.length() - 1) + time.formatted("2024-08-13T00:00:00Z") + "}";
    assertThat(reason(rules(over), null, Json.Obj.EMPTY)).isNull();
    assertThat(reason(rules(on), null, Json.Obj.EMPTY)).isNotNull();
  }

  @Test
  void contextsThatDoNotParseAreNone() {
    assertThat(TraceHeader.of(json("{\"trace_id\":\"x\",\"public_key\":\"%s\"}".formatted(ID))))
        .isEmpty();
    assertThat(TraceHeader.of(json("{\"trace_id\":\"%s\",\"public_key\":\"k\"}".formatted(ID))))
        .isEmpty();
    assertThat(TraceHeader.of(json("{\"trace_id\":\"%s\"}".formatted(ID)))).isEmpty();
  }

  @Test
  void theReplayOfATraceIsTheEvents() {
    TraceHeader trace = trace(",\"replay_id\":\"%s\"".formatted(ID));
    assertThat(trace.withReplay(json("{}")).text()).contains("\"replay\":{\"replay_id\":\"" + ID);
    Json.Obj own = json("{\"contexts\":{\"replay\":{\"replay_id\":\"own\"}}}");
    assertThat(trace.withReplay(own)).isEqualTo(own);
  }
}
