package dev.vedette.web;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.LoginLimit;
import dev.vedette.identity.Passwords;
import dev.vedette.identity.Sessions;
import java.util.List;
import java.util.Map;

/** A person's own account: who they are here, and a new password. */
final class OwnAccountPage {

  private static final String PATH = "/account/";

  private final Pages pages;

  OwnAccountPage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, new Access.BySession(), call -> show(call, 200, "")),
        new Route("POST", PATH, new Access.BySession(), this::change));
  }

  private Answer show(Call call, int status, String problem) {
    Account account = call.caller().signedIn();
    return pages.render(
        status,
        "account",
        Map.of(
            "page",
            Pages.around("Your account", call).within(pages.home(account).orElse(null)),
            "account",
            account,
            "done",
            "password".equals(call.first("done")) ? "The password is changed." : "",
            "problem",
            problem,
            "organizations",
            pages.organizations(account)));
  }

  /** A new password ends all other sessions of the account (spec 11 §2.7). */
  private Answer change(Call call) {
    Account account = call.caller().signedIn();
    Map<String, String> form = call.form();
    String wanted = form.getOrDefault("password", "");
    LoginLimit.Try once =
        new LoginLimit(pages.counters()).begin(call.address(), account.username(), pages.now());
    if (once.isTooMany()) {
      return show(call, 429, "Too many tries. Wait a minute.").with("Retry-After", "60");
    }
    Accounts accounts = new Accounts(pages.database());
    if (account.hasPassword()
        && accounts.authenticate(account.username(), form.getOrDefault("old", "")).isEmpty()) {
      return show(call, 403, "The present password is another one.");
    }
    once.succeeded();
    if (wanted.length() < Passwords.MIN_LENGTH) {
      return show(
          call, 400, "The new password needs at least " + Passwords.MIN_LENGTH + " characters.");
    }
    accounts.setPassword(account.id(), wanted);
    new Sessions(pages.database()).endAll(account);
    return SessionCookies.start(
        Answer.redirect(PATH + "?done=password"), pages.database(), account, pages.secureCookies());
  }
}
