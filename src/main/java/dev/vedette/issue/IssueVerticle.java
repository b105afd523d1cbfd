package dev.vedette.issue;

import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.feed.Feed;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Blame;
import dev.vedette.store.Compressor;
import dev.vedette.store.Database;
import dev.vedette.store.Partitions;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AbstractVerticle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Saves batches of events ({@link SaveEvents}). Runs on virtual threads. */
public final class IssueVerticle extends AbstractVerticle {

  /** Compresses payloads as far as the next levels do, in three quarters of their time. */
  private static final int PAYLOAD_LEVEL = 1;

  private final Bus bus;
  private final Database database;
  private final Feed feed;
  private final Telemetry telemetry;
  private final Options options;
  private final HashResolver hashes;
  private final Environments environments;
  private final Partitions partitions;
  private final Compressor compressor = new Compressor(PAYLOAD_LEVEL);

  /** A verticle that saves into the given database. */
  public IssueVerticle(
      Bus bus, Database database, Feed feed, Telemetry telemetry, Options options) {
    this.bus = bus;
    this.database = database;
    this.feed = feed;
    this.telemetry = telemetry;
    this.options = options;
    this.hashes = new HashResolver(database);
    this.environments = new Environments(database);
    this.partitions = new Partitions(database);
  }

  @Override
  public void start() {
    IssueQueries issues = new IssueQueries(database);
    IssueChanges changes = new IssueChanges(database);
    EventQueries events = new EventQueries(database);
    bus.serve(SaveEvents.class, this::save);
    bus.serve(ListIssues.class, issues::list);
    bus.serve(CountIssues.class, issues::count);
    bus.serve(FindIssue.class, issues::find);
    bus.serve(FindSharedIssue.class, new IssueShares(database)::find);
    ActivityQueries activity = new ActivityQueries(database);
    bus.serve(ListActivity.class, activity::history);
    bus.serve(AddNote.class, activity::add);
    ReportQueries reports = new ReportQueries(database, feed);
    bus.serve(ListReports.class, reports::list);
    bus.serve(AddReport.class, reports::add);
    bus.serve(ChangeIssues.class, changes::change);
    bus.serve(UnassignLeaver.class, changes::unassign);
    IssueDeletion deletion = new IssueDeletion(database);
    bus.serve(DeleteIssues.class, request -> gone(request.issues(), deletion.delete(request)));
    Tombstones tombstones = new Tombstones(database);
    bus.serve(DiscardIssues.class, request -> gone(request.issues(), tombstones.discard(request)));
    bus.serve(ListTombstones.class, tombstones::list);
    bus.serve(DeleteTombstone.class, tombstones::delete);
    bus.serve(DeleteAttachment.class, asked -> AttachmentRows.delete(database, asked));
    bus.serve(ListEvents.class, events::list);
    bus.serve(ListHashes.class, events::hashes);
    bus.serve(FindEvent.class, events::find);
    bus.serve(FindEventIssue.class, events::issue);
    bus.serve(IssueTags.class, new TagQueries(database)::ofIssue);
    bus.serve(ListUsers.class, new UserQueries(database)::list);
    var unused = bus.listen(IssuesDeleted.class, deleted -> hashes.forget());
  }

  private Integer gone(List<Long> issues, int deleted) {
    bus.announce(new IssuesDeleted(issues));
    return deleted;
  }

  private Saved save(SaveEvents asked) {
    Timer.Sample started = Timer.start();
    try {
      partitions.createFor(asked.events().stream().map(EventToSave::received));
      Map<String, Long> environmentIds = environments.resolve(asked.events());
      HashResolver.Resolved resolved = hashes.resolve(asked.events());
      CrashReports.Limited limited = CrashReports.limit(database.sql(), asked, resolved);
      SaveEvents batch = limited.batch();
      List<EventToSave> candidates =
          SaveTransaction.unique(
              batch.events().stream().filter(event -> !resolved.isDiscarded(event)).toList());
      EventRows.Payloads payloads = EventRows.Payloads.of(candidates, compressor);
      List<Saved.Refused> refused = new ArrayList<>();
      List<EventToSave> fresh =
          database.inRedoableTransaction(sql -> {
            SaveTransaction save =
                new SaveTransaction(
                    sql,
                    limited,
                    candidates,
                    payloads,
                    resolved,
                    environmentIds,
                    options.isOn(Option.TRANSACTION_METRICS));
            List<EventToSave> stored = save.run(feed);
            refused.addAll(save.refused());
            return stored;
          });
      telemetry.counter(Metric.ISSUES_CREATED).increment(resolved.createdTotal());
      announce(fresh, resolved.created());
      int discarded = (int) batch.events().stream().filter(resolved::isDiscarded).count();
      int repeated = batch.events().size() - fresh.size() - discarded;
      return new Saved(fresh.size(), repeated, discarded, refused);
    } catch (Exception failure) {
      hashes.forget();
      throw meaning(failure);
    } finally {
      started.stop(telemetry.timer(Metric.SAVE_BATCH));
    }
  }

  /** What a failed save tells the reader of the feed: wait, or look for the record to blame. */
  private static Fault meaning(Exception failure) {
    if (failure instanceof Fault fault) {
      return fault;
    }
    Fault.Code code =
        switch (Blame.of(failure)) {
          case DATA -> Fault.Code.UNPROCESSABLE;
          case SURROUNDINGS -> Fault.Code.UNAVAILABLE;
        };
    return new Fault(code, String.valueOf(failure.getMessage()), failure);
  }

  private void announce(List<EventToSave> fresh, Map<Long, Integer> created) {
    Map<OrganizationId, List<EventToSave>> byOrganization =
        fresh.stream().collect(Collectors.groupingBy(EventToSave::organization));
    byOrganization.forEach((organization, events) -> {
      Map<ProjectId, Integer> grouped = new TreeMap<>(Comparator.comparing(ProjectId::value));
      for (EventToSave event : events) {
        grouped.merge(event.project(), event.isGrouped() ? 1 : 0, Integer::sum);
      }
      List<EventsArrived.Arrival> arrivals = new ArrayList<>();
      grouped.forEach((project, count) ->
          arrivals.add(
              new EventsArrived.Arrival(project, count, created.getOrDefault(project.value(), 0))));
      bus.announce(new EventsArrived(organization, arrivals));
    });
  }
}
