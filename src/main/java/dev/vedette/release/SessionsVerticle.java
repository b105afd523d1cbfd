package dev.vedette.release;

import dev.vedette.event.InboundFilters;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.ingest.Refunds;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.List;

/** Reads the sessions feed and counts sessions. */
public final class SessionsVerticle extends AbstractVerticle {

  private final ProjectViews projects;
  private final Duration maxDrift;
  private final ItemGroupConsumers consumers;

  /**
   * A verticle over the given feed and database.
   *
   * @param maxDrift difference of clocks that is tolerated
   */
  public SessionsVerticle(
      FeedReading reading,
      Database database,
      ProjectViews projects,
      Refunds refunds,
      Duration maxDrift) {
    this.consumers =
        new ItemGroupConsumers(reading, database, refunds, FeedName.SESSIONS, this::save);
    this.projects = projects;
    this.maxDrift = maxDrift;
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public void stop() {
    consumers.stop();
  }

  private void save(Sql sql, ItemGroup group, List<Outcome> outcomes) {
    projects
        .byId(group.project())
        .ifPresent(
            view -> group.items().forEach(item -> outcomes.add(save(sql, group, item, view))));
  }

  private Outcome save(Sql sql, ItemGroup group, Item item, ProjectView view) {
    try {
      SessionSource source = SessionSource.of(item, group);
      SessionUpdate.Updates updates = SessionUpdate.read(source, item, group, maxDrift);
      String filter =
          InboundFilters.of(view.options())
              .matchSession(source.address(), source.userAgent(), source.release());
      if (filter != null) {
        return outcome(group, Outcome.Kind.FILTERED, filter);
      }
      for (SessionUpdate update : updates.kept()) {
        SessionRows.save(sql, group.project(), update);
      }
      boolean late = updates.late() > 0 && updates.kept().isEmpty();
      return late
          ? outcome(group, Outcome.Kind.INVALID, "timestamp")
          : outcome(group, Outcome.Kind.ACCEPTED, "");
    } catch (SessionUpdate.Invalid invalid) {
      return outcome(group, Outcome.Kind.INVALID, String.valueOf(invalid.getMessage()));
    }
  }

  private static Outcome outcome(ItemGroup group, Outcome.Kind kind, String reason) {
    return new Outcome(
        group.organization(),
        group.project(),
        group.keyId(),
        group.received(),
        kind,
        reason,
        Category.SESSION,
        1);
  }
}
