package dev.vedette.monitor;

import dev.vedette.event.InboundFilters;
import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedReading;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemGroupConsumers;
import dev.vedette.ingest.Unkept;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectViews;
import dev.vedette.relay.RelayOutput;
import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import dev.vedette.store.StoredText;
import io.vertx.core.AbstractVerticle;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the check-ins feed; a check-in with a configuration creates or changes its monitor. */
public final class CheckInsVerticle extends AbstractVerticle {

  private static final UUID NIL = new UUID(0, 0);

  private final ProjectViews projects;
  private final Optional<RelayOutput> relay;
  private final ItemGroupConsumers consumers;

  /**
   * A verticle over the given feed and database.
   *
   * @param relay where the topics of a Relay are written, those
   */
  public CheckInsVerticle(
      FeedReading reading,
      Database database,
      ProjectViews projects,
      Unkept unkept,
      Optional<RelayOutput> relay) {
    this.projects = projects;
    this.relay = relay;
    this.consumers =
        new ItemGroupConsumers(reading, database, projects, unkept, FeedName.CHECK_INS, this::save);
  }

  @Override
  public void start() {
    consumers.start();
  }

  @Override
  public void stop() {
    consumers.stop();
  }

  private void save(Sql sql, ItemGroup group, ItemGroupConsumers.Batch batch) {
    String filter = filter(group);
    if (filter != null) {
      group
          .items()
          .forEach(item ->
              RelayOutput.tell(relay, batch, group, outcome(group, Outcome.Kind.FILTERED, filter)));
      return;
    }
    boolean stored = relay.map(output -> !output.isInstead()).orElse(true);
    for (Item item : group.items()) {
      CheckIn checkIn = CheckIn.read(item.bytes());
      boolean accepted = checkIn != null;
      if (checkIn != null) {
        relay.ifPresent(output ->
            batch.await(
                output.checkIn(group, checkIn.slug(), checkIn.environment(), item.bytes())));
        accepted = !stored || save(sql, group, checkIn);
      }
      if (!accepted || stored) {
        Outcome outcome =
            accepted
                ? outcome(group, Outcome.Kind.ACCEPTED, "")
                : outcome(group, Outcome.Kind.INVALID, "invalid_check_in");
        RelayOutput.tell(relay, batch, group, outcome);
      }
    }
  }

  private static Outcome outcome(ItemGroup group, Outcome.Kind kind, String reason) {
    return group.outcome(kind, reason, Category.MONITOR, 1);
  }

  /** Reason for which the project hears nothing of the sender, or null. */
  private @Nullable String filter(ItemGroup group) {
    return projects
        .byId(group.project())
        .map(view -> InboundFilters.of(view.options()).matchClient(group.sender().address()))
        .orElse(null);
  }

  /** Stores a check-in; false when its monitor is another project's. */
  private static boolean save(Sql sql, ItemGroup group, CheckIn checkIn) {
    Optional<UUID> monitor = monitor(sql, group, checkIn);
    monitor.ifPresent(known -> save(sql, group, checkIn, known));
    return monitor.isPresent();
  }

  private static void save(Sql sql, ItemGroup group, CheckIn checkIn, UUID monitor) {
    OffsetDateTime now = group.received().atOffset(ZoneOffset.UTC);
    sql.update(
        "INSERT INTO monitor_environment VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        monitor,
        checkIn.environment(),
        group.project().value());
    UUID id = checkIn.id();
    if (id.equals(NIL)) {
      Optional<UUID> running =
          sql.find(
              """
              SELECT id FROM check_in WHERE monitor_id = $1 AND environment = $2
                AND status = 'in_progress' ORDER BY started_at DESC LIMIT 1\
              """,
              row -> row.getUUID(0),
              monitor,
              checkIn.environment());
      id = running.orElseGet(UUID::randomUUID);
    }
    sql.update(
        """
        INSERT INTO check_in AS c (id, monitor_id, project_id, environment, status, duration, release,
          trace_id, started_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, updated_at = EXCLUDED.updated_at,
          duration = coalesce(EXCLUDED.duration,
            extract(epoch FROM EXCLUDED.updated_at - c.started_at))
        WHERE c.project_id = EXCLUDED.project_id AND c.status = 'in_progress'\
        """,
        id,
        monitor,
        group.project().value(),
        checkIn.environment(),
        checkIn.status(),
        checkIn.duration(),
        checkIn.release(),
        checkIn.traceId(),
        now);
  }

  /** The monitor of a check-in; empty when its name is taken by another project. */
  private static Optional<UUID> monitor(Sql sql, ItemGroup group, CheckIn checkIn) {
    Json.Obj config = checkIn.config();
    return sql.find(
        """
        INSERT INTO monitor AS m (id, organization_id, project_id, slug, name, config)
        VALUES ($1, $2, $3, $4, $4, coalesce($5::text::jsonb, '{}'))
        ON CONFLICT (organization_id, slug) DO UPDATE SET
          config = coalesce($5::text::jsonb, m.config)
        WHERE m.project_id = EXCLUDED.project_id RETURNING id\
        """,
        row -> row.getUUID(0),
        UUID.randomUUID(),
        group.organization().value(),
        group.project().value(),
        checkIn.slug(),
        config == null ? null : StoredText.json(config));
  }
}
