package dev.vedette.project;

import java.util.List;
import java.util.Set;

/**
 * The projects of an organization that a caller may see (spec 11 §3.4).
 *
 * @param everywhere whether that is all of them: by open membership, a global role, or a token of
 *     the organization
 * @param teams the caller's own teams
 */
public record Reach(boolean everywhere, Set<Long> teams) {

  /** All projects of the organization. */
  public static final Reach ALL = new Reach(true, Set.of());

  /** Whether the caller may see a project. */
  public boolean covers(Projects.Project project) {
    return everywhere || isMember(project);
  }

  /** Whether the caller is in a team of a project. */
  public boolean isMember(Projects.Project project) {
    return project.teams().stream().anyMatch(team -> teams.contains(team.id()));
  }

  /** Whether the caller may see and work on a team. */
  public boolean coversTeam(long team) {
    return everywhere || teams.contains(team);
  }

  /** Those of the projects that the caller may see. */
  public List<Projects.Project> of(List<Projects.Project> projects) {
    return everywhere ? projects : projects.stream().filter(this::covers).toList();
  }
}
