package dev.vedette.identity;

import dev.vedette.store.Database;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Browser sessions: the cookie holds a random token, the database its digest. Methods wait. */
public final class Sessions {

  /** Days until a session ends. */
  public static final int DAYS = 14;

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

  /** Starts a session; gives the token for the cookie. */
  public String start(Account account) {
    String token = Secrets.hex(32);
    database
        .sql()
        .update(
            """
            INSERT INTO web_session (token_hash, account_id, nonce, csrf_token, expires_at)
            SELECT $1, id, session_nonce, $3, now() + make_interval(days => $4)
            FROM account WHERE id = $2\
            """,
            Buffer.buffer(Secrets.digest(token)),
            account.id(),
            Secrets.hex(32),
            DAYS);
    database.sql().update("UPDATE account SET last_login = now() WHERE id = $1", account.id());
    return token;
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
            row -> new Session(Account.of(row), row.getString(8)),
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
