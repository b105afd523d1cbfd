package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.List;

/**
 * Asks to delete error issues and to discard events like theirs from now on (spec 04 §12.4). Gives
 * how many were deleted; an issue of another type refuses the whole.
 */
public record DiscardIssues(OrganizationId organization, List<Long> issues, long account)
    implements Request<Integer> {}
