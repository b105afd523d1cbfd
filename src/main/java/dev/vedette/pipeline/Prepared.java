package dev.vedette.pipeline;

import dev.vedette.grouping.GroupingSettings;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.issue.EventToSave;
import dev.vedette.issue.ReportToSave;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.RecentDrops;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a batch of item groups becomes; filled by {@link Preparation}. */
final class Prepared {

  final List<Pending> events = new ArrayList<>();
  final List<AttachmentToSave> attachments = new ArrayList<>();
  final List<ReportToSave> reports = new ArrayList<>();
  final List<Outcome> outcomes = new ArrayList<>();
  final List<Refund> refunds = new ArrayList<>();

  /** Ids of blobs that were written for this batch. */
  final List<String> written = new ArrayList<>();

  /** What its files have added to the counters of their limits. */
  final List<AttachmentLimits.Counted> counted = new ArrayList<>();

  final List<RecentDrops.Drop> drops = new ArrayList<>();

  /** An event that has no hashes and no title yet, and how its project groups. */
  record Pending(EventToSave event, GroupingSettings grouping) {}

  /** A quantity to give back to the quotas. */
  record Refund(long keyId, Category category, long quantity, Instant received) {}

  /** The files of all events and those that come apart from theirs. */
  List<AttachmentToSave> allAttachments() {
    List<AttachmentToSave> all = new ArrayList<>();
    events.forEach(one -> all.addAll(one.event().attachments()));
    all.addAll(attachments);
    return all;
  }

  /** Leaves out files that are above a limit (spec 01 §20.2). */
  void drop(List<AttachmentToSave> above) {
    if (above.isEmpty()) {
      return;
    }
    Set<AttachmentToSave> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
    dropped.addAll(above);
    attachments.removeIf(dropped::contains);
    events.replaceAll(one -> {
      List<AttachmentToSave> kept =
          one.event().attachments().stream().filter(file -> !dropped.contains(file)).toList();
      return new Pending(one.event().withAttachments(kept), one.grouping());
    });
    for (AttachmentToSave file : above) {
      refuse(file, Category.ATTACHMENT, Math.max(1, file.size()));
      refuse(file, Category.ATTACHMENT_ITEM, 1);
    }
  }

  private void refuse(AttachmentToSave file, Category category, long quantity) {
    Outcome outcome =
        new Outcome(
            file.organization(),
            file.project(),
            file.keyId(),
            file.received(),
            Outcome.Kind.RATE_LIMITED,
            "rate_limited",
            category,
            quantity);
    outcomes.add(outcome);
    if (RecentDrops.lists(outcome)) {
      String event = file.event().toString().replace("-", "");
      drops.add(RecentDrops.Drop.of(outcome, event, null, file.size(), ""));
    }
    refunds.add(new Refund(file.keyId(), category, quantity, file.received()));
  }
}
