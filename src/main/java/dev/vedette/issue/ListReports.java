package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what users wrote about events, newest first.
 *
 * @param issue number of the issue it must be about, or null
 * @param unresolved whether reports about issues that are not open are left out
 */
public record ListReports(
    OrganizationId organization,
    List<ProjectId> projects,
    @Nullable Long issue,
    boolean unresolved,
    int limit,
    int offset)
    implements Request<ListReports.Page> {

  /**
   * What a user wrote.
   *
   * @param event id of the event
   * @param issue number of the event's issue, or null while it is unknown
   * @param user the event's user; empty when there is none
   */
  public record Report(
      long id,
      String event,
      String name,
      String email,
      String comments,
      Instant created,
      @Nullable Long issue,
      Json.Obj user) {}

  /**
   * A page of reports.
   *
   * @param more whether there are further ones
   */
  public record Page(List<Report> reports, boolean more) {}
}
