package dev.vedette.trace;

import dev.vedette.blob.Blobs;
import dev.vedette.event.InboundFilters;
import dev.vedette.event.ReplayEvents;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.UserAgents;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.ingest.Unkept;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import dev.vedette.relay.RelayOutput;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.AbstractVerticle;
import java.util.Optional;

/** Reads the traces feed and stores spans, logs, replays and profile chunks. */
public final class TraceVerticle extends AbstractVerticle {

  private final ProjectViews projects;
  private final Blobs blobs;
  private final Optional<RelayOutput> relay;
  private final ReplayEvents replays = new ReplayEvents(new UserAgents());
  private final ItemGroupConsumers consumers;

  /**
   * A verticle over the given feed, database and blobs.
   *
   * @param relay where the topics of a Relay are written, those
   */
  public TraceVerticle(
      FeedReading reading,
      Database database,
      ProjectViews projects,
      Blobs blobs,
      Unkept unkept,
      Optional<RelayOutput> relay) {
    this.consumers =
        new ItemGroupConsumers(reading, database, projects, unkept, FeedName.TRACES, this::save);
    this.projects = projects;
    this.blobs = blobs;
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

  /** Those of a project that was deleted meanwhile have no place. */
  private void save(Sql sql, ItemGroup group, ItemGroupConsumers.Batch batch) {
    Optional<ProjectView> view = projects.byId(group.project());
    if (view.isEmpty()) {
      return;
    }
    ScrubSettings scrubbing =
        ScrubSettings.of(view.get().organizationOptions(), view.get().options());
    TraceWork work = new TraceWork(sql, group, batch, blobs, scrubbing, relay);
    String filter = InboundFilters.of(view.get().options()).matchClient(group.sender().address());
    if (filter == null) {
      new TraceItems(work, replays).save();
    } else {
      work.refuseAll(filter);
    }
  }
}
