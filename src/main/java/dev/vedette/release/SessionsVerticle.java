package dev.vedette.release;

import dev.vedette.event.ClockDrift;
import dev.vedette.event.InboundFilters;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.ingest.ItemType;
import dev.vedette.ingest.Unkept;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.relay.RelayOutput;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.Optional;

/** Reads the sessions feed and counts sessions. */
public final class SessionsVerticle extends AbstractVerticle {

  private final ProjectViews projects;
  private final Duration maxDrift;
  private final Optional<RelayOutput> relay;
  private final ItemGroupConsumers consumers;

  /**
   * A verticle over the given feed and database.
   *
   * @param maxDrift difference of clocks that is tolerated
   * @param relay where the topics of a Relay are written, those
   */
  public SessionsVerticle(
      FeedReading reading,
      Database database,
      ProjectViews projects,
      Unkept unkept,
      Duration maxDrift,
      Optional<RelayOutput> relay) {
    this.consumers =
        new ItemGroupConsumers(reading, database, projects, unkept, FeedName.SESSIONS, this::save);
    this.projects = projects;
    this.maxDrift = maxDrift;
    this.relay = relay;
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public void stop() {
    consumers.stop();
  }

  private void save(Sql sql, ItemGroup group, ItemGroupConsumers.Batch batch) {
    Optional<ProjectView> view = projects.byId(group.project());
    if (view.isEmpty()) {
      return;
    }
    for (Item item : group.items()) {
      Outcome outcome =
          item.type() == ItemType.METRIC_BUCKETS
              ? saveMetric(sql, group, item)
              : save(sql, group, item, view.get(), batch);
      boolean ofReader = outcome.kind() == Outcome.Kind.ACCEPTED && !isStored();
      if (!ofReader) {
        RelayOutput.tell(relay, batch, group, outcome);
      }
    }
  }

  /** Sessions that a Relay has counted: those that began are accepted. */
  private static Outcome saveMetric(Sql sql, ItemGroup group, Item item) {
    try {
      SessionMetric metric = SessionMetric.read(item, group.project());
      metric.save(sql);
      return group.outcome(Outcome.Kind.ACCEPTED, "", Category.SESSION, metric.begun());
    } catch (SessionUpdate.Invalid invalid) {
      return outcome(group, Outcome.Kind.INVALID, String.valueOf(invalid.getMessage()));
    }
  }

  private boolean isStored() {
    return relay.map(output -> !output.isInstead()).orElse(true);
  }

  private Outcome save(
      Sql sql, ItemGroup group, Item item, ProjectView view, ItemGroupConsumers.Batch batch) {
    try {
      SessionSource source = SessionSource.of(item, group);
      SessionUpdate.Updates updates =
          SessionUpdate.read(source, item, group, ClockDrift.tolerated(view.options(), maxDrift));
      String filter =
          InboundFilters.of(view.options())
              .matchSession(source.address(), source.userAgent(), source.release());
      if (filter != null) {
        return outcome(group, Outcome.Kind.FILTERED, filter);
      }
      for (SessionUpdate update : updates.kept()) {
        keep(sql, group, update, batch);
      }
      boolean late = updates.late() > 0 && updates.kept().isEmpty();
      return late
          ? outcome(group, Outcome.Kind.INVALID, "timestamp")
          : outcome(group, Outcome.Kind.ACCEPTED, "");
    } catch (SessionUpdate.Invalid invalid) {
      return outcome(group, Outcome.Kind.INVALID, String.valueOf(invalid.getMessage()));
    }
  }

  private void keep(
      Sql sql, ItemGroup group, SessionUpdate update, ItemGroupConsumers.Batch batch) {
    relay.ifPresent(output ->
        MetricsOfSessions.of(update)
            .forEach(metric -> batch.await(output.sessions(group, metric))));
    if (isStored()) {
      SessionRows.save(sql, group.project(), update);
    }
  }

  private static Outcome outcome(ItemGroup group, Outcome.Kind kind, String reason) {
    return group.outcome(kind, reason, Category.SESSION, 1);
  }
}
