package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.function.Consumer;

/** Merges what saves append for issues and hours; to be called by one lane at a time. */
public final class RollUps {

  private RollUps() {}

  /**
   * Moves all that waits into the hours and the issues; waits.
   *
   * @param fence called first in each transaction; throws when the caller may not write any more
   */
  public static void merge(Database database, Consumer<Sql> fence) {
    boolean more = true;
    while (more) {
      more = HourDeltas.merge(database, fence);
    }
    do {
      more = IssueUpdates.merge(database, fence);
    } while (more);
  }
}
