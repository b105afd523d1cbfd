package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.Optional;

/**
 * Asks for one issue of an organization.
 *
 * @param name number or short id
 */
public record FindIssue(OrganizationId organization, String name)
    implements Request<Optional<IssueView>> {}
