package dev.vedette.release;

import dev.vedette.event.InboundFilters;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.util.List;

/** Reads the sessions feed and counts sessions. */
public final class SessionsVerticle extends AbstractVerticle {

  private final ProjectViews projects;
  private final ItemGroupConsumers consumers;

  /** A verticle over the given feed and database. */
  public SessionsVerticle(FeedReading reading, Database database, ProjectViews projects) {
    this.consumers = new ItemGroupConsumers(reading, database, FeedName.SESSIONS, this::save);
    this.projects = projects;
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

  private static Outcome save(Sql sql, ItemGroup group, Item item, ProjectView view) {
    Outcome.Kind kind = Outcome.Kind.ACCEPTED;
    String reason = "";
    try {
      SessionSource source = SessionSource.of(item, group);
      String filter =
          InboundFilters.of(view.options())
              .matchSession(source.address(), source.userAgent(), source.release());
      if (filter != null) {
        kind = Outcome.Kind.FILTERED;
        reason = filter;
      } else {
        for (SessionUpdate update : SessionUpdate.read(source.payload(), item, group)) {
          SessionRows.save(sql, group.project(), update);
        }
      }
    } catch (SessionUpdate.Invalid invalid) {
      kind = Outcome.Kind.INVALID;
      reason = String.valueOf(invalid.getMessage());
    }
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
