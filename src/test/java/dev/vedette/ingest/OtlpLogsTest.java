package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log records of OpenTelemetry (spec 01 §15.2). */
class OtlpLogsTest {

  private static final Instant RECEIVED = Instant.ofEpochSecond(1_700_000_000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"timeUnixNano\":\"1600000000000000000\",\"observedTimeUnixNano\":\"1\"} | 1600000000",
        "{\"timeUnixNano\":\"0\",\"observedTimeUnixNano\":\"1650000000000000000\"} | 1650000000",
        "{\"timeUnixNano\":\"0\",\"observedTimeUnixNano\":\"0\"} | 1700000000",
        "{} | 1700000000",
      })
  void aRecordHasATimeInAnyCase(String record, long seconds) throws Exception {
    String export =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[%s]}]}]}".formatted(record);
    Json.Obj log = (Json.Obj) OtlpLogs.read((Json.Obj) JsonText.parse(export), RECEIVED).getFirst();
    assertThat(log.number("timestamp").asDouble()).isEqualTo(seconds);
  }
}
