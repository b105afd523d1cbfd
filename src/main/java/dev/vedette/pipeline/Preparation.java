package dev.vedette.pipeline;

import dev.vedette.blob.Blobs;
import dev.vedette.blob.StoredContent;
import dev.vedette.bus.Fault;
import dev.vedette.event.ClockDrift;
import dev.vedette.event.Feedback;
import dev.vedette.event.Normalizer;
import dev.vedette.event.ProfileCheck;
import dev.vedette.event.Sampling;
import dev.vedette.event.ScriptFrames;
import dev.vedette.event.TraceHeader;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.issue.AttachmentToSave;
import dev.vedette.issue.EventToSave;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.telemetry.LogContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns item groups into what is to be saved (spec 01 §20). Pure but for the memory of compiled
 * options.
 */
final class Preparation {

  private static final long LONGEST_PROFILE = 50L << 20;

  /** Reason for feedback in which nobody wrote anything. */
  static final String NOBODY = "garbage-feedback";

  private static final String CRASH_REPORTS = "sentry:store_crash_reports";

  private final Normalizer normalizer;
  private final Duration maxDrift;
  private final Blobs blobs;
  private final UnrealReports unrealReports;
  private final Supplier<Duration> retention;
  private final BooleanSupplier dropsGarbage;

  private final ProjectRules rules;

  /**
   * Preparation of groups.
   *
   * @param blobs where long contents lie
   * @param rules what projects say of their events
   * @param retention how long events are kept
   * @param dropsGarbage whether reports in which nobody wrote anything are dropped
   */
  Preparation(
      Normalizer normalizer,
      Duration maxDrift,
      Blobs blobs,
      ProjectRules rules,
      Supplier<Duration> retention,
      BooleanSupplier dropsGarbage) {
    this.normalizer = normalizer;
    this.maxDrift = maxDrift;
    this.blobs = blobs;
    this.unrealReports = new UnrealReports(blobs);
    this.rules = rules;
    this.retention = retention;
    this.dropsGarbage = dropsGarbage;
  }

  void add(ItemGroup sent, ProjectView view, Prepared into) {
    Work work = new Work(sent, view, into);
    try (LogContext context = LogContext.of(sent.project().value(), sent.eventId())) {
      ItemGroup group = unrealReports.expanded(sent, into.written);
      work = new Work(group, view, into);
      EventSource source = EventSource.of(group, retention.get());
      if (source == null) {
        work.withoutEvent();
      } else {
        work.event(source);
      }
    } catch (EventSource.Unreadable unreadable) {
      String reason = String.valueOf(unreadable.getMessage());
      work.fates.explain(reason, work.fates.start(unreadable.item()));
      work.rejectAll(Outcome.Kind.INVALID, reason);
    }
  }

  /** The work on one group. */
  private final class Work {
    private final ItemGroup group;
    private final ProjectView view;
    private final Prepared into;
    private final Fates fates;
    private final Companions companions;

    Work(ItemGroup group, ProjectView view, Prepared into) {
      this.group = group;
      this.view = view;
      this.into = into;
      this.fates = new Fates(group, view, into);
      this.companions = new Companions(group, fates, into, dropsGarbage);
    }

    void event(EventSource source) {
      ProjectRules.Rules settings = rules.of(view);
      TraceHeader trace = TraceHeader.of(source.item().trace()).orElse(null);
      Json.Obj payload = trace == null ? source.payload() : trace.withReplay(source.payload());
      Normalizer.Result result =
          normalizer.normalize(payload, origin(source), settings.filters(), settings.scrubbing());
      switch (result) {
        case Normalizer.Invalid invalid -> {
          fates.explain(invalid.reason(), invalid.detail());
          reject(source, Outcome.Kind.INVALID, invalid.reason());
        }
        case Normalizer.Filtered filtered -> {
          String seen =
              fates.scrubbed(DropExcerpt.of(source.payload(), filtered.reason(), group.sender()));
          fates.explain(filtered.reason(), seen);
          reject(source, Outcome.Kind.FILTERED, filtered.reason());
        }
        case Normalizer.Kept kept -> {
          if (rules.isKilled(group, kept.event())) {
            reject(source, Outcome.Kind.ABUSE, "killswitch");
          } else if (source.category() == Category.FEEDBACK && Feedback.isEmpty(kept.event())) {
            reject(source, Outcome.Kind.FILTERED, NOBODY);
          } else {
            sample(source, kept, trace, settings.sampling());
          }
        }
      }
    }

    /** Keeps the event, unless it is a transaction that the rules leave out (spec 01 §24). */
    private void sample(
        EventSource source, Normalizer.Kept kept, @Nullable TraceHeader trace, Sampling own) {
      Sampling root = trace == null ? own : rules.ofRoot(trace, view);
      Instant now = group.received();
      if (source.category() == Category.SECURITY) {
        String left = own.reasonOfReport(eventId());
        if (left == null) {
          keep(source, kept);
        } else {
          reject(source, Outcome.Kind.FILTERED, left);
        }
        return;
      }
      if (source.category() != Category.TRANSACTION) {
        boolean out = trace != null && !root.isEmpty() && root.dropsTrace(trace, now);
        keep(source, out ? new Normalizer.Kept(TraceHeader.sampledOut(kept.event())) : kept);
        return;
      }
      String reason = own.reason(trace, root, kept.event(), eventId(), now);
      if (reason == null) {
        keep(source, kept);
        return;
      }
      fates.outcome(Outcome.Kind.FILTERED, reason, Category.TRANSACTION_INDEXED, 1);
      fates.giveBack(Category.TRANSACTION, 1);
      for (Item item : group.items()) {
        if (item.type() == ItemType.PROFILE) {
          fates.outcome(Outcome.Kind.FILTERED, reason, Category.PROFILE_INDEXED, 1);
          fates.giveBack(Category.PROFILE, 1);
        } else if (item != source.item()) {
          reject(item, Outcome.Kind.FILTERED, reason);
        }
      }
    }

    private Normalizer.Origin origin(EventSource source) {
      Instant sentAt = group.sentAt();
      ItemGroup.Sender sender = group.sender();
      boolean ofUser = source.agentOfRequest();
      return new Normalizer.Origin(
          eventId(),
          itemType(source),
          seconds(group.received()),
          sentAt == null ? null : seconds(sentAt),
          group.project().value(),
          group.keyId(),
          sender.version(),
          sender.client(),
          sender.address(),
          ofUser ? sender.userAgent() : null,
          ofUser ? sender.clientHints() : Map.of(),
          tolerated().toSeconds());
    }

    private Duration tolerated() {
      return ClockDrift.tolerated(view.options(), maxDrift);
    }

    private static String itemType(EventSource source) {
      return source.category() == Category.TRANSACTION
          ? ItemType.TRANSACTION.label()
          : source.category() == Category.FEEDBACK
              ? ItemType.FEEDBACK.label()
              : source.item().type().label();
    }

    private String eventId() {
      String id = group.eventId();
      return id == null ? UUID.randomUUID().toString().replace("-", "") : id;
    }

    private static double seconds(Instant time) {
      return time.getEpochSecond() + time.getNano() / 1000 / 1e6;
    }

    private void keep(EventSource source, Normalizer.Kept kept) {
      UUID id = uuid(eventId());
      List<AttachmentToSave> attachments = new ArrayList<>();
      List<AttachmentToSave> profiles = new ArrayList<>();
      int ordinal = 0;
      for (Item item : group.items()) {
        switch (item.type()) {
          case ATTACHMENT -> {
            if (!item.isRateLimited()) {
              attachments.add(companions.attachment(item, id, ordinal));
            }
          }
          case PROFILE -> profile(source, item, id, ordinal, profiles);
          case USER_REPORT -> report(item);
          case EVENT, TRANSACTION, FEEDBACK, SECURITY, RAW_SECURITY, NEL -> {
            if (item != source.item()) {
              for (Item.Amount amount : item.amounts()) {
                fates.refused(
                    Outcome.Kind.INVALID, "duplicate_item", amount.category(), amount.quantity());
              }
            }
          }
          default -> {
            // Part of the event.
          }
        }
        ordinal++;
      }
      EventToSave event =
          new EventToSave(
              group.organization(),
              group.project(),
              group.keyId(),
              id,
              group.received(),
              List.of(),
              ScriptFrames.marked(kept.event())
                  .with("_metrics", IngestedBytes.of(group, source.item())),
              "",
              source.category(),
              attachments,
              profiles,
              crashReports());
      long now = group.received().getEpochSecond();
      into.events.add(new Prepared.Pending(event, GroupingSettings.of(view.options(), now)));
    }

    /** The project's own number, else its organization's; -1, all, where neither has one. */
    private int crashReports() {
      for (Json.Obj options : List.of(view.options(), view.organizationOptions())) {
        if (options.present(CRASH_REPORTS) instanceof Json.Num number) {
          return (int) number.asLong();
        }
      }
      return -1;
    }

    /** A profile stays only with a transaction. */
    private void profile(
        EventSource source, Item item, UUID id, int ordinal, List<AttachmentToSave> profiles) {
      String problem =
          source.category() == Category.TRANSACTION
              ? problem(item)
              : "profiling_no_transaction_associated";
      if (problem == null) {
        profiles.add(companions.attachment(item, id, ordinal));
      } else {
        fates.refused(Outcome.Kind.INVALID, problem, Category.PROFILE, 1);
      }
    }

    private @Nullable String problem(Item profile) {
      String blob = profile.content() instanceof Item.InBlob b ? b.id() : null;
      try (InputStream content =
          StoredContent.open(blobs, blob == null ? profile.bytes() : null, blob)) {
        return ProfileCheck.problem(content, LONGEST_PROFILE);
      } catch (NoSuchFileException gone) {
        return "profiling_malformed";
      } catch (IOException away) {
        throw new Fault(Fault.Code.UNAVAILABLE, "The blob store does not answer.", away);
      }
    }

    private void reject(EventSource source, Outcome.Kind kind, String reason) {
      fates.refused(kind, reason, source.category(), 1);
      rejectCompanions(source, kind, reason);
    }

    private void rejectCompanions(EventSource source, Outcome.Kind kind, String reason) {
      for (Item item : group.items()) {
        if (item != source.item() || item.type() == ItemType.ATTACHMENT) {
          reject(item, kind, reason);
        }
      }
    }

    private void reject(Item item, Outcome.Kind kind, String reason) {
      if (item.type() == ItemType.USER_REPORT) {
        report(item);
        return;
      }
      if (item.isRateLimited()) {
        return;
      }
      fates.refused(item, kind, reason);
    }

    void rejectAll(Outcome.Kind kind, String reason) {
      boolean ofFile = group.items().stream().noneMatch(item -> item.type().createsEvent());
      if (ofFile) {
        fates.refused(kind, reason, Category.ERROR, 1);
      }
      group.items().forEach(item -> reject(item, kind, reason));
    }

    /** Attachments of an event that comes apart, reports, client reports and counted metrics. */
    void withoutEvent() {
      int ordinal = 0;
      for (Item item : group.items()) {
        switch (item.type()) {
          case ATTACHMENT -> standalone(item, ordinal);
          case USER_REPORT -> report(item);
          case CLIENT_REPORT -> ClientReports.read(item, group, tolerated(), into.outcomes);
          case STATSD, METRIC_BUCKETS ->
              fates.outcome(
                  Outcome.Kind.ACCEPTED, "", Category.METRIC_BUCKET, Companions.buckets(item));
          case PROFILE ->
              fates.refused(item, Outcome.Kind.INVALID, "profiling_no_transaction_associated");
          default -> reject(item, Outcome.Kind.INVALID, "no_event_payload");
        }
        ordinal++;
      }
    }

    private void report(Item item) {
      String blocked = blocked();
      if (blocked == null) {
        companions.report(item);
      } else {
        fates.refused(item, Outcome.Kind.FILTERED, blocked);
      }
    }

    /** The filter that keeps nothing of the sender's address, or null. */
    private @Nullable String blocked() {
      return rules.of(view).filters().matchClient(group.sender().address());
    }

    /** Only ordinary files and view hierarchies may come without their event (spec 01 §20.2). */
    private void standalone(Item item, int ordinal) {
      String type = item.attachmentType();
      String id = group.eventId();
      boolean kept = type.equals("event.attachment") || type.equals("event.view_hierarchy");
      String blocked = blocked();
      if (blocked != null) {
        reject(item, Outcome.Kind.FILTERED, blocked);
      } else if (kept && id != null) {
        into.attachments.add(companions.attachment(item, uuid(id), ordinal));
      } else {
        reject(item, Outcome.Kind.INVALID, "no_event_payload");
      }
    }
  }

  static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }
}
