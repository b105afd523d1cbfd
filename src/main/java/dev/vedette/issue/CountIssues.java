package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;

/**
 * Asks how many issues there are.
 *
 * @param projects the projects the caller sees
 * @param most where counting ends
 */
public record CountIssues(
    OrganizationId organization, List<ProjectId> projects, ListIssues.Filter filter, int most)
    implements Request<Long> {}
