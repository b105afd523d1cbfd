package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.List;

/** Asks for the hashes under which an issue has events, the one with the newest event first. */
public record ListHashes(
    OrganizationId organization, ProjectId project, long issue, int limit, int offset)
    implements Request<ListHashes.Page> {

  /** A hash and its newest event. */
  public record Entry(String hash, ListEvents.Summary latest) {}

  /**
   * A page of hashes.
   *
   * @param more whether there are further ones
   */
  public record Page(List<Entry> hashes, boolean more) {}
}
