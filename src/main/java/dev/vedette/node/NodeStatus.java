package dev.vedette.node;

import dev.vedette.json.Json;
import dev.vedette.store.Database;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.NodeReport;
import dev.vedette.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Tells all others every few seconds that this node is there, and what it does. */
final class NodeStatus {

  static final Duration PERIOD = Duration.ofSeconds(5);

  private final Database database;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final String id;
  private final String address;
  private final String roles;
  private final Map<String, Integer> verticles;
  private final Instant started;
  private double storedBefore;
  private Instant toldBefore;
  private boolean left;
  private final ReentrantLock telling = new ReentrantLock();

  NodeStatus(
      Database database,
      Telemetry telemetry,
      InstantSource clock,
      String id,
      String address,
      String roles,
      Map<String, Integer> verticles) {
    this.database = database;
    this.telemetry = telemetry;
    this.clock = clock;
    this.id = id;
    this.address = address;
    this.roles = roles;
    this.verticles = verticles;
    this.started = clock.instant();
    this.toldBefore = started;
  }

  /** Tells it, until the node has left. Waits. */
  void tell() {
    telling.lock();
    try {
      if (!left) {
        store();
      }
    } finally {
      telling.unlock();
    }
  }

  private void store() {
    Instant now = clock.instant();
    double stored = telemetry.counter(Metric.PIPELINE_EVENTS, "result", "stored").count();
    double seconds = Math.max(1, Duration.between(toldBefore, now).toMillis() / 1000.0);
    double rate = (stored - storedBefore) / seconds;
    storedBefore = stored;
    toldBefore = now;
    Json.Builder instances = Json.object();
    verticles.forEach(instances::put);
    String version = NodeStatus.class.getPackage().getImplementationVersion();
    database
        .sql()
        .update(
            """
            INSERT INTO node_status (id, address, roles, verticles, events_per_second, version,
              started, seen)
            VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, $7, now())
            ON CONFLICT (id) DO UPDATE SET events_per_second = EXCLUDED.events_per_second,
              seen = EXCLUDED.seen\
            """,
            id,
            address,
            roles,
            instances.build().text(),
            rate,
            version == null ? "development" : version,
            started.atOffset(ZoneOffset.UTC));
    database
        .sql()
        .update(
            "DELETE FROM node_status WHERE seen < now() - make_interval(secs => $1)",
            (double) NodeReport.GONE_AFTER.toSeconds());
  }

  /** Leaves at once, instead of when nobody has heard of it for long. Waits. */
  void leave() {
    telling.lock();
    try {
      left = true;
      database.sql().update("DELETE FROM node_status WHERE id = $1", id);
    } finally {
      telling.unlock();
    }
  }
}
