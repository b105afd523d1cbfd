package dev.vedette.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of log entries (spec 01 §20.10). */
class LogCheckTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"body\":\"a\",\"timestamp\":1.5} | true",
        "{\"body\":\"a\",\"timestamp\":1.5,\"level\":\"warn\",\"attributes\":{\"n\":{\"type\":\"integer\",\"value\":1},\"gone\":null}} | true",
        "{\"timestamp\":1.5} | false",
        "{\"body\":\"a\"} | false",
        "{\"body\":\"a\",\"timestamp\":1,\"level\":\"loud\"} | false",
        "{\"body\":\"a\",\"timestamp\":1,\"attributes\":{\"n\":{\"type\":\"decimal\",\"value\":1}}} | false",
        "{\"body\":\"a\",\"timestamp\":1,\"attributes\":{\"n\":1}} | false",
      })
  void logsHaveBodyTimeAndTypedAttributes(String log, boolean valid) throws Exception {
    assertThat(LogCheck.isValid((Json.Obj) JsonText.parse(log))).isEqualTo(valid);
  }
}
