package dev.vedette.issue;

import dev.vedette.bus.Announcement;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;

/**
 * Events of an organization have been saved.
 *
 * @param arrivals one of each project that had any
 */
public record EventsArrived(OrganizationId organization, List<Arrival> arrivals)
    implements Announcement {

  /** An older node tells of no single projects. */
  public EventsArrived {
    arrivals = arrivals == null ? List.of() : arrivals;
  }

  /**
   * What arrived in a project.
   *
   * @param events those that belong to an issue; transactions do not
   * @param newIssues number of issues that came into being
   */
  public record Arrival(ProjectId project, int events, int newIssues) {}
}
