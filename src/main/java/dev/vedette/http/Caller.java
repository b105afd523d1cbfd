package dev.vedette.http;

import dev.vedette.identity.Account;
import dev.vedette.identity.Scope;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param account null for anonymous callers
 * @param tokenScopes scopes of the token, or null when there is none
 * @param csrfToken what changes of a session must repeat, or null without a session
 * @param organization whose token or client key it is, when it belongs to no person
 * @param project whose client key it is; such a caller does only what routes open to keys
 * @param superuser whether it is a session that may do everything everywhere at the moment
 */
public record Caller(
    @Nullable Account account,
    @Nullable Set<Scope> tokenScopes,
    @Nullable String csrfToken,
    @Nullable OrganizationId organization,
    @Nullable ProjectId project,
    boolean superuser) {

  /** A caller without credentials. */
  public static final Caller ANONYMOUS = new Caller(null, null, null, null, null, false);

  /** A person, by session or token. */
  static Caller person(
      @Nullable Account account, @Nullable Set<Scope> tokenScopes, @Nullable String csrfToken) {
    return new Caller(account, tokenScopes, csrfToken, null, null, false);
  }

  /** The same person as one who may do everything everywhere. */
  Caller asSuperuser() {
    return new Caller(account, tokenScopes, csrfToken, organization, project, true);
  }

  /** The account of a caller that is known to be signed in. */
  public Account signedIn() {
    if (account == null && organization != null && project == null) {
      throw dev.vedette.bus.Fault.forbidden();
    }
    if (account == null) {
      throw new dev.vedette.bus.Fault(
          dev.vedette.bus.Fault.Code.UNAUTHENTICATED,
          "Authentication credentials were not provided.");
    }
    return account;
  }
}
