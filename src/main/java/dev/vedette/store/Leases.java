package dev.vedette.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Leases in PostgreSQL for what only one node may do. Each new holder gets a larger fencing number;
 * a holder that was paused past its lease is told apart by it.
 */
public final class Leases {

  private final Database database;
  private final String holder;

  /**
   * Leases on behalf of one node.
   *
   * @param holder a name no other process uses
   */
  public Leases(Database database, String holder) {
    this.database = database;
    this.holder = holder;
  }

  /**
   * Takes or prolongs a lease.
   *
   * @return the fencing number, or empty while another node holds the lease
   */
  public OptionalLong acquire(String name, Duration term) {
    return database
        .sql()
        .find(
            """
            INSERT INTO lease AS l (name, holder, fence, until)
            VALUES ($1, $2, 1, now() + make_interval(secs => $3))
            ON CONFLICT (name) DO UPDATE SET
              fence = CASE WHEN l.holder = $2 THEN l.fence ELSE l.fence + 1 END,
              holder = $2, until = now() + make_interval(secs => $3)
            WHERE l.holder = $2 OR l.until < now()
            RETURNING fence\
            """,
            row -> row.getLong(0),
            name,
            holder,
            (double) term.toSeconds())
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /**
   * Has a transaction write only while a lease that was taken still holds; nobody else can take it
   * before the transaction ends.
   *
   * @param fence the number it was taken with
   * @throws IllegalStateException when another node has taken it since
   */
  public static void require(Sql sql, String name, long fence) {
    boolean held =
        sql.find(
                "SELECT 1 FROM lease WHERE name = $1 AND fence = $2 FOR SHARE",
                row -> row.getInteger(0),
                name,
                fence)
            .isPresent();
    if (!held) {
      throw new IllegalStateException("the lease " + name + " was lost");
    }
  }

  /** Gives a lease back, so that another node need not wait for its end. */
  public void release(String name) {
    database
        .sql()
        .update("UPDATE lease SET until = now() WHERE name = $1 AND holder = $2", name, holder);
  }
}
