package dev.vedette.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many records a read asks the table for. A batch ends by its bytes, long before the number of
 * records that it may have, and PostgreSQL looks at all that it is asked for to sum their sizes; so
 * it is asked for twice as many as the last batch had.
 */
final class ReadAhead {

  private static final int LEAST = 16;

  private final Map<Lane, Integer> last = new ConcurrentHashMap<>();

  /** Records to ask for, at most so many. */
  int records(Lane lane, int most) {
    Integer known = last.get(lane);
    return known == null ? most : Math.min(most, Math.max(LEAST, 2 * known));
  }

  /** Notes how many records the last batch had. */
  void note(Lane lane, int records) {
    last.put(lane, records);
  }
}
