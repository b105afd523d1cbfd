package dev.vedette.project;

import dev.vedette.store.Sql;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes organizations, teams, projects and keys, within a transaction of the caller. */
public final class Provisioning {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What pages in browsers bring along is filtered from the start (spec 11 §12.1). */
  private static final String FILTERS_OF_BROWSERS =
      """
      {"filters:browser-extensions": true, "filters:legacy-browsers": true,
       "filters:web-crawlers": true, "filters:filtered-transaction": true}\
      """;

  private Provisioning() {}

  /** A new or existing organization. */
  public static OrganizationId organization(Sql sql, String slug, String name) {
    return new OrganizationId(
        sql.one(
            """
            INSERT INTO organization (slug, name) VALUES ($1, $2)
            ON CONFLICT (slug) DO UPDATE SET slug = EXCLUDED.slug RETURNING id\
            """,
            row -> row.getLong(0),
            slug,
            name));
  }

  /**
   * A new organization; empty when its slug is taken, or was another's, which is still looked for
   * under it.
   */
  public static Optional<OrganizationId> newOrganization(Sql sql, String slug, String name) {
    return sql.find(
        """
        INSERT INTO organization (slug, name) SELECT $1::text, $2::text
        WHERE NOT EXISTS (SELECT FROM former_organization_slug WHERE slug = $1)
        ON CONFLICT DO NOTHING RETURNING id\
        """,
        row -> new OrganizationId(row.getLong(0)),
        slug,
        name);
  }

  /** Makes an account a member, unless it is one; gives the number of the membership. */
  public static long member(Sql sql, OrganizationId organization, long account, String role) {
    return sql.one(
        """
        INSERT INTO member (organization_id, account_id, role) VALUES ($1, $2, $3)
        ON CONFLICT (organization_id, account_id) DO UPDATE SET account_id = EXCLUDED.account_id
        RETURNING id\
        """,
        row -> row.getLong(0),
        organization.value(),
        account,
        role);
  }

  /** A new or existing team. */
  public static long team(Sql sql, OrganizationId organization, String slug, String name) {
    return sql.one(
        """
        INSERT INTO team (organization_id, slug, name) VALUES ($1, $2, $3)
        ON CONFLICT (organization_id, slug) DO UPDATE SET slug = EXCLUDED.slug RETURNING id\
        """,
        row -> row.getLong(0),
        organization.value(),
        slug,
        name);
  }

  /** A new team; empty when its slug is taken. */
  public static Optional<Long> newTeam(
      Sql sql, OrganizationId organization, String slug, String name) {
    return sql.find(
        """
        INSERT INTO team (organization_id, slug, name) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING id\
        """,
        row -> row.getLong(0),
        organization.value(),
        slug,
        name);
  }

  /** Puts a member into a team. */
  public static void join(Sql sql, long team, long member) {
    sql.update(
        "INSERT INTO team_member (team_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        team,
        member);
  }

  /** The project of a slug. */
  public static Optional<ProjectId> findProject(Sql sql, OrganizationId organization, String slug) {
    return sql.find(
        "SELECT id FROM project WHERE organization_id = $1 AND slug = $2",
        row -> new ProjectId(row.getLong(0)),
        organization.value(),
        slug);
  }

  /** A new project with its first key, in a team if one is given. */
  public static ProjectId project(
      Sql sql,
      OrganizationId organization,
      String slug,
      String name,
      @Nullable String platform,
      @Nullable Long team) {
    long id =
        sql.one(
            """
            INSERT INTO project (organization_id, slug, name, platform, options)
            VALUES ($1, $2, $3, $4, $5::text::jsonb) RETURNING id\
            """,
            row -> row.getLong(0),
            organization.value(),
            slug,
            name,
            platform,
            platform != null && platform.startsWith("javascript") ? FILTERS_OF_BROWSERS : "{}");
    if (team != null) {
      sql.update("INSERT INTO project_team (project_id, team_id) VALUES ($1, $2)", id, team);
    }
    key(sql, new ProjectId(id), "Default");
    return new ProjectId(id);
  }

  /** A new key; gives its public part. */
  public static String key(Sql sql, ProjectId project, String label) {
    String publicKey = randomKey();
    boolean made = key(sql, project, label, publicKey, randomKey());
    if (!made) {
      throw new IllegalStateException("a random key was taken");
    }
    return publicKey;
  }

  /** Makes a key of given parts; tells whether the public one was free. */
  public static boolean key(
      Sql sql, ProjectId project, String label, String publicKey, String secretKey) {
    int made =
        sql.update(
            """
            INSERT INTO project_key (project_id, public_key, secret_key, label)
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING\
            """,
            project.value(),
            publicKey,
            secretKey,
            label);
    return made > 0;
  }

  /** 32 random hexadecimal digits. */
  public static String randomKey() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The oldest active key of a project. */
  public static Optional<String> firstKey(Sql sql, ProjectId project) {
    return sql.find(
        "SELECT public_key FROM project_key WHERE project_id = $1 AND is_active ORDER BY id LIMIT 1",
        row -> row.getString(0),
        project.value());
  }

  /** The DSN of a key as clients use it. */
  public static String dsn(String serverUrl, String publicKey, ProjectId project) {
    int scheme = serverUrl.indexOf("://");
    if (scheme < 0) {
      return "";
    }
    return serverUrl.substring(0, scheme + 3)
        + publicKey
        + "@"
        + serverUrl.substring(scheme + 3)
        + "/"
        + project;
  }
}
