package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.time.Instant;
import java.util.function.Consumer;

/** What happens to issues when time passes; to be run every few minutes by one node. */
public final class DueChanges {

  private DueChanges() {}

  /**
   * Opens archived issues whose time is over; lets new and regressed ones become ongoing.
   *
   * @param fence called first in each transaction; throws when the caller may not write any more
   */
  public static void run(Database database, Instant now, Consumer<Sql> fence) {
    var unused =
        database.inTransaction(sql -> {
          fence.accept(sql);
          Archiving.elapse(sql, now);
          Archiving.settle(sql, now);
          return true;
        });
    boolean more = true;
    while (more) {
      more =
          database.inTransaction(sql -> {
            fence.accept(sql);
            return AutoResolve.run(sql, now);
          });
    }
  }
}
