package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.OrganizationTokens;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Secrets;
import dev.vedette.identity.Sessions;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.FormerSlugs;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Reach;
import dev.vedette.store.Database;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out who calls and what they may do (spec 11 §2, §3.4). Methods wait. */
public final class Authentication {

  /** Name of the session cookie. */
  public static final String COOKIE = "sentrysid";

  /** Name of the cookie beside it that makes a session a superuser's. */
  public static final String SUPERUSER_COOKIE = "su";

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Database database;
  private final TrustedOrigins origins;
  private final Tokens tokens;
  private final Sessions sessions;
  private final Accounts accounts;
  private final TeamRights teamRights;
  private final ClientKeys clientKeys;

  /** Authentication against the given database. */
  public Authentication(Database database, TrustedOrigins origins) {
    this.database = database;
    this.origins = origins;
    this.tokens = new Tokens(database);
    this.sessions = new Sessions(database);
    this.accounts = new Accounts(database);
    this.teamRights = new TeamRights(database);
    this.clientKeys = new ClientKeys(database);
  }

  /** The caller of a request; a credential that is not good ends the request with 401. */
  public Caller caller(Map<String, String> headers, String address) {
    String authorization = headers.get("authorization");
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer")) {
      return byToken(
          authorization.substring("bearer".length()),
          new Tokens.Use(address, headers.getOrDefault("user-agent", "")));
    }
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("dsn ")) {
      return clientKeys.caller(authorization.substring("dsn ".length()));
    }
    String cookie = cookie(headers.get("cookie"), COOKIE);
    if (cookie == null) {
      return Caller.ANONYMOUS;
    }
    return sessions
        .find(cookie)
        .map(session -> ofSession(session, cookie, cookie(headers.get("cookie"), SUPERUSER_COOKIE)))
        .orElse(Caller.ANONYMOUS);
  }

  private Caller ofSession(Sessions.Session session, String token, @Nullable String second) {
    Caller person = Caller.person(session.account(), null, session.csrfToken());
    return session.account().isSuperuser() && second != null && sessions.isSuperuser(token, second)
        ? person.asSuperuser()
        : person;
  }

  private Caller byToken(String rest, Tokens.Use use) {
    String text = rest.strip();
    if (text.isEmpty()) {
      throw unauthenticated("Invalid token header. No credentials provided.");
    }
    if (text.contains(" ")) {
      throw unauthenticated("Invalid token header. Token string should not contain spaces.");
    }
    if (text.startsWith(OrganizationTokens.PREFIX)) {
      return ofOrganization(text, use);
    }
    Tokens.Token token =
        tokens
            .find(text)
            .filter(found -> !found.deactivated())
            .orElseThrow(() -> unauthenticated("Invalid token"));
    if (token.expired()) {
      throw unauthenticated("Token expired");
    }
    Long owner = token.account();
    Account account =
        owner == null
            ? null
            : accounts
                .byId(owner)
                .filter(Account::isActive)
                .orElseThrow(() -> unauthenticated("User inactive or deleted"));
    tokens.used(token.id(), use);
    return Caller.person(account, token.scopes(), null);
  }

  private Caller ofOrganization(String text, Tokens.Use use) {
    Tokens.Token token =
        Optional.of(text)
            .filter(OrganizationTokens::isToken)
            .flatMap(tokens::find)
            .filter(found -> !found.deactivated() && found.organization() != null)
            .orElseThrow(() -> unauthenticated("Invalid org token"));
    tokens.used(token.id(), use);
    return new Caller(
        null,
        OrganizationTokens.SCOPES,
        null,
        new OrganizationId(Objects.requireNonNull(token.organization())),
        null,
        false);
  }

  /** The value of a cookie, or null. */
  public static @Nullable String cookie(@Nullable String header, String name) {
    if (header != null) {
      for (String part : header.split(";")) {
        String cookie = part.strip();
        if (cookie.startsWith(name + "=")) {
          String value = cookie.substring(name.length() + 1);
          // clients that keep to an older standard put quotes around it
          return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
              ? value.substring(1, value.length() - 1)
              : value;
        }
      }
    }
    return null;
  }

  /** Ends the request of a session that has not given its password lately. */
  void requireSudo(Caller caller, Map<String, String> headers) {
    Account account = caller.account();
    String token = cookie(headers.get("cookie"), COOKIE);
    if (account == null || token == null || caller.tokenScopes() != null) {
      return;
    }
    if (!sessions.isSudo(token)) {
      throw new SudoRequired(account.username());
    }
  }

  /** Lets a caller through or ends the request; gives the membership where the path has one. */
  Call.@Nullable Membership admit(
      Access access,
      Caller caller,
      String method,
      Map<String, String> path,
      Map<String, String> headers) {
    if (!SAFE.contains(method)) {
      if (caller.tokenScopes() == null && !origins.allows(headers)) {
        throw new Fault(Fault.Code.FORBIDDEN, "CSRF Failed: Origin checking failed");
      }
      checkCsrf(caller, headers);
    }
    return switch (access) {
      case Access.Open open -> null;
      case Access.SignedIn signedIn -> {
        caller.signedIn();
        yield null;
      }
      case Access.Scoped(Set<Scope> scopes) -> {
        if (caller.organization() == null || caller.project() != null) {
          caller.signedIn();
        }
        Set<Scope> held = caller.tokenScopes();
        if (held != null && scopes.stream().noneMatch(held::contains)) {
          throw Fault.forbidden();
        }
        yield null;
      }
      case Access.BySession bySession -> {
        if (caller.tokenScopes() != null) {
          throw unauthenticated("Authentication credentials were not provided.");
        }
        caller.signedIn();
        yield null;
      }
      case Access.BySuperuser bySuperuser -> {
        if (caller.tokenScopes() != null) {
          throw unauthenticated("Authentication credentials were not provided.");
        }
        if (!caller.signedIn().isSuperuser()) {
          throw Fault.forbidden();
        }
        yield null;
      }
      case Access.InOrganization needed ->
          member(needed, caller, path.getOrDefault("organization", ""), path, headers);
      case Access.OfIssue(Set<Scope> scopes) -> {
        OrganizationId own = caller.organization();
        long account = own == null ? caller.signedIn().id() : 0;
        String slug =
            organizationOf(path.getOrDefault("issue", ""), account, own, caller.superuser());
        yield member(new Access.InOrganization(scopes), caller, slug, path, headers);
      }
    };
  }

  /** A browser's change must repeat the token of its session; forms do it in a field. */
  private static void checkCsrf(Caller caller, Map<String, String> headers) {
    String expected = caller.csrfToken();
    if (expected == null) {
      return;
    }
    String sent = headers.get("x-csrftoken");
    if (sent == null) {
      throw new Fault(Fault.Code.FORBIDDEN, "CSRF Failed: CSRF token missing.");
    }
    if (!Secrets.same(expected, sent)) {
      throw new Fault(Fault.Code.FORBIDDEN, "CSRF Failed: CSRF token incorrect.");
    }
  }

  /** The membership of a caller in the organization of a name, or the end of the request. */
  public Call.Membership member(Access.InOrganization needed, Caller caller, String name) {
    return member(needed, caller, name, Map.of(), Map.of());
  }

  private Call.Membership member(
      Access.InOrganization needed,
      Caller caller,
      String name,
      Map<String, String> path,
      Map<String, String> headers) {
    if (caller.project() != null) {
      return clientKeys.member(needed, caller, path, headers);
    }
    if (caller.organization() != null) {
      return byOrganizationToken(needed, caller.organization(), name);
    }
    Account account = caller.signedIn();
    Set<Scope> tokenScopes = caller.tokenScopes();
    if (tokenScopes != null && needed.scopes().stream().noneMatch(tokenScopes::contains)) {
      throw Fault.forbidden();
    }
    record Found(
        OrganizationId id,
        String slug,
        @Nullable Long member,
        @Nullable String role,
        Json.Obj options,
        Set<Long> teams,
        boolean leads) {}
    Found found =
        database
            .sql()
            .find(
                """
                SELECT o.id, o.slug, m.id, m.role, o.options::text,
                  ARRAY(SELECT team_id FROM team_member WHERE member_id = m.id),
                  EXISTS (SELECT FROM team_member WHERE member_id = m.id AND role = 'admin')
                FROM organization o
                LEFT JOIN member m ON m.organization_id = o.id AND m.account_id = $2
                WHERE o.status = 'active' AND (o.slug = $1 OR o.id = $3)\
                """,
                row ->
                    new Found(
                        new OrganizationId(row.getLong(0)),
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        JsonText.parseTrustedObject(row.getString(4)),
                        Set.of(row.getArrayOfLongs(5)),
                        row.getBoolean(6)),
                name,
                account.id(),
                number(name))
            .orElseThrow(() -> movedOrAbsent(name));
    Optional<Role> role = Optional.ofNullable(found.role()).flatMap(Role::of);
    if (caller.superuser()) {
      return new Call.Membership(
          found.id(),
          found.slug(),
          found.member() == null ? 0 : found.member(),
          Role.OWNER,
          EnumSet.allOf(Scope.class),
          Reach.ALL);
    }
    if (found.member() == null || role.isEmpty()) {
      throw Fault.forbidden();
    }
    Set<Scope> scopes = scopes(role.get(), found.options());
    if (found.leads()) {
      scopes.addAll(teamRights.on(found.id(), found.member(), path));
    }
    if (tokenScopes != null) {
      scopes.retainAll(tokenScopes);
    }
    if (needed.scopes().stream().noneMatch(scopes::contains)) {
      throw Fault.forbidden();
    }
    boolean everywhere = role.get().isGlobal() || isOn(found.options(), "sentry:open_membership");
    return new Call.Membership(
        found.id(),
        found.slug(),
        found.member(),
        role.get(),
        scopes,
        new Reach(everywhere, found.teams()));
  }

  private RuntimeException movedOrAbsent(String name) {
    return FormerSlugs.organization(database.sql(), name)
        .<RuntimeException>map(slug -> new Moved("organization", slug))
        .orElseGet(Fault::notFound);
  }

  /** What a role allows in an organization, which may take two rights from members. */
  private static Set<Scope> scopes(Role role, Json.Obj options) {
    Set<Scope> scopes = EnumSet.copyOf(role.scopes());
    if (role == Role.MEMBER && !isOn(options, "sentry:events_member_admin")) {
      scopes.remove(Scope.EVENT_ADMIN);
    }
    if (role == Role.MEMBER && !isOn(options, "sentry:alerts_member_write")) {
      scopes.remove(Scope.ALERTS_WRITE);
    }
    return scopes;
  }

  private static boolean isOn(Json.Obj options, String name) {
    return !Boolean.FALSE.equals(options.bool(name));
  }

  private Call.Membership byOrganizationToken(
      Access.InOrganization needed, OrganizationId own, String name) {
    record Found(long id, String slug) {}
    Found found =
        database
            .sql()
            .find(
                """
                SELECT id, slug FROM organization WHERE status = 'active' AND (slug = $1 OR id = $2
                  OR id = $3 AND EXISTS (SELECT FROM former_organization_slug
                    WHERE slug = $1 AND organization_id = $3)) ORDER BY slug = $1 DESC LIMIT 1\
                """,
                row -> new Found(row.getLong(0), row.getString(1)),
                name,
                number(name),
                own.value())
            .orElseThrow(Fault::notFound);
    boolean allowed = needed.scopes().stream().anyMatch(OrganizationTokens.SCOPES::contains);
    if (found.id() != own.value() || !allowed) {
      throw Fault.forbidden();
    }
    return new Call.Membership(
        own, found.slug(), 0, Role.MEMBER, OrganizationTokens.SCOPES, Reach.ALL);
  }

  /** The organization of an issue, among those of the caller; others have no such issue. */
  private String organizationOf(
      String issue, long account, @Nullable OrganizationId own, boolean everywhere) {
    return database
        .sql()
        .find(
            """
            SELECT o.slug FROM issue i JOIN project p ON p.id = i.project_id
            JOIN organization o ON o.id = p.organization_id
            WHERE i.id = $1 AND o.status = 'active' AND (o.id = $3 OR $4 OR EXISTS (
              SELECT FROM member m WHERE m.organization_id = o.id AND m.account_id = $2))\
            """,
            row -> row.getString(0),
            number(issue),
            account,
            own == null ? null : own.value(),
            everywhere)
        .orElseThrow(Fault::notFound);
  }

  /** A decimal id, or −1 for what is none. */
  public static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  static Fault unauthenticated(String detail) {
    return new Fault(Fault.Code.UNAUTHENTICATED, detail);
  }
}
