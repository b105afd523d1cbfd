package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads events. Every statement is bound to organization and project. */
final class EventQueries {

  private static final String NEWEST = "e.timestamp DESC, e.event_id DESC";

  /** Events among which a recommended one is looked for: each is read whole. */
  private static final long MOST_COMPARED = 20;

  private static final String SUMMARY =
      """
      SELECT e.event_id, h.issue_id, e.project_id, e.type, e.title, e.culprit, e.location,
        e.platform, e.timestamp, e.payload, e.tags::text\
      """;

  private static final String WINDOW =
      """
      ($6::timestamptz IS NULL OR e.timestamp >= $6)
        AND ($7::timestamptz IS NULL OR e.timestamp < $7)
        AND (cardinality($8::text[]) = 0 OR e.environment = ANY($8))\
      """;

  private static final String OF_PROJECT =
      """
      %1$s FROM event e JOIN project p ON p.id = e.project_id AND p.organization_id = $1
      LEFT JOIN issue_hash h ON h.id = e.hash_id
      WHERE e.project_id = $2 AND $3::int8 IS NULL AND %2$s ORDER BY %3$s LIMIT $4 OFFSET $5\
      """;

  /** Hash by hash, each by its index: an issue may be one of thousands in millions of events. */
  private static final String OF_ISSUE =
      """
      %1$s FROM issue_hash h JOIN project p ON p.id = h.project_id AND p.organization_id = $1
      CROSS JOIN LATERAL (
        SELECT * FROM event e WHERE e.hash_id = h.id AND %2$s
        ORDER BY %3$s LIMIT $4::int8 + $5::int8) e
      WHERE h.project_id = $2 AND h.issue_id = $3 ORDER BY %3$s LIMIT $4 OFFSET $5\
      """;

  private final Database database;

  EventQueries(Database database) {
    this.database = database;
  }

  ListEvents.Page list(ListEvents query) {
    List<ListEvents.Summary> found =
        database
            .sql()
            .list(
                (query.issue() == null ? OF_PROJECT : OF_ISSUE)
                    .formatted(SUMMARY, WINDOW, query.window().sample() ? "e.event_id" : NEWEST),
                EventQueries::summary,
                query.organization().value(),
                query.project().value(),
                query.issue(),
                query.limit() + 1,
                query.offset(),
                utc(query.window().from()),
                utc(query.window().to()),
                query.window().environments().toArray(String[]::new));
    boolean more = found.size() > query.limit();
    List<ListEvents.Summary> page = more ? found.subList(0, query.limit()) : found;
    return new ListEvents.Page(
        EventFiles.withCrashes(database.sql(), query.project().value(), page), more);
  }

  ListHashes.Page hashes(ListHashes query) {
    List<ListHashes.Entry> found =
        database
            .sql()
            .list(
                """
                SELECT e.event_id, h.issue_id, e.project_id, e.type, e.title, e.culprit, e.location,
                  e.platform, e.timestamp, e.payload, e.tags::text, h.hash
                FROM issue_hash h
                JOIN project p ON p.id = h.project_id AND p.organization_id = $1
                CROSS JOIN LATERAL (
                  SELECT * FROM event WHERE hash_id = h.id
                  ORDER BY timestamp DESC, event_id DESC LIMIT 1) e
                WHERE h.project_id = $2 AND h.issue_id = $3
                ORDER BY e.timestamp DESC, h.id DESC LIMIT $4 OFFSET $5\
                """,
                row -> new ListHashes.Entry(row.getString(11), summary(row)),
                query.organization().value(),
                query.project().value(),
                query.issue(),
                query.limit() + 1,
                query.offset());
    boolean more = found.size() > query.limit();
    return new ListHashes.Page(more ? found.subList(0, query.limit()) : found, more);
  }

  private static ListEvents.Summary summary(Row row) {
    return new ListEvents.Summary(
        hex(row.getUUID(0)),
        row.getLong(1),
        new ProjectId(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getOffsetDateTime(8).toInstant(),
        EventRows.payload(row.getBuffer(9)),
        JsonText.parseTrustedObject(row.getString(10)),
        null);
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  static String hex(UUID id) {
    return id.toString().replace("-", "");
  }

  Optional<FindEvent.Found> find(FindEvent query) {
    Optional<Row> row =
        switch (query.name()) {
          case "latest" -> first(query, NEWEST);
          case "recommended", "helpful" -> recommended(query).or(() -> first(query, NEWEST));
          case "oldest" -> first(query, "e.timestamp, e.event_id");
          default -> byId(query);
        };
    return row.map(event -> found(event, query));
  }

  private static final String EVENT =
      "SELECT e.event_id, e.project_id, h.issue_id, e.size, e.received, e.timestamp, e.payload";

  private Optional<Row> byId(FindEvent query) {
    String plain = query.name().replace("-", "");
    return plain.matches("[0-9a-fA-F]{32}")
        ? database
            .sql()
            .find(
                """
                %s FROM event e JOIN project p ON p.id = e.project_id AND p.organization_id = $1
                LEFT JOIN issue_hash h ON h.id = e.hash_id
                WHERE e.project_id = $2 AND e.event_id = $4
                  AND ($3::int8 IS NULL OR h.issue_id = $3)
                ORDER BY %s LIMIT 1\
                """
                    .formatted(EVENT, NEWEST),
                row -> row,
                query.organization().value(),
                query.project().value(),
                query.issue(),
                EventRows.uuid(plain))
        : Optional.empty();
  }

  private Optional<Row> first(FindEvent query, String order) {
    return query.issue() == null
        ? Optional.empty()
        : database
            .sql()
            .find(
                """
                %1$s FROM issue_hash h
                JOIN project p ON p.id = h.project_id AND p.organization_id = $1
                CROSS JOIN LATERAL (
                  SELECT * FROM event e WHERE e.hash_id = h.id
                    AND (cardinality($4::text[]) = 0 OR e.environment = ANY($4))
                  ORDER BY %2$s LIMIT 1) e
                WHERE h.project_id = $2 AND h.issue_id = $3 ORDER BY %2$s LIMIT 1\
                """
                    .formatted(EVENT, order),
                row -> row,
                query.organization().value(),
                query.project().value(),
                query.issue(),
                query.environments().toArray(String[]::new));
  }

  /** The most telling of the newest events of the issue's last week (spec 06 §5.8). */
  private Optional<Row> recommended(FindEvent query) {
    return query.issue() == null
        ? Optional.empty()
        : database
            .sql()
            .list(
                """
                %1$s FROM issue_hash h
                JOIN project p ON p.id = h.project_id AND p.organization_id = $1
                JOIN issue_stat s ON s.issue_id = h.issue_id
                CROSS JOIN LATERAL (
                  SELECT * FROM event e WHERE e.hash_id = h.id
                    AND e.timestamp >= s.last_seen + interval '1 minute' - interval '7 days'
                    AND e.timestamp < s.last_seen + interval '1 minute'
                    AND (cardinality($4::text[]) = 0 OR e.environment = ANY($4))
                  ORDER BY %2$s LIMIT $5::int8) e
                WHERE h.project_id = $2 AND h.issue_id = $3 ORDER BY %2$s LIMIT $5::int8\
                """
                    .formatted(EVENT, NEWEST),
                row -> row,
                query.organization().value(),
                query.project().value(),
                query.issue(),
                query.environments().toArray(String[]::new),
                MOST_COMPARED)
            .stream()
            // of equals the first, which is the newest
            .map(row -> Map.entry(row, EventWorth.of(EventRows.payload(row.getBuffer(6)))))
            .reduce((best, next) -> next.getValue().compareTo(best.getValue()) > 0 ? next : best)
            .map(Map.Entry::getKey);
  }

  /** The issue of an event. */
  Optional<Long> issue(FindEventIssue query) {
    return database
        .sql()
        .find(
            """
            SELECT h.issue_id FROM event e
            JOIN project p ON p.id = e.project_id AND p.organization_id = $1
            JOIN issue_hash h ON h.id = e.hash_id
            WHERE e.project_id = ANY($2::int8[]) AND e.event_id = $3 LIMIT 1\
            """,
            row -> row.getLong(0),
            query.organization().value(),
            query.projects().stream().map(ProjectId::value).toArray(Long[]::new),
            EventRows.uuid(query.event()));
  }

  private FindEvent.Found found(Row row, FindEvent query) {
    Json.Obj event = EventRows.payload(row.getBuffer(6));
    UUID id = row.getUUID(0);
    long project = row.getLong(1);
    Long issue = row.getLong(2);
    OffsetDateTime timestamp = row.getOffsetDateTime(5);
    return new FindEvent.Found(
        event,
        hex(id),
        new ProjectId(project),
        issue,
        row.getInteger(3),
        row.getOffsetDateTime(4).toInstant(),
        neighbour(query, issue, timestamp, id, Direction.OLDER),
        neighbour(query, issue, timestamp, id, Direction.NEWER),
        EventFiles.of(database.sql(), project, id),
        report(project, id),
        release(query, event.string("release")));
  }

  private FindEvent.@Nullable Release release(FindEvent query, @Nullable String version) {
    return version == null
        ? null
        : database
            .sql()
            .find(
                """
                SELECT r.id, r.date_added, r.date_released, p.slug, p.name, p.platform,
                  (SELECT count(*) FROM issue i
                    WHERE i.first_release_id = r.id AND i.project_id = p.id AND i.status < 3),
                  EXISTS (SELECT FROM session_hour s WHERE s.project_id = p.id
                    AND s.hour > now() - interval '1 day' AND s.release = r.version)
                FROM release r JOIN project p ON p.organization_id = r.organization_id
                WHERE r.organization_id = $1 AND r.version = $2 AND p.id = $3\
                """,
                row ->
                    new FindEvent.Release(
                        row.getLong(0),
                        row.getOffsetDateTime(1).toInstant(),
                        row.getOffsetDateTime(2) == null
                            ? null
                            : row.getOffsetDateTime(2).toInstant(),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getBoolean(7)),
                query.organization().value(),
                version,
                query.project().value())
            .orElse(null);
  }

  private enum Direction {
    OLDER("<", "DESC"),
    NEWER(">", "ASC");

    private final String compare;
    private final String order;

    Direction(String compare, String order) {
      this.compare = compare;
      this.order = order;
    }
  }

  private @Nullable String neighbour(
      FindEvent query,
      @Nullable Long issue,
      OffsetDateTime timestamp,
      UUID id,
      Direction direction) {
    return issue == null
        ? null
        : database
            .sql()
            .find(
                """
                SELECT e.event_id FROM issue_hash h
                JOIN project p ON p.id = h.project_id AND p.organization_id = $5
                CROSS JOIN LATERAL (
                  SELECT event_id, timestamp FROM event WHERE hash_id = h.id
                    AND (timestamp, event_id) %1$s ($2, $3)
                    AND (cardinality($4::text[]) = 0 OR environment = ANY($4))
                  ORDER BY timestamp %2$s, event_id %2$s LIMIT 1) e
                WHERE h.issue_id = $1 ORDER BY e.timestamp %2$s, e.event_id %2$s LIMIT 1\
                """
                    .formatted(direction.compare, direction.order),
                row -> hex(row.getUUID(0)),
                issue,
                timestamp,
                id,
                query.environments().toArray(String[]::new),
                query.organization().value())
            .orElse(null);
  }

  private FindEvent.@Nullable Report report(long project, UUID event) {
    return database
        .sql()
        .find(
            """
            SELECT id, name, email, comments, created_at FROM user_report
            WHERE project_id = $1 AND event_id = $2\
            """,
            row ->
                new FindEvent.Report(
                    row.getLong(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getOffsetDateTime(4).toInstant()),
            project,
            event)
        .orElse(null);
  }
}
