package dev.vedette.ingest;

import dev.vedette.project.Outcome;
import dev.vedette.project.RecentDrops;
import org.jspecify.annotations.Nullable;

/**
 * What follows for things that passed the door and were not kept: their quotas get them back (spec
 * 01 §21.4), and those who look for them find why (spec 01 §28, 1).
 */
public final class Unkept {

  private final Refunds refunds;
  private final RecentDrops drops;

  /** Things that are given back and listed. */
  public Unkept(Refunds refunds, RecentDrops drops) {
    this.refunds = refunds;
    this.drops = drops;
  }

  /**
   * Gives a thing back and lists it; one that was kept is left alone.
   *
   * @param event id of its event, or null
   * @param client the SDK that sent it, or null
   * @param size bytes that came in
   */
  public void tell(Outcome outcome, @Nullable String event, @Nullable String client, long size) {
    switch (outcome.kind()) {
      case FILTERED, INVALID, ABUSE ->
          refunds.give(outcome.key(), outcome.category(), outcome.quantity(), outcome.timestamp());
      case ACCEPTED, RATE_LIMITED, CLIENT_DISCARD, CARDINALITY_LIMITED -> {
        // used up, or never counted
      }
    }
    if (RecentDrops.lists(outcome)) {
      drops.note(RecentDrops.Drop.of(outcome, event, client, size, ""));
    }
  }
}
