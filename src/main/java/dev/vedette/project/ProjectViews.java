package dev.vedette.project;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.bus.Bus;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cached views of projects by public key and by number. A change announced as {@link
 * ProjectChanged} takes effect at once; without it, after the time to live. Methods may wait for
 * the database.
 */
public final class ProjectViews {

  private static final long MOST = 100_000;

  private static final String COLUMNS =
      """
      SELECT o.id, o.slug, o.options::text, p.id, p.slug, p.options::text,
        o.status = 'active' AND p.status = 'active', k.id, k.public_key, k.is_active,
        k.rate_count, k.rate_window, k.security_count, k.security_window,
        (SELECT count(*) FROM monitor_environment e WHERE e.project_id = p.id)
      FROM project p JOIN organization o ON o.id = p.organization_id
      """;

  /** A request does not wait longer for its key (spec 01 §1). */
  private static final Duration LONGEST_LOOK_UP = Duration.ofSeconds(5);

  private final Database database;
  private final Cache<String, ProjectView> byKey;
  private final Cache<String, Boolean> unknownKeys;
  private final Cache<ProjectId, ProjectView> byId;
  private final Cache<Long, ProjectView> byKeyId;

  /**
   * Views read from the given database.
   *
   * @param lifetime how long a view is used without asking again
   * @param unknownLifetime how long an unknown key stays unknown
   */
  public ProjectViews(Database database, Bus bus, Duration lifetime, Duration unknownLifetime) {
    this.database = database;
    this.byKey = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(lifetime).build();
    this.unknownKeys =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(unknownLifetime).build();
    this.byId = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(lifetime).build();
    this.byKeyId = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(lifetime).build();
    var unused = bus.listen(ProjectChanged.class, change -> forget(change.project()));
  }

  private void forget(ProjectId project) {
    byKey.asMap().values().removeIf(view -> view.project().equals(project));
    unknownKeys.invalidateAll();
    byId.invalidate(project);
    byKeyId.asMap().values().removeIf(view -> view.project().equals(project));
  }

  /** The project that a public key belongs to; its {@code key} is set. */
  public Optional<ProjectView> byKey(String publicKey) {
    ProjectView cached = byKey.getIfPresent(publicKey);
    if (cached != null) {
      return Optional.of(cached);
    }
    if (unknownKeys.getIfPresent(publicKey) != null) {
      return Optional.empty();
    }
    Optional<ProjectView> found =
        database
            .sql()
            .findWithin(
                LONGEST_LOOK_UP,
                COLUMNS + "JOIN project_key k ON k.project_id = p.id WHERE k.public_key = $1",
                ProjectViews::view,
                publicKey);
    found.ifPresentOrElse(
        view -> byKey.put(publicKey, view), () -> unknownKeys.put(publicKey, Boolean.TRUE));
    return found;
  }

  /** A project by its number; its {@code key} is not set. */
  public Optional<ProjectView> byId(ProjectId project) {
    ProjectView cached = byId.getIfPresent(project);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<ProjectView> found =
        database
            .sql()
            .find(
                COLUMNS + "LEFT JOIN project_key k ON false WHERE p.id = $1",
                ProjectViews::view,
                project.value());
    found.ifPresent(view -> byId.put(project, view));
    return found;
  }

  /** A project by the number of one of its keys; its {@code key} is set. */
  public Optional<ProjectView> byKeyId(long keyId) {
    ProjectView cached = byKeyId.getIfPresent(keyId);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<ProjectView> found =
        database
            .sql()
            .find(
                COLUMNS + "JOIN project_key k ON k.project_id = p.id WHERE k.id = $1",
                ProjectViews::view,
                keyId);
    found.ifPresent(view -> byKeyId.put(keyId, view));
    return found;
  }

  private static ProjectView view(Row row) {
    return new ProjectView(
        new OrganizationId(row.getLong(0)),
        row.getString(1),
        JsonText.parseTrustedObject(row.getString(2)),
        new ProjectId(row.getLong(3)),
        row.getString(4),
        JsonText.parseTrustedObject(row.getString(5)),
        row.getBoolean(6),
        row.getLong(14),
        key(row));
  }

  private static ProjectView.@Nullable Key key(Row row) {
    Long id = row.getLong(7);
    if (id == null) {
      return null;
    }
    return new ProjectView.Key(
        id,
        row.getString(8),
        row.getBoolean(9),
        ProjectView.Limit.of(row.getInteger(10), row.getInteger(11)),
        ProjectView.Limit.of(row.getInteger(12), row.getInteger(13)));
  }
}
