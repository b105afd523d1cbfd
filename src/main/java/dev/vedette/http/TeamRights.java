package dev.vedette.http;

import dev.vedette.identity.Scope;
import dev.vedette.identity.TeamRole;
import dev.vedette.project.OrganizationId;
import dev.vedette.store.Database;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the role in a team adds to a member's rights (spec 11 §3.3): on the project, the issue or
 * the team that a path names, the first of these that it names, and on nothing else.
 */
final class TeamRights {

  private final Database database;

  TeamRights(Database database) {
    this.database = database;
  }

  /** The rights of a team's admin, where the member is one; contributors gain none. */
  Set<Scope> on(OrganizationId organization, long member, Map<String, String> path) {
    boolean admin;
    if (path.containsKey("project")) {
      admin = isAdminOf(organization, member, path.getOrDefault("project", ""));
    } else if (path.containsKey("issue")) {
      admin = isAdminOfIssue(organization, member, path.getOrDefault("issue", ""));
    } else {
      admin =
          path.containsKey("team") && leads(organization, member, path.getOrDefault("team", ""));
    }
    return admin ? TeamRole.ADMIN.scopes() : Set.of();
  }

  private boolean isAdminOf(OrganizationId organization, long member, String project) {
    return exists(
        """
        SELECT EXISTS (SELECT FROM team_member tm JOIN project_team pt ON pt.team_id = tm.team_id
          JOIN project p ON p.id = pt.project_id
          WHERE tm.member_id = $1 AND tm.role = 'admin' AND p.organization_id = $2
            AND (p.slug = $3 OR p.id = $4))\
        """,
        organization,
        member,
        project);
  }

  /** A short id begins with its project's slug. */
  private boolean isAdminOfIssue(OrganizationId organization, long member, String issue) {
    if (!issue.matches("\\d+")) {
      int end = Math.max(0, issue.lastIndexOf('-'));
      return isAdminOf(organization, member, issue.substring(0, end).toLowerCase(Locale.ROOT));
    }
    return exists(
        """
        SELECT EXISTS (SELECT FROM team_member tm JOIN project_team pt ON pt.team_id = tm.team_id
          JOIN project p ON p.id = pt.project_id JOIN issue i ON i.project_id = p.id
          WHERE tm.member_id = $1 AND tm.role = 'admin' AND p.organization_id = $2
            AND i.id = $4 AND $3::text IS NOT NULL)\
        """,
        organization,
        member,
        issue);
  }

  private boolean leads(OrganizationId organization, long member, String team) {
    return exists(
        """
        SELECT EXISTS (SELECT FROM team_member tm JOIN team t ON t.id = tm.team_id
          WHERE tm.member_id = $1 AND tm.role = 'admin' AND t.organization_id = $2
            AND (t.slug = $3 OR t.id = $4))\
        """,
        organization,
        member,
        team);
  }

  private boolean exists(String query, OrganizationId organization, long member, String name) {
    return database
        .sql()
        .one(
            query,
            row -> row.getBoolean(0),
            member,
            organization.value(),
            name,
            Authentication.number(name));
  }
}
