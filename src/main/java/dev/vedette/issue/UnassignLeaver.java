package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;

/**
 * Asks to assign to nobody what was assigned to somebody who is no member any more; gives the
 * number of issues.
 *
 * @param leaver account of whoever has left
 * @param account who has ended the membership
 */
public record UnassignLeaver(OrganizationId organization, long leaver, long account)
    implements Request<Integer> {}
