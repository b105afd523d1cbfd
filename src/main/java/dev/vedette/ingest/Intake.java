package dev.vedette.ingest;

import dev.vedette.blob.Blobs;
import dev.vedette.config.Killswitch;
import dev.vedette.config.Options;
import dev.vedette.counter.Counters;
import dev.vedette.feed.Feed;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RecentDrops;
import dev.vedette.project.RefusalRecorder;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.LogContext;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stages 5 to 8 of spec 01 §1: checks of key, project and origin, size limits, quotas, and the
 * append to the feed, after which the answer may be given.
 */
final class Intake {

  private static final Logger LOG = LogManager.getLogger(Intake.class);
  static final String LIMITED =
      "Sentry dropped data due to a quota or internal rate limit being reached."
          + " This will not affect your application.";

  /** The number of a project that nobody has. */
  static final Long NO_PROJECT = -1L;

  private final ProjectViews projects;
  private final RefusalRecorder refusals;
  private final RecentDrops drops;
  private final SizeLimits limits;
  private final Options options;
  private final RateLimiter rateLimiter;
  private final Refunds refunds;
  private final Blobs blobs;
  private final MemoryBudget memory;
  private final Appender appender;

  Intake(
      ProjectViews projects,
      Feed feed,
      RefusalRecorder refusals,
      RecentDrops drops,
      SizeLimits limits,
      Counters counters,
      Options options,
      Telemetry telemetry,
      Blobs blobs,
      DiskSpace disk,
      long longestRetrySeconds,
      long memoryBytes) {
    this.projects = projects;
    this.refusals = refusals;
    this.drops = drops;
    this.limits = limits;
    this.options = options;
    this.refunds = new Refunds(projects, counters, options);
    this.rateLimiter = new RateLimiter(counters, options, longestRetrySeconds);
    this.blobs = blobs;
    this.memory = new MemoryBudget(memoryBytes);
    this.appender = new Appender(feed, disk, memory, telemetry);
    telemetry.gauge(Metric.INGEST_WAITING_BYTES, memory::used);
  }

  /** Whether nothing can be taken at the moment. */
  boolean isFull() {
    return appender.isFull();
  }

  /** What requests hold in memory. */
  MemoryBudget memory() {
    return memory;
  }

  /** A place for the contents of one request. */
  Payloads payloads() {
    return new Payloads(blobs, memory.share());
  }

  SizeLimits limits() {
    return limits;
  }

  /** Who sends, and to which project. */
  record Sender(IngestRequest request, Credentials credentials, @Nullable Long pathProject) {}

  /**
   * What the sender is told.
   *
   * @param dropped kind and reason of what was left out for no limit; empty for nothing
   */
  record Admission(
      @Nullable String eventId, RateLimiter.Decision decision, Instant now, String dropped) {

    /** The answer where limits show in the status (spec 01 §21.6). */
    Reply strict(Function<@Nullable String, Reply> success) {
      if (decision.removed().isEmpty()) {
        return quiet(success);
      }
      return Reply.error(new IngestError(429, LIMITED))
          .with(Reply.OUTCOME, outcome())
          .withAll(decision.headers(now.getEpochSecond()))
          .with("Retry-After", Long.toString(decision.retryAfter()));
    }

    /** The answer where limits show in the headers only. */
    Reply quiet(Function<@Nullable String, Reply> success) {
      Reply reply = success.apply(eventId).withAll(decision.headers(now.getEpochSecond()));
      return outcome().isEmpty() ? reply : reply.with(Reply.OUTCOME, outcome());
    }

    private String outcome() {
      return decision.removed().isEmpty()
          ? dropped
          : "rate_limited/" + decision.removed().getFirst().reason();
    }
  }

  /** Notes a body that could not be read as an envelope, where the project is known. */
  void refuse(Sender sender, String reason, Category category) throws IngestError {
    byKey(sender.credentials())
        .ifPresent(view -> {
          refusals.record(
              List.of(outcome(sender, view, Outcome.Kind.INVALID, reason, category, 1)));
          drop(sender, view, Outcome.Kind.INVALID, reason, category, 0);
        });
  }

  /** Lists something that was refused before it counted as anything. */
  void list(Sender sender, String reason, Category category) throws IngestError {
    byKey(sender.credentials())
        .ifPresent(view -> drop(sender, view, Outcome.Kind.INVALID, reason, category, 0));
  }

  private void drop(
      Sender sender,
      ProjectView view,
      Outcome.Kind kind,
      String reason,
      Category category,
      long size) {
    drops.note(
        RecentDrops.Drop.of(
            outcome(sender, view, kind, reason, category, 1),
            null,
            sender.credentials().client(),
            size,
            ""));
  }

  /** Refuses unknown keys before anything of the body is kept. */
  void requireKnownKey(Credentials credentials) throws IngestError {
    if (byKey(credentials).isEmpty()) {
      throw rejected("ProjectId", "The key is unknown.");
    }
  }

  private Optional<ProjectView> byKey(Credentials credentials) throws IngestError {
    try {
      return projects.byKey(credentials.publicKey());
    } catch (RuntimeException unavailable) {
      LOG.warn("project keys cannot be looked up: {}", unavailable.toString());
      throw new IngestError(503, "failed to queue envelope");
    }
  }

  /** Checks key, project and origin where there is nothing to admit. */
  void requireAccess(Sender sender) throws IngestError {
    var unused = project(sender, List.of());
  }

  /** Admits an envelope whose contents are all in memory. */
  Admission admit(Sender sender, Envelope sent) throws IngestError {
    try (Payloads none = payloads()) {
      return admit(sender, sent, none);
    }
  }

  /** Admits an envelope: checked, limited, appended; what is kept of it keeps its blobs. */
  Admission admit(Sender sender, Envelope sent, Payloads payloads) throws IngestError {
    try {
      Admission admission = admitted(sender, sent);
      payloads.claim(admission.decision().kept());
      return admission;
    } catch (IngestError refused) {
      if (refused.status() == 503) {
        // the append may have happened all the same
        payloads.claimAll();
      }
      throw refused;
    }
  }

  private Admission admitted(Sender sender, Envelope sent) throws IngestError {
    Envelope whole = sent.withNeededEventId();
    ProjectView view = project(sender, whole.items());
    if (isKilled(view)) {
      drop(sender, view, whole.items(), Outcome.Kind.ABUSE, "killswitch");
      return new Admission(
          whole.eventId(),
          RateLimiter.Decision.NOTHING,
          sender.request().received(),
          "abuse/killswitch");
    }
    checkSizes(sender, view, whole.items());
    List<Item> excess = limits.excess(whole.items());
    excess.forEach(item -> refuseAll(sender, view, List.of(item), tooLarge(item)));
    String dropped = excess.isEmpty() ? "" : "invalid/" + tooLarge(excess.getFirst());
    try (LogContext context = LogContext.of(view.project().value(), whole.eventId())) {
      return admitted(sender, view, without(excess, whole), dropped);
    }
  }

  private Admission admitted(Sender sender, ProjectView view, Envelope envelope, String dropped)
      throws IngestError {
    Instant now = sender.request().received();
    RateLimiter.Decision decision = rateLimiter.check(view, ExactTypes.of(envelope.items()), now);
    List<Outcome> limited = new ArrayList<>();
    for (RateLimiter.Removed removed : decision.removed()) {
      removed.amounts().stream()
          .findFirst()
          .ifPresent(amount ->
              drop(
                  sender,
                  view,
                  Outcome.Kind.RATE_LIMITED,
                  removed.reason(),
                  amount.category(),
                  removed.item().size()));
      for (Item.Amount amount : removed.amounts()) {
        limited.add(
            outcome(
                sender,
                view,
                Outcome.Kind.RATE_LIMITED,
                removed.reason(),
                amount.category(),
                amount.quantity()));
      }
    }
    try {
      appender.append(
          sender, view, new Envelope(envelope.header(), envelope.eventId(), decision.kept()));
    } catch (IngestError | RuntimeException notTaken) {
      // what comes again is counted again
      decision
          .counted()
          .forEach(amount -> refunds.give(view.keyId(), amount.category(), amount.quantity(), now));
      throw notTaken;
    }
    refusals.record(limited);
    return new Admission(envelope.eventId(), decision, now, dropped);
  }

  private ProjectView project(Sender sender, List<Item> items) throws IngestError {
    ProjectView view = byKey(sender.credentials()).orElse(null);
    if (view == null) {
      throw rejected("ProjectId", "The key is unknown.");
    }
    ProjectView.Key key = view.key();
    if (!view.accepting() || key == null || !key.active()) {
      refuseAll(sender, view, items, "project_id");
      throw rejected("ProjectId", "The key or its project is disabled.").of("project_id");
    }
    Long wanted = sender.pathProject();
    if (wanted != null && wanted != view.project().value()) {
      refuseAll(sender, view, items, "multi_project_id");
      throw rejected("ProjectId", "The key does not belong to the project in the path.")
          .of("multi_project_id");
    }
    if (!Origins.of(view.options()).allow(sender.request().origin())) {
      refuseAll(sender, view, items, "cors");
      throw rejected("Cors", "The origin is not among the project's allowed domains.").of("cors");
    }
    return view;
  }

  private static IngestError rejected(String reason, String cause) {
    return new IngestError(403, "event submission rejected with_reason: " + reason, cause);
  }

  private static Envelope without(List<Item> excess, Envelope envelope) {
    if (excess.isEmpty()) {
      return envelope;
    }
    // items are told apart by being the same one, not by being alike
    List<Item> rest =
        envelope.items().stream()
            .filter(item -> excess.stream().noneMatch(one -> one == item))
            .toList();
    return new Envelope(envelope.header(), envelope.eventId(), rest);
  }

  private void checkSizes(Sender sender, ProjectView view, List<Item> items) throws IngestError {
    Item violation = limits.violation(items);
    if (violation != null) {
      refuseAll(sender, view, items, tooLarge(violation));
      throw IngestError.tooLarge(violation.typeName()).of(tooLarge(violation));
    }
  }

  private static String tooLarge(Item item) {
    String reason = "too_large:" + item.typeName();
    if (item.type() != ItemType.ATTACHMENT) {
      return reason;
    }
    String type = item.attachmentType();
    return reason + ":" + type.substring(type.lastIndexOf('.') + 1);
  }

  private boolean isKilled(ProjectView view) {
    return Killswitch.INGEST.isSet(options)
        && Killswitch.INGEST.matches(
            options,
            Map.of(
                "organization_id", view.organization().value(),
                "project_id", view.project().value(),
                "key_id", view.keyId()));
  }

  private void refuseAll(Sender sender, ProjectView view, List<Item> items, String reason) {
    drop(sender, view, items, Outcome.Kind.INVALID, reason);
  }

  private void drop(
      Sender sender, ProjectView view, List<Item> items, Outcome.Kind kind, String reason) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Item item : items) {
      for (Item.Amount amount : item.amounts()) {
        outcomes.add(outcome(sender, view, kind, reason, amount.category(), amount.quantity()));
      }
      item.amounts().stream()
          .findFirst()
          .ifPresent(amount -> drop(sender, view, kind, reason, amount.category(), item.size()));
    }
    refusals.record(outcomes);
  }

  private static Outcome outcome(
      Sender sender,
      ProjectView view,
      Outcome.Kind kind,
      String reason,
      Category category,
      long quantity) {
    return new Outcome(
        view.organization(),
        view.project(),
        view.keyId(),
        sender.request().received(),
        kind,
        reason,
        category,
        quantity);
  }
}
