package dev.vedette.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records that were appended a moment ago, as they came: a reader that keeps up takes them from
 * here instead of the table. Only a memory, bounded in bytes: what is not here is read there.
 */
final class RecentRecords {

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<Lane, NavigableMap<Long, byte[]>> lanes = new ConcurrentHashMap<>();

  RecentRecords(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Keeps a record that is durable, if there is room. */
  void add(Lane lane, long position, byte[] body) {
    if (bytes.addAndGet(body.length) > maxBytes) {
      bytes.addAndGet(-body.length);
      return;
    }
    lanes.computeIfAbsent(lane, unused -> new ConcurrentSkipListMap<>()).put(position, body);
  }

  /**
   * The records from a position on without a gap, none where the first is not known.
   *
   * @param most number of records
   * @param mostBytes bytes of all but the first
   */
  List<byte[]> from(Lane lane, long position, int most, long mostBytes) {
    List<byte[]> found = new ArrayList<>();
    NavigableMap<Long, byte[]> known = lanes.get(lane);
    if (known == null) {
      return found;
    }
    long taken = 0;
    long next = position;
    for (Map.Entry<Long, byte[]> entry : known.tailMap(position, true).entrySet()) {
      taken += entry.getValue().length;
      if (entry.getKey() != next++
          || found.size() == most
          || (!found.isEmpty() && taken > mostBytes)) {
        break;
      }
      found.add(entry.getValue());
    }
    return found;
  }

  /** Lets go of what has been read. */
  void forgetBefore(Lane lane, long position) {
    NavigableMap<Long, byte[]> known = lanes.get(lane);
    while (known != null && !known.isEmpty() && known.firstKey() < position) {
      Map.Entry<Long, byte[]> first = known.pollFirstEntry();
      bytes.addAndGet(-first.getValue().length);
    }
  }
}
