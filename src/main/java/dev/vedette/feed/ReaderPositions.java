package dev.vedette.feed;

import dev.vedette.store.Sql;

/**
 * How far each partition has been read. The positions stand in PostgreSQL, whatever keeps the
 * records: they move in the transaction that stores what was made of them, and only from where the
 * reader believed they were. A log is named so that it is told from others with the same feeds: one
 * in PostgreSQL by the feed, one in Kafka by its topic and the topic's id. So a reader that was
 * presumed dead, and wakes up, changes nothing.
 */
final class ReaderPositions {

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
   * Moves a position within a transaction.
   *
   * @throws PositionMoved when it is not where the stretch begins
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
      throw new PositionMoved("another reader has moved " + position);
    }
  }
}
