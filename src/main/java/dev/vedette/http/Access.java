package dev.vedette.http;

import dev.vedette.identity.Scope;
import java.util.Set;

/** Who may use a route. */
public sealed interface Access {

  /** Anyone; a credential that is sent must still be good. */
  record Open() implements Access {}

  /** Anyone who is signed in, by session or token. */
  record SignedIn() implements Access {}

  /**
   * Anyone who is signed in, and tokens with one of the scopes.
   *
   * @param scopes one of them suffices
   */
  record Scoped(Set<Scope> scopes) implements Access {}

  /** A signed-in person in a browser; tokens are refused, so that they cannot make others. */
  record BySession() implements Access {}

  /**
   * Members of the organization in the path whose role and token have one of the scopes.
   *
   * @param scopes one of them suffices
   * @param opensToKeys whether a client key of the project in the path will do too
   */
  record InOrganization(Set<Scope> scopes, boolean opensToKeys) implements Access {

    /** Members only. */
    public InOrganization(Set<Scope> scopes) {
      this(scopes, false);
    }
  }

  /**
   * The same for the issue of a number in the path, whose organization the path does not name.
   *
   * @param scopes one of them suffices
   */
  record OfIssue(Set<Scope> scopes) implements Access {}

  /** Those who run the server, by session. */
  record BySuperuser() implements Access {}

  /** Anyone. */
  static Access open() {
    return new Open();
  }

  /** Members with one of the scopes, and client keys of the project in the path. */
  static InOrganization scopesOrKey(Scope... scopes) {
    return new InOrganization(Set.of(scopes), true);
  }

  /** Members with one of the scopes. */
  static InOrganization scopes(Scope... scopes) {
    return new InOrganization(Set.of(scopes));
  }
}
