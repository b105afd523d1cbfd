package dev.vedette.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.json.Json;
import java.lang.management.ManagementFactory;

/**
 * The bound that no event may exceed, however it was made. It tells what grows without end from
 * what is merely slow on a busy machine: ordinary events take a ten-thousandth of it.
 */
final class GroupingTime {

  private static final long LIMIT_NANOS = 1_000_000_000;
  private static final int TRIES = 5;

  private GroupingTime() {}

  /** By the least time of several, of this thread alone: machines are noisy. */
  static void assertSoon(Grouper grouper, Json.Obj event) {
    long soonest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && soonest >= LIMIT_NANOS; i++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      var unused = grouper.group(event);
      long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      soonest = Math.min(soonest, taken);
    }
    assertThat(soonest).isLessThan(LIMIT_NANOS);
  }
}
