package dev.vedette.issue;

import java.lang.foreign.MemorySegment;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;

/** Distinct users, as a HyperLogLog sketch of about 1.6 % error; exact for small numbers. */
final class UserSketch {

  private static final int LOG_K = 12;

  private final HllUnion union = new HllUnion(LOG_K);

  private UserSketch() {}

  static UserSketch empty() {
    return new UserSketch();
  }

  void add(String user) {
    union.update(user);
  }

  void merge(byte[] sketch) {
    union.update(HllSketch.heapify(MemorySegment.ofArray(sketch)));
  }

  boolean isEmpty() {
    return union.isEmpty();
  }

  long count() {
    return Math.round(union.getEstimate());
  }

  byte[] bytes() {
    return union.getResult().toCompactByteArray();
  }
}
