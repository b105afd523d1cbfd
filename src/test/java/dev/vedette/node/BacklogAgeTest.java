package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogAgeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final BacklogAge age = new BacklogAge();

  private Duration at(int minute, long head, long offset) {
    Feed.Lag lag = new Feed.Lag(FeedName.EVENTS, 0, head, offset);
    return age.observe(List.of(lag), START.plus(Duration.ofMinutes(minute)));
  }

  @Test
  void whatIsReadInTimeHasNoAge() {
    assertThat(at(0, 10, 0)).isZero();
    assertThat(at(1, 20, 10)).isZero();
    assertThat(at(2, 30, 20)).isZero();
  }

  @Test
  void whatIsNotReadGrowsOldHoweverMuchComes() {
    at(0, 10, 0);
    assertThat(at(3, 10, 9)).isEqualTo(Duration.ofMinutes(3));
    assertThat(at(6, 500, 9)).isEqualTo(Duration.ofMinutes(6));
  }

  @Test
  void aBacklogThatIsWorkedOffGrowsYoung() {
    at(0, 10, 0);
    at(3, 20, 5);
    assertThat(at(6, 30, 10)).isEqualTo(Duration.ofMinutes(3));
    assertThat(at(7, 30, 30)).isZero();
  }

  @Test
  void aLogThatWasMadeAnewHasNoAge() {
    at(0, 1000, 5);
    assertThat(at(6, 3, 0)).isZero();
  }

  @Test
  void aClockThatWasSetBackMakesNothingOld() {
    at(8, 10, 0);
    assertThat(at(0, 10, 0)).isZero();
  }
}
