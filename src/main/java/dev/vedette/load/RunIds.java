package dev.vedette.load;

import java.util.UUID;

/**
 * The event ids of one run: as scattered as random ones, so that indexes pay their full price, yet
 * each tells which request of which run it belongs to.
 */
record RunIds(int run) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final int INT_BITS = 32;

  UUID of(int number) {
    long low = ((long) run << INT_BITS) | Integer.toUnsignedLong(number);
    return new UUID(mix(low), low);
  }

  /** The number of the request with an id, or -1 for an id of somebody else. */
  int number(UUID id) {
    long low = id.getLeastSignificantBits();
    boolean ours = low >>> INT_BITS == Integer.toUnsignedLong(run);
    return ours && id.getMostSignificantBits() == mix(low) ? (int) low : -1;
  }

  private static long mix(long value) {
    long mixed = (value + GOLDEN) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 29)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 32);
  }
}
