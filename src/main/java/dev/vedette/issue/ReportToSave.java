package dev.vedette.issue;

import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.UUID;

/**
 * What a user wrote about an event.
 *
 * @param overwrites whether it replaces an older report without regard to its age, as the dialog
 *     does
 * @param counted whether it is counted as an outcome
 */
public record ReportToSave(
    OrganizationId organization,
    ProjectId project,
    long keyId,
    UUID event,
    Instant received,
    String name,
    String email,
    String comments,
    boolean overwrites,
    boolean counted) {}
