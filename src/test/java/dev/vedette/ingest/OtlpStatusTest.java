package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statuses of failed spans (spec 01 §15.1, 02 §16.3). */
class OtlpStatusTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"http.response.status_code\":404} | not_found",
        "{\"http.status_code\":\"418\"} | invalid_argument",
        "{\"http.response.status_code\":500} | internal_error",
        "{\"http.response.status_code\":503} | unavailable",
        "{\"http.response.status_code\":200} | unknown_error",
        "{\"rpc.grpc.status_code\":5,\"http.response.status_code\":500} | not_found",
        "{\"rpc.grpc.status_code\":99} | unknown_error",
        "{} | unknown_error",
      })
  void theCodeOfTheProtocolNamesTheFailure(String attributes, String expected) throws Exception {
    assertThat(OtlpStatus.of((Json.Obj) JsonText.parse(attributes))).isEqualTo(expected);
  }
}
