package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.LoginLimit;
import dev.vedette.identity.Passwords;
import dev.vedette.identity.Role;
import dev.vedette.identity.Secrets;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Provisioning;
import dev.vedette.project.Slugs;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Set-up, login and logout. */
final class AccountPages {

  private static final int LONGEST_ORGANIZATION = 64;
  private static final int LONGEST_PROJECT = 50;
  private static final int SHORTEST_SLUG = 3;

  private final Pages pages;

  AccountPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/setup", Access.open(), call -> setupForm(call, 200, "")),
        new Route("POST", "/setup", Access.open(), this::setup),
        new Route("GET", "/login", Access.open(), call -> loginForm(call, 200, "")),
        new Route("POST", "/login", Access.open(), this::login),
        new Route("POST", "/logout", new Access.BySession(), this::logout));
  }

  private Answer setupForm(Call call, int status, String problem) {
    requireFresh();
    String token = call.first("token") == null ? call.form().get("token") : call.first("token");
    boolean known =
        token != null
            && pages
                .database()
                .sql()
                .one(
                    "SELECT EXISTS (SELECT FROM setup_link WHERE token_hash = $1)",
                    row -> row.getBoolean(0),
                    Buffer.buffer(Secrets.digest(token)));
    if (!known) {
      throw new Fault(
          Fault.Code.FORBIDDEN, "Open the link that the server printed when it started.");
    }
    return pages.render(
        status,
        "setup",
        Map.of(
            "page",
            Pages.around("Set up Vedette", call),
            "token",
            token,
            "problem",
            problem,
            "filled",
            call.form()));
  }

  private void requireFresh() {
    if (!new Accounts(pages.database()).isEmpty()) {
      throw new Fault(Fault.Code.NOT_FOUND, "The server has been set up.");
    }
  }

  private Answer setup(Call call) {
    requireFresh();
    Map<String, String> form = call.form();
    String email = form.getOrDefault("email", "").strip();
    String password = form.getOrDefault("password", "");
    String organization = form.getOrDefault("organization", "").strip();
    String project = form.getOrDefault("project", "").strip();
    String problem = setupProblem(email, password, organization, project);
    if (problem != null) {
      return setupForm(call, 400, problem);
    }
    Buffer token = Buffer.buffer(Secrets.digest(form.getOrDefault("token", "")));
    Optional<Account> admin =
        pages
            .database()
            .inTransaction(sql -> {
              int used = sql.update("DELETE FROM setup_link WHERE token_hash = $1", token);
              return used == 0
                  ? Optional.<Account>empty()
                  : Optional.of(create(sql, email, password, organization, project));
            });
    String start = "/%s/projects/%s/start".formatted(Slugs.of(organization), Slugs.of(project));
    return admin
        .map(account -> signedIn(account, start))
        .orElseGet(
            () -> setupForm(call, 403, "Open the link that the server printed when it started."));
  }

  private static @Nullable String setupProblem(
      String email, String password, String organization, String project) {
    if (!email.matches("[^@\\s]+@[^@\\s]+")) {
      return "Enter a valid e-mail address.";
    }
    if (password.length() < Passwords.MIN_LENGTH) {
      return "The password needs at least " + Passwords.MIN_LENGTH + " characters.";
    }
    if (organization.length() > LONGEST_ORGANIZATION || project.length() > LONGEST_PROJECT) {
      return "An organization's name has at most %d characters, a project's at most %d."
          .formatted(LONGEST_ORGANIZATION, LONGEST_PROJECT);
    }
    String slug = Slugs.of(organization);
    if (slug.length() < SHORTEST_SLUG) {
      return "Organization: the name needs at least %d letters from a to z or digits."
          .formatted(SHORTEST_SLUG);
    }
    String problem = Slugs.organizationProblem(slug);
    if (problem != null) {
      return "Organization: " + problem;
    }
    String projectProblem = Slugs.projectProblem(Slugs.of(project));
    return projectProblem == null ? null : "First project: " + projectProblem;
  }

  private static Account create(
      Sql sql, String email, String password, String organization, String project) {
    Account admin = Accounts.create(sql, email, password, true);
    OrganizationId id = Provisioning.organization(sql, Slugs.of(organization), organization);
    long member = Provisioning.member(sql, id, admin.id(), Role.OWNER.label());
    long team = Provisioning.team(sql, id, Slugs.of(organization), organization);
    Provisioning.join(sql, team, member);
    Provisioning.project(sql, id, Slugs.of(project), project, null, team);
    return admin;
  }

  private Answer loginForm(Call call, int status, String problem) {
    String next = call.first("next") == null ? call.form().get("next") : call.first("next");
    if (call.method().equals("GET") && new Accounts(pages.database()).isEmpty()) {
      return Answer.redirect("/setup");
    }
    if (call.caller().account() != null) {
      return Answer.redirect(Pages.local(next));
    }
    return pages.render(
        status,
        "login",
        Map.of(
            "page", Pages.around("Log in", call),
            "next", Pages.local(next),
            "email", call.form().getOrDefault("email", ""),
            "problem", problem));
  }

  private Answer login(Call call) {
    Map<String, String> form = call.form();
    String name = form.getOrDefault("email", "");
    LoginLimit.Try once = new LoginLimit(pages.counters()).begin(call.address(), name, pages.now());
    if (once.isTooMany()) {
      return loginForm(call, 429, "Too many tries. Wait a minute.").with("Retry-After", "60");
    }
    return new Accounts(pages.database())
        .authenticate(name, form.getOrDefault("password", ""))
        .map(account -> {
          once.succeeded();
          return signedIn(account, Pages.local(form.get("next")));
        })
        .orElseGet(() -> loginForm(call, 401, "E-mail and password do not belong together."));
  }

  private Answer signedIn(Account account, String next) {
    Answer answer =
        SessionCookies.start(
            Answer.redirect(next), pages.database(), account, pages.secureCookies());
    String theme = ThemePages.stored(pages.database(), account);
    return answer.withCookie(ThemePages.cookie(theme, pages.secureCookies()));
  }

  private Answer logout(Call call) {
    String next = Pages.local(call.form().get("next"));
    return SessionCookies.end(
        Answer.redirect(next.equals("/") ? "/login" : next), pages.database(), call);
  }
}
