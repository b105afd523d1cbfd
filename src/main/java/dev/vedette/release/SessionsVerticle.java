package dev.vedette.release;

import dev.vedette.event.InboundFilters;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumers;
import dev.vedette.feed.FeedName;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.util.ArrayList;
import java.util.List;

/** Reads the sessions feed and counts sessions. */
public final class SessionsVerticle extends AbstractVerticle {

  private final Feed feed;
  private final Database database;
  private final ProjectViews projects;
  private final FeedConsumers consumers;

  /** A verticle over the given feed and database. */
  public SessionsVerticle(
      Feed feed,
      DeadLetters deadLetters,
      Database database,
      ProjectViews projects,
      int batchRecords) {
    this.feed = feed;
    this.database = database;
    this.projects = projects;
    this.consumers =
        new FeedConsumers(feed, deadLetters, FeedName.SESSIONS, batchRecords, this::process);
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
    var unused =
        database.inTransaction(sql -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (byte[] body : batch.bodies()) {
            ItemGroup group = ItemGroupCodec.decode(body);
            for (Item item : group.items()) {
              projects
                  .byId(group.project())
                  .ifPresent(view -> outcomes.add(save(sql, group, item, view)));
            }
          }
          Outcomes.append(sql, outcomes);
          feed.commit(sql, batch.position());
          return true;
        });
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
