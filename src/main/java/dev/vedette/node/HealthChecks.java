package dev.vedette.node;

import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.json.Json;
import dev.vedette.store.Database;
import dev.vedette.store.DiskSpace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The health of a node (spec 10 §20): checked every ten seconds in the background, answered from
 * memory.
 */
final class HealthChecks {

  /** How often the checks run. */
  static final Duration PERIOD = Duration.ofSeconds(10);

  private static final Duration DATABASE_GRACE = Duration.ofSeconds(30);
  private static final long LATE_RECORDS = 100_000;

  /** How long the database may take to answer. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Database database;
  private final Feed feed;
  private final DeadLetters deadLetters;
  private final DiskSpace disk;
  private volatile Map<String, Check> last = Map.of();

  /** In nanoseconds of the system's counter, which no change of the clock moves. */
  private volatile long databaseSeen = System.nanoTime();

  private volatile long feedSeen = System.nanoTime();

  /**
   * The result of one check.
   *
   * @param problem one sentence, or null when all is well
   * @param critical whether the problem keeps the node from its work
   */
  private record Check(@Nullable String problem, boolean critical, long millis) {}

  HealthChecks(Database database, Feed feed, DeadLetters deadLetters, DiskSpace disk) {
    this.database = database;
    this.feed = feed;
    this.deadLetters = deadLetters;
    this.disk = disk;
  }

  /** Runs all checks; waits. */
  void run() {
    Map<String, Check> found = new LinkedHashMap<>();
    found.put("database", timed(true, this::database));
    found.put("feed", timed(true, this::feed));
    found.put("dead-letters", timed(false, this::deadLetters));
    found.put("disk", timed(true, this::disk));
    last = Map.copyOf(found);
  }

  private static Check timed(boolean critical, Supplier<@Nullable String> check) {
    long began = System.nanoTime();
    String problem;
    try {
      problem = check.get();
    } catch (RuntimeException failed) {
      problem = "A check failed: " + failed.getMessage();
    }
    return new Check(problem, critical, (System.nanoTime() - began) / 1_000_000);
  }

  private @Nullable String database() {
    try {
      boolean answers =
          database.sql().findWithin(LONGEST, "SELECT 1", row -> row.getInteger(0)).isPresent();
      databaseSeen = System.nanoTime();
      return answers ? null : "PostgreSQL answers nonsense.";
    } catch (RuntimeException away) {
      return "PostgreSQL does not answer.";
    }
  }

  private @Nullable String feed() {
    long waiting = feed.lag().stream().mapToLong(Feed.Lag::waiting).sum();
    feedSeen = System.nanoTime();
    return waiting > LATE_RECORDS ? "%d records wait to be processed.".formatted(waiting) : null;
  }

  private @Nullable String deadLetters() {
    if (feed.lost() > 0) {
      return "%d records were lost by the log before they were processed.".formatted(feed.lost());
    }
    long letters = deadLetters.count();
    return letters > 0 ? "%d records could not be processed.".formatted(letters) : null;
  }

  private @Nullable String disk() {
    return switch (disk.level()) {
      case ENOUGH -> null;
      case LOW -> "Less than 10 % of the disk is free: events are taken more slowly.";
      case FULL -> "Less than 5 % of the disk is free: events are refused.";
    };
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
    return isServing() && disk.level() != DiskSpace.Level.FULL;
  }

  /** Whether nothing critical is wrong. */
  boolean isHealthy() {
    return last.values().stream().noneMatch(check -> check.critical() && check.problem() != null);
  }

  /** All problems, for those who run the server, the critical ones first (spec 10 §20). */
  Json.Obj problems() {
    record Problem(String message, boolean critical) {}
    List<Problem> found = new ArrayList<>();
    Json.Builder healthy = Json.object();
    last.forEach((name, check) -> {
      healthy.put(name, check.problem() == null);
      if (check.problem() != null) {
        found.add(new Problem(check.problem(), check.critical()));
      }
    });
    List<Json> problems =
        found.stream()
            .sorted(
                Comparator.comparing(Problem::critical).reversed().thenComparing(Problem::message))
            .map(problem ->
                (Json)
                    Json.object()
                        .put("id", id(problem.message()))
                        .put("message", problem.message())
                        .put("severity", problem.critical() ? "critical" : "warning")
                        .put("url", Json.NULL)
                        .build())
            .toList();
    return Json.object()
        .put("problems", new Json.Arr(problems))
        .put("healthy", healthy.build())
        .build();
  }

  private static String id(String message) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(message.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The report of {@code /_health/?full}.
   *
   * @param details with the checks themselves, which tell of hosts and times
   */
  Json.Obj report(boolean details) {
    List<Json> problems = new ArrayList<>();
    Json.Builder healthy = Json.object();
    Json.Builder checks = Json.object();
    last.forEach((name, check) -> {
      boolean critical = check.problem() != null && check.critical();
      if (critical) {
        problems.add(Json.of(check.problem()));
      }
      healthy.put(name, !critical);
      checks.put(
          name,
          Json.object()
              .put("ok", check.problem() == null)
              .put("ms", check.millis())
              .put("detail", check.problem())
              .build());
    });
    Json.Builder report =
        Json.object().put("problems", new Json.Arr(problems)).put("healthy", healthy.build());
    if (details) {
      report.put("checks", checks.build());
    }
    return report.build();
  }
}
