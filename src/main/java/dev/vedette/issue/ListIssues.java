package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for issues, latest seen first.
 *
 * @param account who asks; what they have seen and marked is told
 * @param projects the projects the caller sees
 * @param status number of the status, or null for all
 * @param text words that message or title contain, or null
 * @param offset issues to skip
 */
public record ListIssues(
    OrganizationId organization,
    long account,
    List<ProjectId> projects,
    @Nullable Integer status,
    @Nullable String text,
    int limit,
    int offset)
    implements Request<ListIssues.Page> {

  /**
   * A page of issues.
   *
   * @param more whether there are further ones
   */
  public record Page(List<IssueView> issues, boolean more) {}
}
