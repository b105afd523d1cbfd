package dev.vedette.project;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.store.Database;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and changes projects and their keys, each bound to its organization. Methods wait. */
public final class Projects {

  private final Database database;

  /** Projects in the given database. */
  public Projects(Database database) {
    this.database = database;
  }

  /** A project as settings and lists show it. */
  public record Project(
      ProjectId id,
      OrganizationId organization,
      String slug,
      String name,
      @Nullable String platform,
      Json.Obj options,
      @Nullable OffsetDateTime firstEvent,
      OffsetDateTime created,
      List<Team> teams) {}

  /** A team of a project. */
  public record Team(long id, String slug, String name) {}

  /**
   * A key of a project.
   *
   * @param limit of errors, or null
   * @param securityLimit of security reports alone, or null
   * @param browserSdk version that the loader script brings, e.g. {@code latest}
   * @param loader options of the loader script that are not as usual
   */
  public record Key(
      long id,
      String publicKey,
      String secretKey,
      String label,
      boolean active,
      ProjectView.@Nullable Limit limit,
      ProjectView.@Nullable Limit securityLimit,
      OffsetDateTime created,
      String browserSdk,
      Json.Obj loader) {

    /** Most characters of a label. */
    public static final int LONGEST_LABEL = 64;

    private static final int SHOWN = 14;

    /** The label, or the beginning of the key where it has none. */
    public String shownLabel() {
      return label.isBlank() ? publicKey.substring(0, SHOWN) : label;
    }
  }

  private static final String SELECT =
      """
      SELECT p.id, p.organization_id, p.slug, p.name, p.platform, p.options::text, p.first_event,
        p.created_at,
        (SELECT coalesce(json_agg(json_build_object('id', t.id, 'slug', t.slug, 'name', t.name) ORDER BY t.slug), '[]')
         FROM project_team pt JOIN team t ON t.id = pt.team_id WHERE pt.project_id = p.id)::text
      FROM project p
      """;

  private static Project project(Row row) {
    List<Team> teams =
        ((Json.Arr) JsonText.parseTrusted(row.getString(8)))
            .items().stream()
                .map(Json.Obj.class::cast)
                .map(team ->
                    new Team(
                        ((Json.Num) Json.orNull(team.get("id"))).asLong(),
                        String.valueOf(team.string("slug")),
                        String.valueOf(team.string("name"))))
                .toList();
    return new Project(
        new ProjectId(row.getLong(0)),
        new OrganizationId(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        JsonText.parseTrustedObject(row.getString(5)),
        row.getOffsetDateTime(6),
        row.getOffsetDateTime(7),
        teams);
  }

  /** The active projects of an organization, by slug. */
  public List<Project> list(OrganizationId organization) {
    return database
        .sql()
        .list(
            SELECT + "WHERE p.organization_id = $1 AND p.status = 'active' ORDER BY p.slug",
            Projects::project,
            organization.value());
  }

  /** A project by slug or number. */
  public Optional<Project> find(OrganizationId organization, String name) {
    return database
        .sql()
        .find(
            SELECT
                + "WHERE p.organization_id = $1 AND p.status = 'active' AND (p.slug = $2 OR p.id = $3)",
            Projects::project,
            organization.value(),
            name,
            name.matches("\\d{1,18}") ? Long.parseLong(name) : -1L);
  }

  /** Changes name, slug and platform; null values stay. A former slug leads to the new one. */
  public void update(
      Project project, @Nullable String name, @Nullable String slug, @Nullable String platform) {
    var unused =
        database.inTransaction(sql -> {
          if (slug != null && !slug.equals(project.slug())) {
            FormerSlugs.ofProject(sql, project.organization(), project.slug(), project.id());
          }
          return sql.update(
              """
              UPDATE project SET name = coalesce($3, name), slug = coalesce($4, slug),
                platform = coalesce($5, platform) WHERE organization_id = $1 AND id = $2\
              """,
              project.organization().value(),
              project.id().value(),
              name,
              slug,
              platform);
        });
  }

  /** Merges options into those of a project. */
  public void setOptions(Project project, Json.Obj options) {
    database
        .sql()
        .update(
            "UPDATE project SET options = options || $3::text::jsonb WHERE organization_id = $1 AND id = $2",
            project.organization().value(),
            project.id().value(),
            options.text());
  }

  /**
   * Gives a project the options, teams and environments of another one of its organization.
   *
   * @return false when one of them is gone
   */
  public boolean copySettings(Project from, Project to) {
    if (from.id().equals(to.id())) {
      return true;
    }
    return database.inTransaction(sql -> {
      int changed =
          sql.update(
              """
              UPDATE project t SET options = (s.options - 'sentry:token') || (
                SELECT coalesce(jsonb_object_agg(key, value), '{}')
                FROM jsonb_each(t.options) WHERE key = 'sentry:token')
              FROM project s WHERE t.id = $3 AND t.organization_id = $1
                AND s.id = $2 AND s.organization_id = $1 AND s.status = 'active'\
              """,
              from.organization().value(),
              from.id().value(),
              to.id().value());
      if (changed == 0) {
        return false;
      }
      sql.update("DELETE FROM project_team WHERE project_id = $1", to.id().value());
      sql.update(
          """
          INSERT INTO project_team (project_id, team_id)
          SELECT $2::int8, team_id FROM project_team WHERE project_id = $1\
          """,
          from.id().value(),
          to.id().value());
      sql.update(
          """
          INSERT INTO environment_project (environment_id, project_id, is_hidden)
          SELECT environment_id, $2::int8, is_hidden FROM environment_project WHERE project_id = $1
          ON CONFLICT (environment_id, project_id) DO UPDATE SET is_hidden = excluded.is_hidden\
          """,
          from.id().value(),
          to.id().value());
      return true;
    });
  }

  /** Hides a project and frees its slug; its events go with retention. */
  public void delete(Project project) {
    database
        .sql()
        .update(
            """
            UPDATE project SET status = 'pending_deletion', slug = slug || '-deleted-' || id
            WHERE organization_id = $1 AND id = $2\
            """,
            project.organization().value(),
            project.id().value());
  }

  private static final String KEYS =
      """
      SELECT k.id, k.public_key, k.secret_key, k.label, k.is_active, k.rate_count, k.rate_window,
        k.security_count, k.security_window, k.created_at, k.browser_sdk, k.loader::text FROM project_key k
      """;

  private static Key key(Row row) {
    return new Key(
        row.getLong(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        ProjectView.Limit.of(row.getInteger(5), row.getInteger(6)),
        ProjectView.Limit.of(row.getInteger(7), row.getInteger(8)),
        row.getOffsetDateTime(9),
        row.getString(10),
        JsonText.parseTrustedObject(row.getString(11)));
  }

  /** The keys of a project, oldest first. */
  public List<Key> keys(Project project) {
    return database
        .sql()
        .list(KEYS + "WHERE k.project_id = $1 ORDER BY k.id", Projects::key, project.id().value());
  }

  /** A key of a project by its public part. */
  public Optional<Key> findKey(Project project, String publicKey) {
    return database
        .sql()
        .find(
            KEYS + "WHERE k.project_id = $1 AND k.public_key = $2",
            Projects::key,
            project.id().value(),
            publicKey);
  }

  /** Changes a key; null values stay. */
  public void updateKey(
      Project project, Key key, @Nullable String label, @Nullable Boolean active) {
    database
        .sql()
        .update(
            """
            UPDATE project_key SET label = coalesce($3, label), is_active = coalesce($4, is_active)
            WHERE project_id = $1 AND id = $2\
            """,
            project.id().value(),
            key.id(),
            label,
            active);
  }

  /** Changes the limits of a key; those that are null stay, {@code NONE} takes one away. */
  public void updateLimits(
      Project project,
      Key key,
      ProjectView.@Nullable Limit limit,
      ProjectView.@Nullable Limit securityLimit) {
    setLimit("rate", project, key, limit);
    setLimit("security", project, key, securityLimit);
  }

  private void setLimit(
      String columns, Project project, Key key, ProjectView.@Nullable Limit limit) {
    if (limit != null) {
      database
          .sql()
          .update(
              """
              UPDATE project_key SET %1$s_count = nullif($3, 0), %1$s_window = nullif($4, 0)
              WHERE project_id = $1 AND id = $2\
              """
                  .formatted(columns),
              project.id().value(),
              key.id(),
              limit.count(),
              limit.windowSeconds());
    }
  }

  /** Deletes a key. */
  public void deleteKey(Project project, Key key) {
    database
        .sql()
        .update(
            "DELETE FROM project_key WHERE project_id = $1 AND id = $2",
            project.id().value(),
            key.id());
  }

  /** Changes what the loader script of a key brings; null values stay, options are merged. */
  public void updateLoader(
      Project project, Key key, @Nullable String browserSdk, Json.Obj options) {
    database
        .sql()
        .update(
            """
            UPDATE project_key SET browser_sdk = coalesce($3, browser_sdk),
              loader = loader || $4::text::jsonb WHERE project_id = $1 AND id = $2\
            """,
            project.id().value(),
            key.id(),
            browserSdk,
            options.text());
  }

  /** Marks a project for an account, or takes the mark away. */
  public void bookmark(Project project, long account, boolean on) {
    database
        .sql()
        .update(
            on
                ? "INSERT INTO project_bookmark (project_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
                : "DELETE FROM project_bookmark WHERE project_id = $1 AND account_id = $2",
            project.id().value(),
            account);
  }

  /** The projects that an account has marked, by number. */
  public Set<Long> bookmarked(long account) {
    return Set.copyOf(
        database
            .sql()
            .list(
                "SELECT project_id FROM project_bookmark WHERE account_id = $1",
                row -> row.getLong(0),
                account));
  }
}
