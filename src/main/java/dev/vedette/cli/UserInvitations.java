package dev.vedette.cli;

import dev.vedette.config.SecretKey;
import dev.vedette.identity.Invitations;
import dev.vedette.identity.Role;
import dev.vedette.identity.TeamRole;
import dev.vedette.store.Database;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invites people into an organization from the command line (spec 10 §11). Methods wait. */
final class UserInvitations {

  private final Database database;
  private final Invitations invitations;
  private final @Nullable Long organization;

  /**
   * Invitations into an organization.
   *
   * @param organization its number; null for the first
   */
  UserInvitations(Database database, SecretKey key, @Nullable Long organization) {
    this.database = database;
    this.invitations = new Invitations(database, key);
    this.organization = organization;
  }

  private record Target(long organization, Role role) {}

  /**
   * Invites an address in the usual role, into the only team if there is but one; gives the path.
   */
  String path(String email) {
    Target target =
        database
            .sql()
            .find(
                """
                SELECT id, options->>'sentry:default_role' FROM organization
                WHERE status = 'active' AND ($1::int8 IS NULL OR id = $1) ORDER BY id LIMIT 1\
                """,
                row ->
                    new Target(
                        row.getLong(0),
                        Role.of(String.valueOf(row.getString(1))).orElse(Role.MEMBER)),
                organization)
            .orElseThrow(() -> new CommandFailure("There is no organization to invite into."));
    List<Long> teams =
        database
            .sql()
            .list(
                "SELECT id FROM team WHERE organization_id = $1 ORDER BY id LIMIT 2",
                row -> row.getLong(0),
                target.organization());
    Map<Long, TeamRole> places =
        teams.size() == 1 ? Map.of(teams.getFirst(), TeamRole.CONTRIBUTOR) : Map.of();
    long member =
        invitations
            .create(target.organization(), email, target.role(), places, null, Role.OWNER)
            .orElseThrow();
    return invitations.path(invitations.find(member).orElseThrow());
  }
}
