package dev.vedette.issue;

import dev.vedette.project.Category;
import java.time.Instant;
import java.util.List;

/**
 * What a save did.
 *
 * @param stored events stored for the first time
 * @param repeated events that were there already
 * @param discarded events of discarded issues, which are not stored
 * @param returned what duplicates and events of discarded issues have cost their quotas, which get
 *     it back (spec 01 §21.4, spec 04 §2.8)
 */
public record Saved(int stored, int repeated, int discarded, List<Returned> returned) {

  /** A quantity that was counted at the door and is not kept. */
  public record Returned(long keyId, Category category, long quantity, Instant received) {}
}
