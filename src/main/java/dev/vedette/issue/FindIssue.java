package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.Optional;

/**
 * Asks for one issue of an organization.
 *
 * @param account who asks; what they have seen and marked is told
 * @param name number or short id
 */
public record FindIssue(OrganizationId organization, long account, String name)
    implements Request<Optional<IssueView>> {}
