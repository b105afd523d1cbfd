package dev.vedette.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of spec 01 §4.4. */
class CredentialsTest {

  private static final String KEY = "a1f0c3d5e7b94826903d5c7e9fb1a2c4";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sentry sentry_version=7, sentry_client=x/1, sentry_key=a1f0c3d5e7b94826903d5c7e9fb1a2c4 | ok 7",
        "sentry key=a1f0c3d5e7b94826903d5c7e9fb1a2c4 | ok 7",
        "Sentry sentry_key=a1f0c3d5e7b94826903d5c7e9fb1a2c4,sentry_version=7.0,foo,sentry_timestamp=1.5 | ok 7",
        "Sentry sentry_version=7 | 401 bad x-sentry-auth header [missing public key in auth header]",
        "Token abc | 401 bad x-sentry-auth header [non sentry auth]",
        "Sentry sentry_key=short | 400 bad sentry DSN public key []",
        "Sentry sentry_version=9, sentry_key=a1f0c3d5e7b94826903d5c7e9fb1a2c4 | 400 unsupported protocol version (9) []",
        "Sentry sentry_version=seven, sentry_key=x | 401 bad x-sentry-auth header [invalid value for version]",
      })
  void readsHeaders(String header, String expected) {
    assertThat(collect(header, null, Map.of())).isEqualTo(expected);
  }

  @Test
  void readsBasicQueryAndRefusesTwoSources() {
    String basic = "Basic YTFmMGMzZDVlN2I5NDgyNjkwM2Q1YzdlOWZiMWEyYzQ6";
    assertThat(collect(null, basic, Map.of())).isEqualTo("ok 7");
    assertThat(collect(null, null, Map.of("sentry_key", KEY))).isEqualTo("ok 7");
    assertThat(collect("Sentry sentry_key=" + KEY, null, Map.of("sentry_key", KEY)))
        .isEqualTo("401 multiple authorization payloads detected []");
    assertThat(collect(null, "Bearer x", Map.of())).isEqualTo("none");
  }

  private static String collect(String header, String authorization, Map<String, String> query) {
    try {
      Credentials found = Credentials.collect(header, authorization, query, null);
      return found == null ? "none" : "ok " + found.version();
    } catch (IngestError refused) {
      return refused.status() + " " + refused.detail() + " " + refused.causes();
    }
  }
}
