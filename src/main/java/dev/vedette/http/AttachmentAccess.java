package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.store.Database;

/**
 * Who may read what came as a file: members from the role on that the organization names; tokens
 * that are nobody's with a right to administer (spec 11 §17.3).
 */
public final class AttachmentAccess {

  private AttachmentAccess() {}

  /** Whether the caller may read files of the organization. */
  public static boolean isAllowed(Database database, Call call) {
    Call.Membership membership = call.organization();
    if (call.caller().account() == null) {
      return call.has(Scope.EVENT_ADMIN) || call.has(Scope.PROJECT_ADMIN);
    }
    Role needed =
        database
            .sql()
            .find(
                "SELECT options->>'sentry:attachments_role' FROM organization WHERE id = $1",
                row -> java.util.Optional.ofNullable(row.getString(0)),
                membership.organization().value())
            .flatMap(role -> role)
            .flatMap(Role::of)
            .orElse(Role.MEMBER);
    return membership.role().compareTo(needed) >= 0;
  }

  /** Ends the request of a caller who may not. */
  public static void require(Database database, Call call) {
    if (!isAllowed(database, call)) {
      throw Fault.forbidden();
    }
  }
}
