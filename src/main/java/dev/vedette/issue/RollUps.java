package dev.vedette.issue;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.function.Consumer;

/** Merges the deltas of hourly counts; to be called by one lane at a time. */
public final class RollUps {

  private RollUps() {}

  /**
   * Moves all waiting deltas into the hours; waits.
   *
   * @param fence called first in each transaction; throws when the caller may not write any more
   */
  public static void merge(Database database, Consumer<Sql> fence) {
    boolean more = true;
    while (more) {
      more = HourDeltas.merge(database, fence);
    }
  }
}
