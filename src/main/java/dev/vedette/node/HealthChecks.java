package dev.vedette.node;

import dev.vedette.counter.RedisCounters;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.store.Database;
import dev.vedette.store.DiskSpace;
import dev.vedette.telemetry.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The health of a node (spec 10 §20): checked every ten seconds in the background, answered from
 * memory. Problems that come and go are told in the log.
 */
final class HealthChecks {

  private static final Logger LOG = LogManager.getLogger(HealthChecks.class);

  /** How often the checks run. */
  static final Duration PERIOD = Duration.ofSeconds(10);

  private static final Duration DATABASE_GRACE = Duration.ofSeconds(30);
  private static final Duration LATE = Duration.ofMinutes(5);

  /** How far clocks may be apart. */
  private static final Duration CLOCKS = Duration.ofSeconds(5);

  /** How long the nodes of a cluster may take to come. */
  private static final Duration GATHERING = Duration.ofSeconds(60);

  /** How long a check may take. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Parts parts;
  private final BacklogAge backlog = new BacklogAge();
  private final Instant started;
  private volatile HealthReport last = new HealthReport(List.of());

  /** In nanoseconds of the system's counter, which no change of the clock moves. */
  private volatile long databaseSeen = System.nanoTime();

  private volatile long feedSeen = System.nanoTime();
  private volatile boolean memoryFull;

  /**
   * What is checked.
   *
   * @param redis empty where counters are kept in the process
   */
  record Parts(
      Database database,
      Feed feed,
      DeadLetters deadLetters,
      DiskSpace disk,
      HeapSpace heap,
      Optional<RedisCounters> redis,
      InstantSource clock) {}

  /** Asks one part; waits. */
  @FunctionalInterface
  private interface Question {
    /** What is wrong, in one sentence; null when nothing is. */
    @Nullable String problem() throws Exception;
  }

  HealthChecks(Parts parts) {
    this.parts = parts;
    this.started = parts.clock().instant();
  }

  /** Runs all checks; waits. */
  void run() {
    List<HealthReport.Check> found = new ArrayList<>();
    found.add(check("database", true, "PostgreSQL does not answer.", this::database));
    found.add(check("feed", true, "The feeds do not answer.", this::feed));
    parts
        .redis()
        .ifPresent(redis ->
            found.add(check("redis", false, "Redis does not answer.", () -> redis(redis))));
    found.add(check("disk", true, "", this::disk));
    found.add(check("memory", true, "", this::memory));
    found.add(check("clock", false, "The database's clock is not known.", this::clock));
    found.add(check("nodes", false, "The nodes are not known.", this::nodes));
    found.add(check("dead-letters", false, "Dead letters are not known.", this::deadLetters));
    HealthReport report = new HealthReport(List.copyOf(found));
    tellChanges(last, report);
    last = report;
  }

  private static void tellChanges(HealthReport before, HealthReport now) {
    for (HealthReport.Check check : now.checks()) {
      boolean wasWrong =
          before.checks().stream()
              .anyMatch(old -> old.name().equals(check.name()) && old.problem() != null);
      if (check.problem() != null && !wasWrong) {
        LOG.warn("health: {}", check.problem());
      } else if (check.problem() == null && wasWrong) {
        LOG.info("health: {} is well again", check.name());
      }
    }
  }

  /**
   * Asks a part on a thread of its own, so that one that is silent holds up no other.
   *
   * @param silent what is told when there is no answer
   */
  private static HealthReport.Check check(
      String name, boolean critical, String silent, Question question) {
    long began = System.nanoTime();
    CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
    Thread asking =
        Thread.ofVirtual()
            .name("health-" + name)
            .start(() -> {
              try {
                answer.complete(question.problem());
              } catch (Throwable failure) {
                answer.completeExceptionally(failure);
              }
            });
    String problem;
    try {
      problem = answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      LOG.debug("check {}", name, failure);
      problem = silent;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      problem = silent;
    }
    asking.interrupt();
    return new HealthReport.Check(
        name, problem, critical, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private @Nullable String database() {
    boolean answers =
        parts
            .database()
            .sql()
            .findWithin(LONGEST, "SELECT 1", row -> row.getInteger(0))
            .isPresent();
    databaseSeen = System.nanoTime();
    return answers ? null : "PostgreSQL answers nonsense.";
  }

  private @Nullable String feed() {
    List<Feed.Lag> lags = parts.feed().lag();
    feedSeen = System.nanoTime();
    Duration age = backlog.observe(lags, parts.clock().instant());
    return age.compareTo(LATE) > 0
        ? "%d records wait to be processed, the oldest for %d minutes or more."
            .formatted(lags.stream().mapToLong(Feed.Lag::waiting).sum(), age.toMinutes())
        : null;
  }

  private static @Nullable String redis(RedisCounters redis) {
    var unused = redis.get("health").await();
    return null;
  }

  private @Nullable String disk() {
    return switch (parts.disk().level()) {
      case ENOUGH -> null;
      case LOW -> "Less than 10 % of the disk is free: events are taken more slowly.";
      case FULL -> "Less than 5 % of the disk is free: events are refused.";
    };
  }

  private @Nullable String memory() {
    memoryFull = parts.heap().isFull();
    return memoryFull ? "The heap is full: give the server more (VEDETTE_HEAP)." : null;
  }

  private @Nullable String clock() {
    Instant theirs =
        parts
            .database()
            .sql()
            .one("SELECT clock_timestamp()", row -> row.getOffsetDateTime(0).toInstant());
    Duration apart = Duration.between(theirs, parts.clock().instant()).abs();
    return apart.compareTo(CLOCKS) > 0
        ? "The database's clock and ours are %d s apart.".formatted(apart.toSeconds())
        : null;
  }

  private @Nullable String nodes() {
    List<NodeReport> nodes = NodeReport.all(parts.database());
    String versions =
        nodes.stream()
            .map(NodeReport::version)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (versions.contains(", ")) {
      return "The nodes run different versions: %s.".formatted(versions);
    }
    if (Duration.between(started, parts.clock().instant()).compareTo(GATHERING) < 0) {
      return null;
    }
    String lacking =
        Arrays.stream(NodeRole.values())
            .map(NodeRole::label)
            .filter(role ->
                nodes.stream().noneMatch(node -> List.of(node.roles().split(",")).contains(role)))
            .collect(Collectors.joining(", "));
    return lacking.isEmpty() ? null : "No node has the roles: %s.".formatted(lacking);
  }

  private @Nullable String deadLetters() {
    if (parts.feed().lost() > 0) {
      return "%d records were lost by the log before they were processed."
          .formatted(parts.feed().lost());
    }
    long letters = parts.deadLetters().count();
    return letters > 0 ? "%d records could not be processed.".formatted(letters) : null;
  }

  /** What the checks found last. */
  HealthReport last() {
    return last;
  }

  /** Whether the database has answered lately, so that requests can be taken. */
  boolean isDatabaseThere() {
    return System.nanoTime() - databaseSeen < DATABASE_GRACE.toNanos();
  }

  /**
   * Whether requests should come here: the database and the feed have answered lately. A full disk
   * takes no events, but what lies on it can be looked at and deleted.
   */
  boolean isServing() {
    return isDatabaseThere() && System.nanoTime() - feedSeen < DATABASE_GRACE.toNanos();
  }

  /** Whether events should come here. */
  boolean isTakingEvents() {
    return isServing() && !memoryFull && parts.disk().level() != DiskSpace.Level.FULL;
  }
}
