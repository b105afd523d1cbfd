package dev.vedette.identity;

import dev.vedette.store.Database;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Browser sessions: the cookie holds a random token, the database its digest. Methods wait. */
public final class Sessions {

  /** Days until a session ends. */
  public static final int DAYS = 14;

  private static final int SUDO_HOURS = 3;

  /** Hours until a superuser is one of the users again. */
  public static final int SUPERUSER_HOURS = 4;

  private static final int SUPERUSER_IDLE_MINUTES = 15;

  private final Database database;

  /** Sessions in the given database. */
  public Sessions(Database database) {
    this.database = database;
  }

  /**
   * A session that holds.
   *
   * @param csrfToken to be repeated by every change
   */
  public record Session(Account account, String csrfToken) {}

  /**
   * A session that has begun.
   *
   * @param token for its cookie
   * @param csrfToken to be repeated by every change
   */
  public record Started(String token, String csrfToken) {}

  /** Starts a session of an account whose password was given. */
  public Started start(Account account) {
    String token = Secrets.hex(32);
    String csrf = Secrets.hex(32);
    database
        .sql()
        .update(
            """
            INSERT INTO web_session (token_hash, account_id, nonce, csrf_token, expires_at, sudo_until)
            SELECT $1, id, session_nonce, $3, now() + make_interval(days => $4),
              now() + make_interval(hours => $5)
            FROM account WHERE id = $2\
            """,
            Buffer.buffer(Secrets.digest(token)),
            account.id(),
            csrf,
            DAYS,
            SUDO_HOURS);
    database.sql().update("UPDATE account SET last_login = now() WHERE id = $1", account.id());
    return new Started(token, csrf);
  }

  /** Whether the password of a session was given lately; accounts without one need none. */
  public boolean isSudo(String token) {
    return database
        .sql()
        .find(
            """
            SELECT s.sudo_until > now() OR a.password_hash IS NULL
            FROM web_session s JOIN account a ON a.id = s.account_id WHERE s.token_hash = $1\
            """,
            row -> row.getBoolean(0),
            Buffer.buffer(Secrets.digest(token)))
        .orElse(false);
  }

  /** Notes that the password of a session was given. */
  public void openSudo(String token) {
    database
        .sql()
        .update(
            "UPDATE web_session SET sudo_until = now() + make_interval(hours => $2) WHERE token_hash = $1",
            Buffer.buffer(Secrets.digest(token)),
            SUDO_HOURS);
  }

  /** Makes the session that of a superuser for a while; gives the token for its second cookie. */
  public String openSuperuser(String token) {
    String second = Secrets.hex(32);
    database
        .sql()
        .update(
            """
            UPDATE web_session SET superuser_hash = $2, superuser_used = now(),
              superuser_until = now() + make_interval(hours => $3)
            WHERE token_hash = $1\
            """,
            Buffer.buffer(Secrets.digest(token)),
            Buffer.buffer(Secrets.digest(second)),
            SUPERUSER_HOURS);
    return second;
  }

  /** Whether a session is that of a superuser, who has not been idle for long; notes the use. */
  public boolean isSuperuser(String token, String second) {
    return database
            .sql()
            .update(
                """
                UPDATE web_session s SET superuser_used = now() FROM account a
                WHERE s.token_hash = $1 AND s.superuser_hash = $2 AND s.superuser_until > now()
                  AND s.superuser_used > now() - make_interval(mins => $3)
                  AND a.id = s.account_id AND a.is_superuser\
                """,
                Buffer.buffer(Secrets.digest(token)),
                Buffer.buffer(Secrets.digest(second)),
                SUPERUSER_IDLE_MINUTES)
        > 0;
  }

  /** Ends all sessions of an account. */
  public void endAll(Account account) {
    database
        .sql()
        .update(
            "UPDATE account SET session_nonce = $2 WHERE id = $1", account.id(), Secrets.hex(16));
  }

  /** The session of a token, if it holds. */
  public Optional<Session> find(String token) {
    return database
        .sql()
        .find(
            "SELECT "
                + Account.COLUMNS
                + """
                , s.csrf_token FROM web_session s JOIN account a ON a.id = s.account_id
                WHERE s.token_hash = $1 AND s.expires_at > now() AND a.is_active
                  AND s.nonce = a.session_nonce\
                """,
            row -> new Session(Account.of(row), row.getString("csrf_token")),
            Buffer.buffer(Secrets.digest(token)));
  }

  /** Ends a session. */
  public void end(String token) {
    database
        .sql()
        .update(
            "DELETE FROM web_session WHERE token_hash = $1", Buffer.buffer(Secrets.digest(token)));
  }
}
