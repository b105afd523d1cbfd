package dev.vedette.issue;

import dev.vedette.store.Database;

/** Merges the deltas of hourly counts; to be called by one lane at a time. */
public final class RollUps {

  private RollUps() {}

  /** Moves all waiting deltas into the hours; waits. */
  public static void merge(Database database) {
    boolean more = true;
    while (more) {
      more = HourDeltas.merge(database);
    }
  }
}
