package dev.vedette.identity;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a caller may do (spec 11 §3.1). */
public enum Scope {
  ORG_READ("org:read"),
  ORG_WRITE("org:write"),
  ORG_ADMIN("org:admin"),
  ORG_INTEGRATIONS("org:integrations"),
  ORG_CI("org:ci"),
  MEMBER_READ("member:read"),
  MEMBER_WRITE("member:write"),
  MEMBER_ADMIN("member:admin"),
  TEAM_READ("team:read"),
  TEAM_WRITE("team:write"),
  TEAM_ADMIN("team:admin"),
  PROJECT_READ("project:read"),
  PROJECT_WRITE("project:write"),
  PROJECT_ADMIN("project:admin"),
  PROJECT_RELEASES("project:releases"),
  EVENT_READ("event:read"),
  EVENT_WRITE("event:write"),
  EVENT_ADMIN("event:admin"),
  ALERTS_READ("alerts:read"),
  ALERTS_WRITE("alerts:write");

  private final String label;

  Scope(String label) {
    this.label = label;
  }

  /** The name in tokens, e.g. {@code project:read}. */
  public String label() {
    return label;
  }

  /** The scope of a name. */
  public static Optional<Scope> of(String label) {
    return Arrays.stream(values()).filter(scope -> scope.label.equals(label)).findFirst();
  }

  /** Reads names, leaving out unknown ones. */
  public static Set<Scope> read(Collection<String> labels) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    labels.forEach(label -> of(label).ifPresent(scopes::add));
    return scopes;
  }

  /** Names of scopes, sorted. */
  public static List<String> labels(Collection<Scope> scopes) {
    return scopes.stream().map(Scope::label).sorted().toList();
  }
}
