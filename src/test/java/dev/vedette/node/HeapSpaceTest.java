package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Spec 01 §16: a node without memory is not ready. */
class HeapSpaceTest {

  private final AtomicLong collections = new AtomicLong(3);
  private final AtomicLong used = new AtomicLong();
  private final HeapSpace heap =
      new HeapSpace(
          collections::get,
          () -> List.of(new MemoryUsage(0, used.get(), 100_000_000, 100_000_000)));

  @Test
  void itIsFullWhenACollectionHasFreedHardlyAnything() {
    used.set(98_000_000);
    assertThat(heap.isFull()).isFalse();
    collections.incrementAndGet();
    assertThat(heap.isFull()).isTrue();
    assertThat(heap.isFull()).as("nothing was collected since").isFalse();
    collections.incrementAndGet();
    used.set(60_000_000);
    assertThat(heap.isFull()).isFalse();
  }

  @Test
  void theHeapOfThisProcessHasRoom() {
    HeapSpace own = HeapSpace.ofProcess();
    System.gc();
    assertThat(own.isFull()).isFalse();
  }
}
