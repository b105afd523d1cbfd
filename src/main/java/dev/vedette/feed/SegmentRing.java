package dev.vedette.feed;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;

/** The ring of segments of the feed table: which one takes appends, which ones can be emptied. */
final class SegmentRing {

  private static final int SEGMENTS = 8;
  private static final long MOST_ROTATE_BYTES = 64L << 20;

  private final Database database;
  private final long rotateBytes;
  private volatile int current;

  /**
   * A ring.
   *
   * @param maxBytes what all segments may take: a segment is left early enough to be emptied
   */
  SegmentRing(Database database, long maxBytes) {
    this.database = database;
    this.rotateBytes = Math.min(MOST_ROTATE_BYTES, maxBytes / SEGMENTS);
  }

  void open() {
    current = database.sql().one("SELECT segment FROM feed_ring", row -> row.getInteger(0));
  }

  int current() {
    return current;
  }

  /** Bytes that the records take in all segments. */
  long storedBytes() {
    long bytes = 0;
    for (int segment = 0; segment < SEGMENTS; segment++) {
      bytes += bytes(segment);
    }
    return bytes;
  }

  private long bytes(int segment) {
    return database
        .sql()
        .one(
            "SELECT pg_table_size(to_regclass($1))",
            row -> row.getLong(0),
            "feed_record_" + segment);
  }

  /** Leaves a segment that is long enough, and empties those that have been read. */
  void trim() {
    int next = (current + 1) % SEGMENTS;
    if (bytes(current) > rotateBytes && isEmpty(next)) {
      database.sql().update("UPDATE feed_ring SET segment = $1", (short) next);
      current = next;
    }
    for (int segment = 0; segment < SEGMENTS; segment++) {
      if (segment != current && !isEmpty(segment) && isRead(database.sql(), segment)) {
        truncate(segment);
      }
    }
  }

  private boolean isEmpty(int segment) {
    return !database
        .sql()
        .one("SELECT EXISTS (SELECT FROM feed_record_" + segment + ")", row -> row.getBoolean(0));
  }

  /**
   * An append may still be on its way to a former segment: the check is repeated under its lock.
   */
  private void truncate(int segment) {
    var unused =
        database.inTransaction(sql -> {
          sql.update("SET LOCAL lock_timeout = '2s'");
          sql.update("LOCK TABLE feed_record_" + segment + " IN ACCESS EXCLUSIVE MODE");
          if (isRead(sql, segment)) {
            sql.update("TRUNCATE feed_record_" + segment);
          }
          return true;
        });
  }

  private static boolean isRead(Sql sql, int segment) {
    return !sql.one(
        """
        SELECT EXISTS (
          SELECT FROM feed_offset o
          WHERE (SELECT max(r.pos) FROM feed_record_%d r
                 WHERE r.segment = %d AND r.feed = o.feed AND r.part = o.part) >= o.next)\
        """
            .formatted(segment, segment),
        row -> row.getBoolean(0));
  }
}
