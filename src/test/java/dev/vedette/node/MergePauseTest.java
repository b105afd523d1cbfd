package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePauseTest {

  @ParameterizedTest
  @CsvSource({"0, 1000", "40, 1000", "100, 2000", "250, 5000", "60000, 5000"})
  void whatIssuesShowIsASecondOldAndUnderLoadAtMostFive(long tookMillis, long pauseMillis) {
    assertThat(Maintenance.mergePause(Duration.ofMillis(tookMillis)))
        .isEqualTo(Duration.ofMillis(pauseMillis));
  }
}
