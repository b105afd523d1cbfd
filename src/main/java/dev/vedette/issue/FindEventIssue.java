package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;
import java.util.Optional;

/**
 * Asks for the issue that an event belongs to.
 *
 * @param projects the projects the caller sees
 * @param event 32 lower-case hexadecimal digits
 */
public record FindEventIssue(OrganizationId organization, List<ProjectId> projects, String event)
    implements Request<Optional<Long>> {}
