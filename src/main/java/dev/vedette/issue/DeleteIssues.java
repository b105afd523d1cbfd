package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.List;

/** Asks to delete issues with their events; ids of other organizations are ignored. */
public record DeleteIssues(OrganizationId organization, List<Long> issues)
    implements Request<Integer> {}
