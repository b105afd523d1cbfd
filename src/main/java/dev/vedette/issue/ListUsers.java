package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the users that events of a project name, those seen last first (spec 11 §12.3).
 *
 * @param tagValue the one user that is asked for, as tags have it (spec 02 §25.2); null for all
 */
public record ListUsers(
    OrganizationId organization,
    ProjectId project,
    @Nullable String tagValue,
    int limit,
    int offset)
    implements Request<ListUsers.Page> {

  /**
   * A user.
   *
   * @param tagValue identity, e.g. {@code id:7}
   * @param hash MD5 of the identity without its kind, in hexadecimal
   * @param user as the newest event that is still stored has it
   */
  public record User(String tagValue, String hash, Json.Obj user, Instant lastSeen) {}

  /**
   * A page of users.
   *
   * @param more whether there are further ones
   */
  public record Page(List<User> users, boolean more) {}
}
