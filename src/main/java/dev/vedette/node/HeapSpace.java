package dev.vedette.node;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether the heap is full: old objects were collected since it was asked last, and hardly anything
 * was freed. What was full and has not been collected since may be free by now, so it does not
 * count.
 */
final class HeapSpace {

  private static final int FULL_PERCENT = 95;

  private final LongSupplier collections;
  private final Supplier<List<MemoryUsage>> left;
  private long before;

  /**
   * A heap.
   *
   * @param collections how often old objects were collected so far
   * @param left what the last of these left in each part of the heap
   */
  HeapSpace(LongSupplier collections, Supplier<List<MemoryUsage>> left) {
    this.collections = collections;
    this.left = left;
    this.before = collections.getAsLong();
  }

  /** The heap of this process. */
  static HeapSpace ofProcess() {
    List<MemoryPoolMXBean> old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();
    List<String> names = old.stream().map(MemoryPoolMXBean::getName).toList();
    // those that collect everything, not the young objects alone
    List<GarbageCollectorMXBean> whole =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector ->
                List.of(collector.getMemoryPoolNames()).containsAll(names)
                    && !collector.getName().contains("Scavenge")
                    && !collector.getName().contains("Young"))
            .toList();
    return new HeapSpace(
        () -> whole.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
        () -> old.stream().map(MemoryPoolMXBean::getCollectionUsage).toList());
  }

  /** Whether it is full at the moment. */
  synchronized boolean isFull() {
    long now = collections.getAsLong();
    boolean collected = now > before;
    before = now;
    return collected
        && left.get().stream()
            .anyMatch(part ->
                part != null
                    && part.getMax() > 0
                    && part.getUsed() / FULL_PERCENT * 100 > part.getMax());
  }
}
