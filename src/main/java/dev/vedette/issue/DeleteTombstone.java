package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;

/** Asks to let events of a discarded issue in again; gives whether there was such a tombstone. */
public record DeleteTombstone(OrganizationId organization, ProjectId project, long id)
    implements Request<Boolean> {}
