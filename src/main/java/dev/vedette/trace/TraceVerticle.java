package dev.vedette.trace;

import dev.vedette.blob.Blobs;
import dev.vedette.event.ReplayEvents;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.UserAgents;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.ingest.Refunds;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectViews;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.util.List;

/** Reads the traces feed and stores spans, logs, replays and profile chunks. */
public final class TraceVerticle extends AbstractVerticle {

  private final ProjectViews projects;
  private final Blobs blobs;
  private final ReplayEvents replays = new ReplayEvents(new UserAgents());
  private final ItemGroupConsumers consumers;

  /** A verticle over the given feed, database and blobs. */
  public TraceVerticle(
      FeedReading reading, Database database, ProjectViews projects, Blobs blobs, Refunds refunds) {
    this.consumers =
        new ItemGroupConsumers(reading, database, refunds, FeedName.TRACES, this::save);
    this.projects = projects;
    this.blobs = blobs;
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public void stop() {
    consumers.stop();
  }

  /** Those of a project that was deleted meanwhile have no place. */
  private void save(Sql sql, ItemGroup group, List<Outcome> outcomes) {
    projects
        .byId(group.project())
        .map(view -> ScrubSettings.of(view.organizationOptions(), view.options()))
        .ifPresent(
            scrubbing -> new TraceItems(sql, group, replays, blobs, scrubbing, outcomes).save());
  }
}
