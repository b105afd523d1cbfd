package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for the discarded issues of a project, the latest first (spec 04 §12.4). */
public record ListTombstones(OrganizationId organization, ProjectId project, int limit, int offset)
    implements Request<ListTombstones.Page> {

  /**
   * What is left of a discarded issue.
   *
   * @param level number of its level (spec 02 §5.2)
   * @param type type of its events, e.g. {@code error}
   * @param by who discarded it; null when the account is gone
   */
  public record Tombstone(
      long id,
      int level,
      String message,
      String culprit,
      String title,
      String type,
      Json.Obj metadata,
      ListActivity.@Nullable Person by) {}

  /**
   * A page of them.
   *
   * @param more whether there are further ones
   */
  public record Page(List<Tombstone> tombstones, boolean more) {}
}
