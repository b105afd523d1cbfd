package dev.vedette.issue;

import dev.vedette.project.Outcome;
import java.util.List;
import java.util.UUID;

/**
 * What a save did.
 *
 * @param stored events stored for the first time
 * @param repeated events that were there already
 * @param discarded events of discarded issues, which are not stored
 * @param refused what was not kept of duplicates, of events of discarded issues and of crash
 *     reports above their limit; their quotas get it back (spec 01 §21.4, spec 04 §2.8)
 */
public record Saved(int stored, int repeated, int discarded, List<Refused> refused) {

  /**
   * A quantity that was counted at the door and is not kept.
   *
   * @param event the event that it came with
   */
  public record Refused(Outcome outcome, UUID event) {}
}
