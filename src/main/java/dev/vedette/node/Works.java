package dev.vedette.node;

import dev.vedette.blob.Blobs;
import dev.vedette.config.Keys;
import dev.vedette.config.Options;
import dev.vedette.config.Settings;
import dev.vedette.counter.Counters;
import dev.vedette.event.Places;
import dev.vedette.feed.FeedReading;
import dev.vedette.grouping.GroupingVerticle;
import dev.vedette.ingest.Refunds;
import dev.vedette.ingest.Unkept;
import dev.vedette.issue.IssueVerticle;
import dev.vedette.monitor.CheckInsVerticle;
import dev.vedette.pipeline.PipelineVerticle;
import dev.vedette.project.ProjectViews;
import dev.vedette.project.RecentDrops;
import dev.vedette.relay.RelayOutput;
import dev.vedette.release.SessionsVerticle;
import dev.vedette.telemetry.Telemetry;
import dev.vedette.trace.TraceVerticle;
import io.vertx.core.AbstractVerticle;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The verticles that work on what the feeds hold, as many of each as the settings say. */
final class Works {

  private final VedetteNode.Services services;
  private final Settings settings;
  private final Instances instances;
  private final BiConsumer<String, Supplier<AbstractVerticle>> deploy;

  /**
   * Works that have not begun.
   *
   * @param deploy starts one verticle of a name
   */
  Works(
      VedetteNode.Services services,
      Settings settings,
      Instances instances,
      BiConsumer<String, Supplier<AbstractVerticle>> deploy) {
    this.services = services;
    this.settings = settings;
    this.instances = instances;
    this.deploy = deploy;
  }

  /** What the works share with the rest of the node. */
  record Shared(
      ProjectViews projects,
      Counters counters,
      Options options,
      Blobs blobs,
      RecentDrops drops,
      Telemetry telemetry,
      Optional<RelayOutput> relay) {}

  /** Starts what the roles ask for: who answers before who asks. */
  void start(Set<NodeRole> roles, Shared shared) throws StartFailure {
    Places places = PlacesFile.open(settings);
    Refunds refunds = new Refunds(shared.projects(), shared.counters(), shared.options());
    Unkept unkept = new Unkept(refunds, shared.drops());
    if (roles.contains(NodeRole.ISSUE)) {
      each(
          "issues",
          reading ->
              new IssueVerticle(
                  services.bus(),
                  services.database(),
                  services.feed(),
                  shared.telemetry(),
                  shared.options()));
    }
    if (roles.contains(NodeRole.GROUPING)) {
      each("grouping", reading -> new GroupingVerticle(services.bus()));
    }
    if (roles.contains(NodeRole.PIPELINE)) {
      each("pipeline", reading -> pipeline(reading, shared, refunds, places));
      each(
          "sessions",
          reading ->
              new SessionsVerticle(
                  reading,
                  services.database(),
                  shared.projects(),
                  unkept,
                  settings.get(Keys.INGEST_MAX_CLOCK_DRIFT),
                  shared.relay()));
      each(
          "check-ins",
          reading ->
              new CheckInsVerticle(
                  reading, services.database(), shared.projects(), unkept, shared.relay()));
      each(
          "traces",
          reading ->
              new TraceVerticle(
                  reading,
                  services.database(),
                  shared.projects(),
                  shared.blobs(),
                  unkept,
                  shared.relay()));
    }
  }

  private PipelineVerticle pipeline(
      FeedReading reading, Shared shared, Refunds refunds, Places places) {
    return new PipelineVerticle(
        new PipelineVerticle.Resources(
            services.bus(),
            reading,
            shared.projects(),
            refunds,
            shared.counters(),
            shared.options(),
            shared.drops(),
            shared.blobs(),
            shared.telemetry(),
            places,
            shared.relay()),
        settings.get(Keys.INGEST_MAX_CLOCK_DRIFT));
  }

  private void each(
      String name, java.util.function.Function<FeedReading, AbstractVerticle> verticle) {
    int count = instances.of(name);
    for (int i = 0; i < count; i++) {
      FeedReading reading =
          new FeedReading(
              services.feed(),
              services.deadLetters(),
              settings.get(Keys.FEED_BATCH_RECORDS),
              settings.get(Keys.FEED_GATHERING),
              i,
              count);
      deploy.accept(name, () -> verticle.apply(reading));
    }
  }
}
