package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.Optional;

/**
 * Asks for the issue that everybody may read under an address. Organizations that allow no shared
 * issues have none.
 *
 * @param share 32 hexadecimal digits that only those know who were told
 */
public record FindSharedIssue(String share) implements Request<Optional<FindSharedIssue.Shared>> {

  /** Which issue it is, and whose. */
  public record Shared(
      OrganizationId organization, String organizationSlug, String organizationName, long issue) {}
}
