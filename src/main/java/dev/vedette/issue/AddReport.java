package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;

/**
 * Asks to keep what a user wrote about an event; fails with a conflict when that is no longer
 * possible. The answer is the report.
 *
 * @param event 32 lower-case hexadecimal digits; the event may be unknown yet
 */
public record AddReport(
    OrganizationId organization,
    ProjectId project,
    String event,
    String name,
    String email,
    String comments)
    implements Request<ListReports.Report> {}
