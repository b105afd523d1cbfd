package dev.vedette.telemetry;

import dev.vedette.store.Database;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A node as it was last heard of.
 *
 * @param verticles number of instances by name, as JSON
 * @param eventsPerSecond events its pipeline has stored lately
 */
public record NodeReport(
    String id,
    String address,
    String roles,
    String verticles,
    double eventsPerSecond,
    String version,
    OffsetDateTime started,
    OffsetDateTime seen) {

  /** A node that was not heard of for so long is gone. */
  public static final Duration GONE_AFTER = Duration.ofSeconds(30);

  /** All nodes that were heard of lately, the oldest first. Waits. */
  public static List<NodeReport> all(Database database) {
    return database
        .sql()
        .list(
            """
            SELECT id, address, roles, verticles::text, events_per_second, version, started, seen
            FROM node_status WHERE seen > now() - make_interval(secs => $1) ORDER BY started, id\
            """,
            row ->
                new NodeReport(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getDouble(4),
                    row.getString(5),
                    row.getOffsetDateTime(6),
                    row.getOffsetDateTime(7)),
            (double) GONE_AFTER.toSeconds());
  }
}
