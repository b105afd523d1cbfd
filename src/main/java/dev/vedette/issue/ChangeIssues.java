package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks to change issues; ids of other organizations are ignored. Fields that are null stay.
 *
 * @param account who changes them
 * @param status number of the new status
 * @param substatus number of the new substatus; only with a status
 * @param assignee whom to assign to; the empty text takes the assignment away
 */
public record ChangeIssues(
    OrganizationId organization,
    List<Long> issues,
    long account,
    @Nullable Integer status,
    @Nullable Integer substatus,
    @Nullable Integer priority,
    @Nullable String assignee,
    @Nullable Boolean seen,
    @Nullable Boolean bookmarked)
    implements Request<List<Long>> {}
