package dev.vedette.feed;

import dev.vedette.bus.Fault;
import dev.vedette.store.Sql;
import io.vertx.core.Future;

/**
 * How far each partition has been read. The positions stand in PostgreSQL, whatever keeps the
 * records: they move in the transaction that stores what was made of them, and only from where the
 * reader believed they were. A log is named so that it is told from others with the same feeds: one
 * in PostgreSQL by the feed, one in Kafka by its topic and the topic's id. So a reader that was
 * presumed dead, and wakes up, changes nothing.
 */
final class ReaderPositions {

  private static final String SETTLE =
      "UPDATE feed_offset SET next = next WHERE feed = $1 AND part = $2 RETURNING next";

  private ReaderPositions() {}

  /** Makes a position at the beginning unless there is one. */
  static void prepare(Sql sql, String log, int partition) {
    sql.update(
        "INSERT INTO feed_offset (feed, part) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        log,
        (short) partition);
  }

  /** Position of the next record to read. */
  static long next(Sql sql, String log, int partition) {
    return sql.one(
        "SELECT next FROM feed_offset WHERE feed = $1 AND part = $2",
        row -> row.getLong(0),
        log,
        (short) partition);
  }

  /**
   * Position of the next record to read, from a write that waits for the disk: neither this answer
   * nor any save before it is forgotten after a crash.
   */
  static long settled(Sql sql, String log, int partition) {
    return sql.one(SETTLE, row -> row.getLong(0), log, (short) partition);
  }

  /** {@link #settled}, without waiting. */
  static Future<Long> startSettled(Sql sql, String log, int partition) {
    return sql.start(SETTLE, log, (short) partition).map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * Moves a position within a transaction.
   *
   * @throws Fault {@link Fault.Code#CONFLICT} when it is not where the stretch begins
   */
  static void move(Sql transaction, String log, FeedPosition position) {
    int moved =
        transaction.update(
            "UPDATE feed_offset SET next = $4 WHERE feed = $1 AND part = $2 AND next = $3",
            log,
            (short) position.partition(),
            position.from(),
            position.next());
    if (moved != 1) {
      throw new Fault(Fault.Code.CONFLICT, "another reader has moved " + position);
    }
  }
}
