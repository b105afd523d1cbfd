package dev.vedette.trace;

import dev.vedette.event.ReplayEvents;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.UserAgents;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.feed.FeedBatch;
import dev.vedette.feed.FeedConsumers;
import dev.vedette.feed.FeedName;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import io.vertx.core.AbstractVerticle;
import java.util.ArrayList;
import java.util.List;

/** Reads the traces feed and stores spans, logs, replays and profile chunks. */
public final class TraceVerticle extends AbstractVerticle {

  private final Feed feed;
  private final Database database;
  private final ProjectViews projects;
  private final ReplayEvents replays = new ReplayEvents(new UserAgents());
  private final FeedConsumers consumers;

  /** A verticle over the given feed and database. */
  public TraceVerticle(
      Feed feed,
      DeadLetters deadLetters,
      Database database,
      ProjectViews projects,
      int batchRecords) {
    this.feed = feed;
    this.database = database;
    this.projects = projects;
    this.consumers =
        new FeedConsumers(feed, deadLetters, FeedName.TRACES, batchRecords, this::process);
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
            // a project that was deleted meanwhile has no place for them
            projects
                .byId(group.project())
                .map(view -> ScrubSettings.of(view.organizationOptions(), view.options()))
                .ifPresent(
                    scrubbing -> new TraceItems(sql, group, replays, scrubbing, outcomes).save());
          }
          Outcomes.append(sql, outcomes);
          feed.commit(sql, batch.position());
          return true;
        });
  }
}
