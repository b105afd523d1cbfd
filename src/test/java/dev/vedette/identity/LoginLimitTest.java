package dev.vedette.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.counter.LocalCounters;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Failures are limited; who knows the password is not kept out by others. */
class LoginLimitTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final LoginLimit limit = new LoginLimit(new LocalCounters(() -> NOW));

  private LoginLimit.Try from(String address) {
    return limit.begin(address, "Ann@example.org", NOW);
  }

  @Test
  void successesDoNotCount() throws Exception {
    for (int i = 0; i < 300; i++) {
      LoginLimit.Try once = from("192.0.2.1");
      assertThat(once.isTooMany()).isFalse();
      once.succeeded();
    }
  }

  @Test
  void afterTenFailuresFromOneAddressItsOwnerStillComesInFromAnother() {
    for (int i = 0; i < 10; i++) {
      assertThat(from("192.0.2.1").isTooMany()).isFalse();
    }
    assertThat(from("192.0.2.1").isTooMany()).isTrue();
    assertThat(from("192.0.2.2").isTooMany()).isFalse();
    assertThat(limit.begin("192.0.2.1", "ANN@example.org", NOW.plusSeconds(60)).isTooMany())
        .as("a minute later")
        .isFalse();
  }

  @Test
  void manyAddressesTogetherHaveALimitToo() {
    for (int i = 0; i < 100; i++) {
      assertThat(from("198.51.100." + i).isTooMany()).isFalse();
    }
    assertThat(from("198.51.100.200").isTooMany()).isTrue();
  }
}
