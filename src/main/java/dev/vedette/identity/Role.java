package dev.vedette.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Roles in an organization, in the order of their rank (spec 11 §3.2). */
public enum Role {
  MEMBER(
      EnumSet.of(
          Scope.EVENT_READ,
          Scope.EVENT_WRITE,
          Scope.EVENT_ADMIN,
          Scope.PROJECT_READ,
          Scope.PROJECT_RELEASES,
          Scope.ORG_READ,
          Scope.MEMBER_READ,
          Scope.TEAM_READ,
          Scope.ALERTS_READ,
          Scope.ALERTS_WRITE)),
  ADMIN(
      with(
          MEMBER.scopes,
          Scope.PROJECT_WRITE,
          Scope.PROJECT_ADMIN,
          Scope.TEAM_WRITE,
          Scope.TEAM_ADMIN,
          Scope.ORG_INTEGRATIONS)),
  MANAGER(with(ADMIN.scopes, Scope.MEMBER_WRITE, Scope.MEMBER_ADMIN, Scope.ORG_WRITE)),
  OWNER(with(MANAGER.scopes, Scope.ORG_ADMIN));

  private final EnumSet<Scope> scopes;

  Role(EnumSet<Scope> scopes) {
    this.scopes = scopes;
  }

  /** Rights and more. */
  static EnumSet<Scope> with(EnumSet<Scope> base, Scope... more) {
    EnumSet<Scope> all = EnumSet.copyOf(base);
    all.addAll(Set.of(more));
    return all;
  }

  /** What the role allows. */
  public Set<Scope> scopes() {
    return Set.copyOf(scopes);
  }

  /** Whether the role acts on all teams and projects. */
  public boolean isGlobal() {
    return compareTo(MANAGER) >= 0;
  }

  /** The name in the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a name. */
  public static Optional<Role> of(String label) {
    for (Role role : values()) {
      if (role.label().equals(label)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
