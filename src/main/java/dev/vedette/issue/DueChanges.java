package dev.vedette.issue;

import dev.vedette.store.Database;
import java.time.Instant;

/** What happens to issues when time passes; to be run every few minutes by one node. */
public final class DueChanges {

  private DueChanges() {}

  /** Opens archived issues whose time is over; lets new and regressed ones become ongoing. */
  public static void run(Database database, Instant now) {
    var unused =
        database.inTransaction(sql -> {
          Archiving.elapse(sql, now);
          Archiving.settle(sql, now);
          return true;
        });
  }
}
