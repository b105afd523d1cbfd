package dev.vedette.pipeline;

import dev.vedette.blob.Blobs;
import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.counter.Counters;
import dev.vedette.event.Feedback;
import dev.vedette.event.Normalizer;
import dev.vedette.event.Places;
import dev.vedette.event.SearchMessage;
import dev.vedette.event.Titles;
import dev.vedette.event.UserAgents;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumers;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.grouping.GroupEvents;
import dev.vedette.grouping.Grouped;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.ingest.Refunds;
import dev.vedette.ingest.Unkept;
import dev.vedette.issue.EventToSave;
import dev.vedette.issue.SaveEvents;
import dev.vedette.issue.Saved;
import dev.vedette.json.Json;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RecentDrops;
import dev.vedette.relay.RelayOutput;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Reads the events feed and carries its batches through normalization and grouping to the save. */
public final class PipelineVerticle extends AbstractVerticle {

  private static final Logger LOG = LogManager.getLogger(PipelineVerticle.class);

  private final Bus bus;
  private final ProjectViews projects;
  private final Refunds refunds;
  private final Telemetry telemetry;
  private final Preparation preparation;
  private final AttachmentLimits attachmentLimits;
  private final RecentDrops drops;
  private final Unkept unkept;
  private final Blobs blobs;
  private final Optional<RelayOutput> relay;
  private final FeedConsumers consumers;

  /**
   * Who may prepare a batch: as many as there are processors. More lanes at the same time are no
   * faster, but hold all their events in memory until the slowest is done, and requests wait behind
   * an event of each.
   */
  private final Semaphore turns = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  /**
   * What a pipeline works with.
   *
   * @param places where addresses are
   * @param relay where the topics of a Relay are written, those
   */
  public record Resources(
      Bus bus,
      FeedReading reading,
      ProjectViews projects,
      Refunds refunds,
      Counters counters,
      Options options,
      RecentDrops drops,
      Blobs blobs,
      Telemetry telemetry,
      Places places,
      Optional<RelayOutput> relay) {}

  /**
   * A pipeline that does not read yet.
   *
   * @param maxDrift difference of clocks that is tolerated
   */
  public PipelineVerticle(Resources resources, Duration maxDrift) {
    this.bus = resources.bus();
    this.projects = resources.projects();
    this.refunds = resources.refunds();
    this.telemetry = resources.telemetry();
    this.attachmentLimits = new AttachmentLimits(resources.counters(), resources.options());
    this.consumers = new FeedConsumers(resources.reading(), FeedName.EVENTS, this::process);
    Options options = resources.options();
    this.drops = resources.drops();
    this.unkept = new Unkept(refunds, drops);
    this.blobs = resources.blobs();
    this.relay = resources.relay();
    this.preparation =
        new Preparation(
            new Normalizer(new UserAgents(), resources.places()),
            maxDrift,
            resources.blobs(),
            new ProjectRules(projects::byKey, options),
            () -> Duration.ofDays(options.number(Option.EVENT_RETENTION_DAYS)),
            () -> options.isOn(Option.FEEDBACK_FILTER_GARBAGE));
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public void stop() {
    consumers.stop();
  }

  private void process(FeedBatch batch) {
    Prepared prepared = new Prepared();
    Saved saved;
    try {
      saved = save(batch, prepared);
    } catch (Exception | Error failure) {
      attachmentLimits.giveBack(prepared.counted);
      if (failure instanceof Fault fault && isRefusal(fault)) {
        prepared.written.forEach(this::discard);
      }
      throw failure;
    }
    tell(prepared, saved);
  }

  /** Whether nothing was saved for certain; after anything else it may have been all the same. */
  private static boolean isRefusal(Fault fault) {
    return fault.code() == Fault.Code.CONFLICT || fault.code() == Fault.Code.UNPROCESSABLE;
  }

  private Saved save(FeedBatch batch, Prepared prepared) {
    List<EventToSave> grouped = grouped(batch, prepared);
    // their frames as they were sent would outlive a collection or two during the save
    prepared.events.clear();
    return timed(
        "save",
        () ->
            bus.request(
                    new SaveEvents(
                        batch.position(),
                        grouped,
                        prepared.attachments,
                        prepared.reports,
                        prepared.outcomes))
                .await());
  }

  private void tell(Prepared prepared, Saved saved) {
    prepared.drops.forEach(drops::note);
    for (Prepared.Refund refund : prepared.refunds) {
      refunds.give(refund.keyId(), refund.category(), refund.quantity(), refund.received());
    }
    for (Saved.Refused one : saved.refused()) {
      unkept.tell(one.outcome(), one.event().toString().replace("-", ""), null, 0);
    }
    telemetry.counter(Metric.PIPELINE_EVENTS, "result", "stored").increment(saved.stored());
    telemetry.counter(Metric.PIPELINE_EVENTS, "result", "repeated").increment(saved.repeated());
    telemetry.counter(Metric.PIPELINE_EVENTS, "result", "discarded").increment(saved.discarded());
    for (Outcome outcome : prepared.outcomes) {
      telemetry
          .counter(
              Metric.OUTCOMES,
              "outcome",
              outcome.kind().label(),
              "category",
              outcome.category().label())
          .increment(outcome.quantity());
    }
  }

  /** Everything before the save; what a failure leaves in the blob store is removed. */
  private List<EventToSave> grouped(FeedBatch batch, Prepared prepared) {
    try {
      if (relay.isEmpty()) {
        return inTurn(() -> {
          normalize(batch, prepared);
          return timed("group", () -> group(prepared.events));
        });
      }
      inTurn(() -> normalize(batch, prepared));
      // brokers are waited for without a turn
      write(prepared, relay.get());
      return inTurn(() -> timed("group", () -> group(prepared.events)));
    } catch (Exception | Error failure) {
      prepared.written.forEach(this::discard);
      throw failure;
    }
  }

  /** Writes the batch for those who read a Relay's topics; by setting, only they store it. */
  private static void write(Prepared prepared, RelayOutput output) {
    List<Future<Void>> told = prepared.outcomes.stream().map(output::outcome).toList();
    output.events(
        prepared.events.stream().map(Prepared.Pending::event).toList(),
        prepared.attachments,
        prepared.reports);
    Future.all(told).await();
    if (output.isInstead()) {
      prepared.events.clear();
      prepared.attachments.clear();
      prepared.reports.clear();
      prepared.outcomes.clear();
    }
  }

  private void discard(String blob) {
    try {
      blobs.delete(blob);
    } catch (IOException left) {
      LOG.debug("a file of a batch that comes again stays for a day", left);
    }
  }

  private <T> T timed(String stage, Supplier<T> work) {
    Timer.Sample started = Timer.start();
    try {
      return work.get();
    } finally {
      started.stop(telemetry.timer(Metric.PIPELINE_STAGE, "stage", stage));
    }
  }

  private <T> T inTurn(Supplier<T> work) {
    turns.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  private Prepared normalize(FeedBatch batch, Prepared prepared) {
    timed("normalize", () -> prepare(batch, prepared));
    prepared.drop(attachmentLimits.above(prepared.allAttachments(), prepared.counted));
    return prepared;
  }

  private Prepared prepare(FeedBatch batch, Prepared prepared) {
    for (byte[] body : batch.bodies()) {
      ItemGroup group = ItemGroupCodec.decode(body);
      Optional<ProjectView> view = projects.byId(group.project());
      // A project that was deleted meanwhile has no place for its events.
      view.ifPresent(known -> preparation.add(group, known, prepared));
      // requests wait for the same few carrier threads
      Thread.yield();
    }
    return prepared;
  }

  private List<EventToSave> group(List<Prepared.Pending> events) {
    List<Json.Obj> asked = new ArrayList<>();
    List<Integer> settingsOf = new ArrayList<>();
    Map<GroupingSettings, Integer> settings = new LinkedHashMap<>();
    for (Prepared.Pending one : events) {
      if (makesIssue(one.event())) {
        asked.add(one.event().event());
        settingsOf.add(settings.computeIfAbsent(one.grouping(), key -> settings.size()));
      }
    }
    List<Grouped> grouped =
        asked.isEmpty()
            ? List.of()
            : bus.request(new GroupEvents(asked, List.copyOf(settings.keySet()), settingsOf))
                .await()
                .events();
    Iterator<Grouped> next = grouped.iterator();
    return events.stream()
        .map(
            one -> makesIssue(one.event()) ? ofIssue(one.event(), next.next()) : alone(one.event()))
        .toList();
  }

  private static boolean makesIssue(EventToSave event) {
    String type = event.event().string("type");
    return !"transaction".equals(type) && !"feedback".equals(type);
  }

  private static EventToSave ofIssue(EventToSave event, Grouped grouped) {
    List<String> hashes = new ArrayList<>(grouped.hashes());
    hashes.addAll(grouped.secondary());
    return titled(event, hashes, grouped.event());
  }

  private static EventToSave alone(EventToSave event) {
    if (!"feedback".equals(event.event().string("type"))) {
      return titled(event, List.of(), event.event());
    }
    Json.Obj written = Feedback.complete(event.event());
    return event.completed(List.of(ownHash(event)), written, SearchMessage.of(written));
  }

  /** Every feedback is an issue of its own, also when it is read twice. */
  private static String ownHash(EventToSave event) {
    return event.id().toString().replace("-", "");
  }

  private static EventToSave titled(EventToSave event, List<String> hashes, Json.Obj content) {
    Json.Obj titled = Titles.freeze(content);
    return event.completed(hashes, titled, SearchMessage.of(titled));
  }
}
