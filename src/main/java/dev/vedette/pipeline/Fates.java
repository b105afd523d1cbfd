package dev.vedette.pipeline;

import dev.vedette.event.ScrubSettings;
import dev.vedette.event.Unattached;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.RecentDrops;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What is told of the things of a group that are not kept. */
final class Fates {

  private static final int EXCERPT = 200;
  private static final int SCRUBBED = 5 * EXCERPT;

  private final ItemGroup group;
  private final ProjectView view;
  private final Prepared into;
  private final Map<String, String> explanations = new HashMap<>();

  Fates(ItemGroup group, ProjectView view, Prepared into) {
    this.group = group;
    this.view = view;
    this.into = into;
  }

  /**
   * Shows what led to a reason to those who look for what is missing.
   *
   * @param excerpt text without private data
   */
  void explain(String reason, String excerpt) {
    explanations.put(reason, excerpt);
  }

  /** The start of a content, without private data. */
  String start(Item item) {
    byte[] bytes = item.bytes();
    return scrubbed(new String(bytes, 0, Math.min(bytes.length, EXCERPT), StandardCharsets.UTF_8));
  }

  String scrubbed(String text) {
    // what is shown is the start, and rules over a long text take their time
    return Unattached.text(
        text.substring(0, Math.min(text.length(), SCRUBBED)),
        ScrubSettings.of(view.organizationOptions(), view.options()));
  }

  /** The outcomes of an item that is not kept; what was counted at the door comes back. */
  void refused(Item item, Outcome.Kind kind, String reason) {
    boolean counted = !Boolean.TRUE.equals(item.headers().bool(Item.EXPANDED));
    for (Item.Amount amount : item.amounts()) {
      if (counted) {
        refused(kind, reason, amount.category(), amount.quantity());
      } else {
        outcome(kind, reason, amount.category(), amount.quantity());
      }
    }
  }

  /** An outcome of something that was counted at the door, which gets it back. */
  void refused(Outcome.Kind kind, String reason, Category category, long quantity) {
    outcome(kind, reason, category, quantity);
    giveBack(category, quantity);
  }

  /** What was counted at the door is not used up. */
  void giveBack(Category category, long quantity) {
    into.refunds.add(new Prepared.Refund(group.keyId(), category, quantity, group.received()));
  }

  void outcome(Outcome.Kind kind, String reason, Category category, long quantity) {
    Outcome outcome = group.outcome(kind, reason, category, quantity);
    into.outcomes.add(outcome);
    if (RecentDrops.lists(outcome)) {
      String excerpt = explanations.getOrDefault(reason, "");
      into.drops.add(
          RecentDrops.Drop.of(
              outcome, group.eventId(), group.sender().client(), group.size(), excerpt));
    }
  }
}
