package dev.vedette.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Roles in a team, in the order of their rank; they count for its projects (spec 11 §3.3). */
public enum TeamRole {
  CONTRIBUTOR(
      EnumSet.of(
          Scope.EVENT_READ,
          Scope.EVENT_WRITE,
          Scope.PROJECT_RELEASES,
          Scope.PROJECT_READ,
          Scope.ORG_READ,
          Scope.MEMBER_READ,
          Scope.TEAM_READ,
          Scope.ALERTS_READ)),
  ADMIN(
      Role.with(
          CONTRIBUTOR.scopes,
          Scope.EVENT_ADMIN,
          Scope.PROJECT_WRITE,
          Scope.PROJECT_ADMIN,
          Scope.TEAM_WRITE,
          Scope.TEAM_ADMIN,
          Scope.ORG_INTEGRATIONS,
          Scope.ALERTS_WRITE));

  private final EnumSet<Scope> scopes;

  TeamRole(EnumSet<Scope> scopes) {
    this.scopes = scopes;
  }

  /** What the role allows on the team and its projects. */
  public Set<Scope> scopes() {
    return Set.copyOf(scopes);
  }

  /** The name in the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a name. */
  public static Optional<TeamRole> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }

  /** The least that an organization role is in every team. */
  static TeamRole least(Role role) {
    return role == Role.MEMBER ? CONTRIBUTOR : ADMIN;
  }

  /** The role that counts: the stored one, or what the organization role gives anyway. */
  public static TeamRole effective(Role role, @Nullable String stored) {
    TeamRole own = stored == null ? CONTRIBUTOR : of(stored).orElse(CONTRIBUTOR);
    TeamRole least = least(role);
    return own.compareTo(least) > 0 ? own : least;
  }

  /** What to store: nothing where the organization role gives as much. */
  public @Nullable String stored(Role role) {
    return compareTo(least(role)) > 0 ? label() : null;
  }
}
