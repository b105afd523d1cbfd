package dev.vedette.project;

import dev.vedette.store.Sql;
import java.util.Optional;

/**
 * Slugs that projects and organizations had before (spec 11 §4.4); the last one to have it wins.
 */
public final class FormerSlugs {

  private FormerSlugs() {}

  /** Remembers the slug that a project gives up. */
  public static void ofProject(Sql sql, OrganizationId organization, String slug, ProjectId id) {
    sql.update(
        """
        INSERT INTO former_project_slug (organization_id, slug, project_id) VALUES ($1, $2, $3)
        ON CONFLICT (organization_id, slug) DO UPDATE SET project_id = EXCLUDED.project_id\
        """,
        organization.value(),
        slug,
        id.value());
  }

  /** Remembers the slug that an organization gives up. */
  public static void ofOrganization(Sql sql, String slug, OrganizationId organization) {
    sql.update(
        """
        INSERT INTO former_organization_slug (slug, organization_id) VALUES ($1, $2)
        ON CONFLICT (slug) DO UPDATE SET organization_id = EXCLUDED.organization_id\
        """,
        slug,
        organization.value());
  }

  /** The present slug of the active project that had this one. */
  public static Optional<String> project(Sql sql, OrganizationId organization, String slug) {
    return sql.find(
        """
        SELECT p.slug FROM former_project_slug f JOIN project p ON p.id = f.project_id
        WHERE f.organization_id = $1 AND f.slug = $2 AND p.status = 'active'\
        """,
        row -> row.getString(0),
        organization.value(),
        slug);
  }

  /** The present slug of the active organization that had this one. */
  public static Optional<String> organization(Sql sql, String slug) {
    return sql.find(
        """
        SELECT o.slug FROM former_organization_slug f JOIN organization o ON o.id = f.organization_id
        WHERE f.slug = $1 AND o.status = 'active'\
        """,
        row -> row.getString(0),
        slug);
  }
}
