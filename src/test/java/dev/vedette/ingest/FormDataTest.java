package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that come as fields of a form (spec 01 §12.1). */
class FormDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sentry[level]=info | {\"level\":\"info\"}",
        "sentry={\"fingerprint\":[\"a\"]}&sentry[fingerprint][]=b | {\"fingerprint\":[\"a\",\"b\"]}",
        "sentry[fingerprint][1]=b&sentry[fingerprint][0]=a | {\"fingerprint\":[\"a\",\"b\"]}",
        "sentry={\"fingerprint\":[\"a\",\"b\"]}&sentry[fingerprint][0]=c | {\"fingerprint\":[\"c\",\"b\"]}",
        "sentry={\"tags\":{\"x\":1}}&sentry[tags][y]=2 | {\"tags\":{\"x\":1,\"y\":\"2\"}}",
        "sentry__2=2}&sentry__1={\"a\": | {\"a\":2}",
        "note=n | {\"extra\":{\"note\":\"n\"}}",
      })
  void fieldsBecomeAnEvent(String form, String expected) {
    List<Json> fields = new ArrayList<>();
    for (String field : form.split("&")) {
      String[] parts = field.split("=", 2);
      fields.add(Json.array(Json.of(parts[0]), Json.of(parts[1])));
    }
    assertThat(FormData.event(fields).text()).isEqualTo(expected);
  }
}
