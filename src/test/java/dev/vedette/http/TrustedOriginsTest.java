package dev.vedette.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedOriginsTest {

  @Test
  void withAnAddressOnlyItAndTheAdditionalOriginsAreTrusted() {
    TrustedOrigins origins =
        TrustedOrigins.of("https://errors.example.com/", List.of("https://Other.example.com"));
    assertThat(origins.allows(Map.of("origin", "https://errors.example.com"))).isTrue();
    assertThat(origins.allows(Map.of("origin", "https://other.example.com"))).isTrue();
    assertThat(origins.allows(Map.of("origin", "http://errors.example.com"))).isFalse();
    assertThat(
            origins.allows(
                Map.of("origin", "https://evil.example.com", "host", "evil.example.com")))
        .isFalse();
    assertThat(origins.allows(Map.of("origin", "null"))).isFalse();
  }

  @Test
  void withoutAnAddressTheHostOfTheRequestCounts() {
    TrustedOrigins origins = TrustedOrigins.of(null, List.of());
    Map<String, String> same = Map.of("origin", "http://localhost:9000", "host", "localhost:9000");
    assertThat(origins.allows(same)).isTrue();
    assertThat(origins.allows(Map.of("origin", "http://evil.example", "host", "localhost:9000")))
        .isFalse();
    assertThat(origins.allows(Map.of("host", "localhost:9000"))).isTrue();
  }
}
