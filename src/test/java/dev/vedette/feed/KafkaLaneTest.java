package dev.vedette.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Promise 8: a log with a hole is read on, and what it lacks is counted. */
class KafkaLaneTest {

  private final LongAdder lost = new LongAdder();
  private final KafkaLane lane = new KafkaLane(lost);

  private void position(long from) {
    assertThat(lane.ready(lane.enter(), from, from)).isTrue();
  }

  @Test
  void aHoleBeforeSeveralRecordsOfOnePollIsPassedAtTheSecondTry() {
    position(0);
    assertThat(lane.add(0, new byte[1])).isEqualTo(KafkaLane.Added.KEPT);
    assertThat(lane.add(5, new byte[1])).isEqualTo(KafkaLane.Added.ASTRAY);
    // the rest of the poll is not for us
    assertThat(lane.add(6, new byte[1])).isEqualTo(KafkaLane.Added.KEPT);
    assertThat(lane.add(7, new byte[1])).isEqualTo(KafkaLane.Added.KEPT);
    position(1);
    for (int offset = 5; offset <= 7; offset++) {
      assertThat(lane.add(offset, new byte[1])).isEqualTo(KafkaLane.Added.KEPT);
    }
    FeedBatch batch = lane.take(FeedName.EVENTS, 0, 10);
    assertThat(batch.bodies()).hasSize(3);
    assertThat(batch.position().next()).isEqualTo(8);
    assertThat(lost.sum()).isEqualTo(4);
  }
}
