package dev.vedette.node;

import dev.vedette.blob.Blobs;
import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.feed.Feed;
import dev.vedette.feed.KafkaFeed;
import dev.vedette.issue.DueChanges;
import dev.vedette.issue.LateReports;
import dev.vedette.issue.RollUps;
import dev.vedette.project.Outcomes;
import dev.vedette.project.RecentDrops;
import dev.vedette.project.RefusalRecorder;
import dev.vedette.store.Database;
import dev.vedette.store.Leases;
import dev.vedette.store.Partitions;
import dev.vedette.store.Sql;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What runs by the clock: merging counts, trimming the feed, making partitions, retention. */
final class Maintenance {

  private static final Logger LOG = LogManager.getLogger(Maintenance.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration MERGE_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_MERGE_PAUSE = Duration.ofSeconds(5);

  private final Database database;
  private final Leases leases;
  private final Feed feed;
  private final Blobs blobs;
  private final Options options;
  private final RefusalRecorder refusals;
  private final RecentDrops drops;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final boolean scheduler;
  private final boolean kafka;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Thread> lanes = new ArrayList<>();

  Maintenance(
      Database database,
      Leases leases,
      Feed feed,
      Blobs blobs,
      Options options,
      RefusalRecorder refusals,
      RecentDrops drops,
      Telemetry telemetry,
      InstantSource clock,
      boolean scheduler) {
    this.kafka = feed instanceof KafkaFeed;
    this.scheduler = scheduler;
    this.database = database;
    this.leases = leases;
    this.feed = feed;
    this.blobs = blobs;
    this.options = options;
    this.refusals = refusals;
    this.drops = drops;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  void start() {
    new Partitions(database).createAround(clock.instant());
    every(Duration.ofSeconds(1), "refusals", refusals::flush);
    every(Duration.ofSeconds(1), "drops", drops::flush);
    every(Duration.ofSeconds(1), "options", options::reload);
    if (scheduler) {
      again(Maintenance::mergePause, "outcomes", this::mergeOutcomes);
      again(Maintenance::mergePause, "roll-ups", this::mergeRollUps);
      every(Duration.ofSeconds(2), "trim", feed::trim);
      every(Duration.ofSeconds(5), "reports", this::linkReports);
      every(Duration.ofMinutes(10), "partitions", this::partitions);
      every(Duration.ofMinutes(10), "retention", this::retention);
      every(Duration.ofHours(1), "sweep", this::sweep);
      every(Duration.ofMinutes(5), "issues", this::dueChanges);
    }
  }

  /** Runs a task again and again until the node stops. */
  void every(Duration period, String name, Runnable task) {
    again(took -> period, name, task);
  }

  /** Likewise, with a pause that depends on how long the task took. */
  private void again(UnaryOperator<Duration> pause, String name, Runnable task) {
    lanes.add(
        Thread.ofVirtual()
            .name("maintenance-" + name)
            .start(() -> {
              Duration took = Duration.ZERO;
              while (!isStopping(pause.apply(took))) {
                long began = System.nanoTime();
                try {
                  task.run();
                } catch (Exception failure) {
                  LOG.warn("maintenance {} failed: {}", name, failure.toString());
                  LOG.debug("the failure", failure);
                }
                took = Duration.ofNanos(System.nanoTime() - began);
              }
            }));
  }

  /**
   * The pause after a merge. The longer it is, the more a statement finds of each issue, so under
   * load merges take a twentieth of the time; but what issues show of their newest events waits no
   * longer than {@link #LONGEST_MERGE_PAUSE}.
   */
  static Duration mergePause(Duration took) {
    Duration wanted = took.multipliedBy(20);
    if (wanted.compareTo(MERGE_PAUSE) < 0) {
      return MERGE_PAUSE;
    }
    return wanted.compareTo(LONGEST_MERGE_PAUSE) > 0 ? LONGEST_MERGE_PAUSE : wanted;
  }

  private boolean isStopping(Duration wait) {
    try {
      return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void mergeOutcomes() {
    withLease("outcomes", fence -> Outcomes.merge(database, fence));
  }

  private void mergeRollUps() {
    withLease("roll-ups", fence -> RollUps.merge(database, fence));
  }

  private void linkReports() {
    withLease("reports", fence -> LateReports.link(database, feed, clock.instant(), fence));
  }

  private void dueChanges() {
    withLease("issues", fence -> DueChanges.run(database, clock.instant(), fence));
  }

  /** Works while this node holds a lease; what is written after its loss is rolled back. */
  private void withLease(String name, Consumer<Consumer<Sql>> work) {
    OptionalLong fence = leases.acquire(name, LEASE);
    if (fence.isPresent()) {
      work.accept(sql -> Leases.require(sql, name, fence.getAsLong()));
    }
  }

  private void partitions() {
    new Partitions(database).createAround(clock.instant());
  }

  private void retention() {
    Instant now = clock.instant();
    Partitions partitions = new Partitions(database);
    if (leases.acquire("retention", LEASE).isEmpty()) {
      return;
    }
    long days = Math.max(1, options.number(Option.EVENT_RETENTION_DAYS));
    Instant oldest = now.minus(Duration.ofDays(days));
    for (Partitions.Leaf leaf : partitions.expired(oldest)) {
      partitions.drop(leaf);
      telemetry.counter(Metric.RETENTION_DROPPED).increment();
      LOG.info("retention dropped {} ({} bytes)", leaf.name(), leaf.bytes());
    }
    new Retention(database, oldest, now, null).delete(EnumSet.allOf(Retention.Kind.class));
  }

  private void sweep() {
    if (leases.acquire("sweep", LEASE).isEmpty()) {
      return;
    }
    try {
      var unused = BlobSweep.once(database, blobs, clock.instant(), kafka);
    } catch (IOException unreadable) {
      LOG.warn("blobs could not be swept: {}", unreadable.toString());
    }
  }

  /** Ends the lanes and merges a last time. */
  void stop() {
    stopping.countDown();
    for (Thread lane : lanes) {
      try {
        lane.join(Duration.ofSeconds(5));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    refusals.flush();
    drops.flush();
    if (!scheduler) {
      return;
    }
    mergeOutcomes();
    mergeRollUps();
    leases.release("outcomes");
    leases.release("roll-ups");
    leases.release("retention");
    leases.release("sweep");
    leases.release("issues");
    leases.release("reports");
  }
}
