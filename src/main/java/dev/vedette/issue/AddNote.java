package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;

/**
 * Asks to add a comment to an issue; fails when it is empty or was posted within the last hour. The
 * answer is the entry.
 *
 * @param account who writes
 * @param text Markdown
 */
public record AddNote(OrganizationId organization, long issue, long account, String text)
    implements Request<ListActivity.Entry> {}
