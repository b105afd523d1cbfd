package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.store.Database;
import java.util.List;
import java.util.Map;

/** Light or dark: kept with the account and in a cookie, so that the first paint is right. */
final class ThemePages {

  static final String COOKIE = "theme";
  static final String SYSTEM = "system";

  private static final List<String> THEMES = List.of(SYSTEM, "light", "dark");
  private static final int YEAR = 365 * 86_400;

  private final Pages pages;

  ThemePages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(new Route("POST", "/theme", new Access.BySession(), this::choose));
  }

  private Answer choose(Call call) {
    Map<String, String> form = call.form();
    String theme = form.getOrDefault("theme", "");
    if (!THEMES.contains(theme)) {
      throw Fault.invalid("theme", "\"" + theme + "\" is not a valid choice.");
    }
    pages
        .database()
        .sql()
        .update(
            "UPDATE account SET options = options || jsonb_build_object('theme', $2::text) WHERE id = $1",
            call.caller().signedIn().id(),
            theme);
    return Answer.redirect(Pages.local(form.get("next")))
        .withCookie(cookie(theme, pages.secureCookies()));
  }

  /** What an account has chosen. */
  static String stored(Database database, Account account) {
    String theme =
        database
            .sql()
            .one(
                "SELECT coalesce(options->>'theme', '') FROM account WHERE id = $1",
                row -> row.getString(0),
                account.id());
    return THEMES.contains(theme) ? theme : SYSTEM;
  }

  static String cookie(String theme, boolean secure) {
    return "%s=%s; Path=/; SameSite=Lax; Max-Age=%d%s"
        .formatted(COOKIE, theme, YEAR, secure ? "; Secure" : "");
  }

  /** What the browser's cookie says. */
  static String of(Call call) {
    String theme = Authentication.cookie(call.headers().get("cookie"), COOKIE);
    return theme != null && THEMES.contains(theme) ? theme : SYSTEM;
  }
}
