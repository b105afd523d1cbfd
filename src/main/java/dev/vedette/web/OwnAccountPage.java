package dev.vedette.web;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.PasswordChange;
import dev.vedette.identity.Passwords;
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

  private Answer change(Call call) {
    Account account = call.caller().signedIn();
    Map<String, String> form = call.form();
    PasswordChange.Result result =
        new PasswordChange(pages.database(), pages.counters())
            .perform(
                account,
                call.address(),
                form.getOrDefault("old", ""),
                form.getOrDefault("password", ""),
                pages.now());
    return switch (result) {
      case TOO_MANY -> show(call, 429, "Too many tries. Wait a minute.").with("Retry-After", "60");
      case WRONG -> show(call, 403, "The present password is another one.");
      case SHORT ->
          show(
              call,
              400,
              "The new password needs at least " + Passwords.MIN_LENGTH + " characters.");
      case DONE ->
          SessionCookies.start(
              Answer.redirect(PATH + "?done=password"),
              pages.database(),
              account,
              pages.secureCookies());
    };
  }
}
