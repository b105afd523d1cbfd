package dev.vedette.counter;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Shared counters. {@link LocalCounters} keeps them in the process; {@link RedisCounters} share
 * them between the nodes of a cluster.
 */
public interface Counters {

  /** Adds to a counter that is forgotten at {@code expires}; gives the new count. */
  Future<Long> increment(String key, long amount, Instant expires);

  /**
   * Counts a hit in a sliding window; gives the hits within the last {@code window}, this one
   * included.
   */
  Future<Long> slide(String key, Duration window);

  /** A remembered text, if it has not expired. */
  Future<Optional<String>> get(String key);

  /** Remembers a text until {@code expires}. */
  Future<Void> set(String key, String value, Instant expires);

  /** Remembers a text unless one is remembered; tells whether it was. */
  Future<Boolean> setIfAbsent(String key, String value, Instant expires);

  /**
   * One counter of a consumption.
   *
   * @param refundKey counter of what was given back, subtracted before the comparison
   * @param limit largest allowed sum, or a negative number for none
   */
  record Allowance(String key, String refundKey, long limit, long amount, Instant expires) {}

  /**
   * Consumes from several counters at once: if none would pass its limit all are raised, otherwise
   * none (spec 01 §21.3).
   *
   * @return for each allowance whether it refuses; all false when the amounts were taken
   */
  Future<List<Boolean>> consume(List<Allowance> allowances);
}
