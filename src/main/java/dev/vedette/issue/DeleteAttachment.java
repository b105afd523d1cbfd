package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * Asks to delete a file of an event; the history of its issue tells who did it (spec 02 §19.3).
 * Gives whether there was such a file.
 *
 * @param issue number of the event's issue, or null when it belongs to none
 * @param id number of the file
 */
public record DeleteAttachment(
    OrganizationId organization, ProjectId project, @Nullable Long issue, long id, long account)
    implements Request<Boolean> {}
