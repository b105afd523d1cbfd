package dev.vedette.http;

import dev.vedette.identity.Account;
import dev.vedette.identity.Sessions;
import dev.vedette.store.Database;

/** The cookies of a session: its token, and what scripts of its pages repeat (spec 11 §2.7). */
public final class SessionCookies {

  private static final String CSRF = "sc";
  private static final int HOUR = 3_600;
  private static final int DAY = 24 * HOUR;

  private SessionCookies() {}

  /**
   * Starts a session and gives it to the browser.
   *
   * @param secure whether cookies are sent over https only
   */
  public static Answer start(Answer answer, Database database, Account account, boolean secure) {
    Sessions.Started session = new Sessions(database).start(account);
    String rest =
        "Path=/; SameSite=Lax; Max-Age=%d%s"
            .formatted(Sessions.DAYS * DAY, secure ? "; Secure" : "");
    return answer
        .withCookie("%s=%s; HttpOnly; %s".formatted(Authentication.COOKIE, session.token(), rest))
        .withCookie("%s=%s; %s".formatted(CSRF, session.csrfToken(), rest));
  }

  /** Gives the browser what makes its session a superuser's. */
  public static Answer superuser(Answer answer, String token, boolean secure) {
    return answer.withCookie(
        "%s=%s; HttpOnly; Path=/; SameSite=Lax; Max-Age=%d%s"
            .formatted(
                Authentication.SUPERUSER_COOKIE,
                token,
                Sessions.SUPERUSER_HOURS * HOUR,
                secure ? "; Secure" : ""));
  }

  /** Ends the session of a request. */
  public static Answer end(Answer answer, Database database, Call call) {
    String token = Authentication.cookie(call.headers().get("cookie"), Authentication.COOKIE);
    if (token != null) {
      new Sessions(database).end(token);
    }
    return answer
        .withCookie(Authentication.COOKIE + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
        .withCookie(
            Authentication.SUPERUSER_COOKIE + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
        .withCookie(CSRF + "=; Path=/; SameSite=Lax; Max-Age=0");
  }
}
