package dev.vedette.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private final ReadAhead readAhead = new ReadAhead();
  private final Lane lane = new Lane(FeedName.EVENTS, 0);

  @Test
  void aReaderAsksForWhatABatchTakesAndNeverForMoreThanItMay() {
    assertThat(readAhead.records(lane, 500)).isEqualTo(500);

    readAhead.note(lane, 40);

    assertThat(readAhead.records(lane, 500)).isEqualTo(80);
    assertThat(readAhead.records(lane, 50)).isEqualTo(50);
    assertThat(readAhead.records(new Lane(FeedName.EVENTS, 1), 500)).isEqualTo(500);
  }

  @Test
  void afterNothingAndAfterOneLargeRecordItStillAsksForSome() {
    readAhead.note(lane, 0);
    assertThat(readAhead.records(lane, 500)).isGreaterThan(1);

    readAhead.note(lane, 1);
    assertThat(readAhead.records(lane, 500)).isGreaterThan(1);
  }
}
