package dev.vedette.issue;

import dev.vedette.bus.Bus;
import dev.vedette.bus.Fault;
import dev.vedette.feed.Feed;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AbstractVerticle;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Saves batches of events ({@link SaveEvents}). Runs on virtual threads. */
public final class IssueVerticle extends AbstractVerticle {

  private final Bus bus;
  private final Database database;
  private final Feed feed;
  private final Telemetry telemetry;
  private final HashResolver hashes;
  private final Environments environments;

  /** A verticle that saves into the given database. */
  public IssueVerticle(Bus bus, Database database, Feed feed, Telemetry telemetry) {
    this.bus = bus;
    this.database = database;
    this.feed = feed;
    this.telemetry = telemetry;
    this.hashes = new HashResolver(database);
    this.environments = new Environments(database);
  }

  @Override
  public void start() {
    IssueQueries issues = new IssueQueries(database);
    IssueChanges changes = new IssueChanges(database);
    EventQueries events = new EventQueries(database);
    bus.serve(SaveEvents.class, this::save);
    bus.serve(ListIssues.class, issues::list);
    bus.serve(FindIssue.class, issues::find);
    bus.serve(ChangeIssues.class, changes::change);
    bus.serve(DeleteIssues.class, request -> delete(changes, request));
    bus.serve(ListEvents.class, events::list);
    bus.serve(FindEvent.class, events::find);
    var unused = bus.listen(IssuesDeleted.class, deleted -> hashes.forget());
  }

  private Integer delete(IssueChanges changes, DeleteIssues request) {
    int deleted = changes.delete(request);
    bus.announce(new IssuesDeleted(request.issues()));
    return deleted;
  }

  private Saved save(SaveEvents batch) {
    Timer.Sample started = Timer.start();
    try {
      Map<String, Long> environmentIds = environments.resolve(batch.events());
      HashResolver.Resolved resolved = hashes.resolve(batch.events());
      List<EventToSave> fresh =
          database.inTransaction(
              sql -> new SaveTransaction(sql, batch, resolved, environmentIds).run(feed));
      telemetry.counter(Metric.ISSUES_CREATED).increment(resolved.created());
      announce(fresh, resolved.created());
      return new Saved(fresh.size(), batch.events().size() - fresh.size());
    } catch (RuntimeException failure) {
      hashes.forget();
      if (Database.isDataError(failure)) {
        throw new Fault(Fault.Code.UNPROCESSABLE, String.valueOf(failure.getMessage()), failure);
      }
      throw failure;
    } finally {
      started.stop(telemetry.timer(Metric.SAVE_BATCH));
    }
  }

  private void announce(List<EventToSave> fresh, int newIssues) {
    Map<Long, Set<ProjectId>> projects = new TreeMap<>();
    for (EventToSave event : fresh) {
      projects
          .computeIfAbsent(event.organization().value(), id -> new HashSet<>())
          .add(event.project());
    }
    projects.forEach((organization, ofOrganization) ->
        bus.announce(
            new EventsArrived(
                new OrganizationId(organization),
                Set.copyOf(ofOrganization),
                fresh.size(),
                newIssues)));
  }
}
