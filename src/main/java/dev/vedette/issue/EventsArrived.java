package dev.vedette.issue;

import dev.vedette.bus.Announcement;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.Set;

/**
 * Events of an organization have been saved.
 *
 * @param projects the projects they belong to
 * @param newIssues number of issues that came into being
 */
public record EventsArrived(
    OrganizationId organization, Set<ProjectId> projects, int events, int newIssues)
    implements Announcement {}
