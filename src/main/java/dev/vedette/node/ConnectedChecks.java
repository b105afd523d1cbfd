package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.counter.RedisCounters;
import dev.vedette.store.Database;
import dev.vedette.store.Migrations;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Checks of what a server connects to (spec 10 §7.2). Methods wait. */
final class ConnectedChecks {

  private static final int OLDEST_POSTGRES = 140_000;
  private static final Duration CLOCKS = Duration.ofSeconds(5);
  private static final double OLDEST_REDIS = 6.2;

  private static final Logger LOG = LogManager.getLogger(ConnectedChecks.class);
  private static final Duration SERVER_START = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofSeconds(1);

  private ConnectedChecks() {}

  /** Tells what was found, and ends a start for an error. */
  static void require(List<StartChecks.Finding> findings) throws StartFailure {
    findings.forEach(finding -> LOG.warn("{}", finding.line()));
    for (StartChecks.Finding finding : findings) {
      if (finding.isError()) {
        throw new StartFailure(StartFailure.CONFIGURATION, finding.setting(), finding.sentence());
      }
    }
  }

  /** Whether PostgreSQL is one that can be used, and lives by the same time. */
  static List<StartChecks.Finding> of(Database database, InstantSource clock) {
    record Server(int version, String encoding, Instant now) {}
    Server server =
        database
            .sql()
            .one(
                """
                SELECT current_setting('server_version_num')::int4,
                  current_setting('server_encoding'), clock_timestamp()\
                """,
                row ->
                    new Server(
                        row.getInteger(0), row.getString(1), row.getOffsetDateTime(2).toInstant()));
    List<StartChecks.Finding> findings = new ArrayList<>();
    if (server.version() < OLDEST_POSTGRES) {
      findings.add(
          StartChecks.error(
              "database.url",
              "is PostgreSQL %d. Use 14 or newer".formatted(server.version() / 10_000)));
    }
    if (!server.encoding().equals("UTF8")) {
      findings.add(
          StartChecks.error(
              "database.url",
              "stores text as %s. Use a database made with ENCODING 'UTF8'"
                  .formatted(server.encoding())));
    }
    try {
      var unused = Migrations.isCurrent(database);
    } catch (Migrations.SchemaTooNew newer) {
      findings.add(
          StartChecks.error("database.url", newer.getMessage() + ". Use that version or a newer"));
    }
    Duration apart = Duration.between(server.now(), clock.instant()).abs();
    if (apart.compareTo(CLOCKS) > 0) {
      findings.add(
          StartChecks.warning(
              "database.url",
              "its clock and ours are %d s apart. Set both by NTP".formatted(apart.toSeconds())));
    }
    return findings;
  }

  /** Whether Redis and Kafka can be used, where the settings name them. */
  static List<StartChecks.Finding> ofServices(Vertx vertx, Settings settings) {
    List<StartChecks.Finding> findings = new ArrayList<>();
    String redis = settings.find(Keys.REDIS_URL);
    if (redis != null) {
      findings.addAll(ofRedis(vertx, redis));
    }
    if (Feeds.areInKafka(settings)) {
      try {
        Feeds.verify(vertx, settings);
      } catch (StartFailure failure) {
        findings.add(StartChecks.error("kafka.brokers", failure.sentence()));
      }
    }
    return findings;
  }

  private static List<StartChecks.Finding> ofRedis(Vertx vertx, String url) {
    RedisCounters counters = new RedisCounters(vertx, url, InstantSource.system());
    try {
      return of(counters);
    } catch (Exception away) {
      return List.of(
          StartChecks.error(
              "redis.url", "does not answer: %s. Check it".formatted(away.getMessage())));
    } finally {
      counters.close();
    }
  }

  /** For a server: waits for a minute until Redis answers, then checks it (spec 10 §2). */
  static List<StartChecks.Finding> await(RedisCounters redis) throws StartFailure {
    long end = System.nanoTime() + SERVER_START.toNanos();
    while (true) {
      try {
        return of(redis);
      } catch (Exception away) {
        if (System.nanoTime() > end) {
          throw new StartFailure(
              StartFailure.UNAVAILABLE,
              "redis",
              "does not answer: %s. Check redis.url".formatted(away.getMessage()));
        }
        LOG.warn("Redis does not answer yet, waiting: {}", away.getMessage());
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  /** Whether Redis is one that can be used. */
  static List<StartChecks.Finding> of(RedisCounters redis) {
    List<StartChecks.Finding> findings = new ArrayList<>();
    String version = redis.info("server", "redis_version");
    if (version.matches("\\d+\\.\\d+.*") && number(version) < OLDEST_REDIS) {
      findings.add(
          StartChecks.error("redis.url", "is Redis %s. Use 6.2 or newer".formatted(version)));
    }
    String policy = redis.info("memory", "maxmemory_policy");
    if (!policy.isEmpty() && !policy.equals("noeviction")) {
      findings.add(
          StartChecks.warning(
              "redis.url",
              "forgets counters under pressure (maxmemory-policy %s). Set noeviction"
                  .formatted(policy)));
    }
    return findings;
  }

  private static double number(String version) {
    String[] parts = version.split("\\.", 3);
    return Double.parseDouble(parts[0] + "." + parts[1]);
  }
}
