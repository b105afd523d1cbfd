package dev.vedette.identity;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** API tokens: shown once, stored as digests (spec 11 §2.2). Methods wait. */
public final class Tokens {

  private static final Logger LOG = LogManager.getLogger(Tokens.class);

  private static final String USER_PREFIX = "sntryu_";

  private final Database database;

  /** Tokens in the given database. */
  public Tokens(Database database) {
    this.database = database;
  }

  /**
   * A stored token.
   *
   * @param account whose token it is, or null for one of an organization
   */
  public record Token(
      long id,
      String name,
      Set<Scope> scopes,
      String lastCharacters,
      OffsetDateTime created,
      @Nullable Long account,
      @Nullable Long organization,
      boolean expired,
      boolean deactivated,
      LastUse lastUse) {}

  /**
   * When, from where and by what a token was used last.
   *
   * @param time null when it never was
   */
  public record LastUse(
      @Nullable OffsetDateTime time, @Nullable String address, @Nullable String agent) {}

  private static final String COLUMNS =
      """
      id, name, scopes, last_characters, created_at, account_id, organization_id,
      coalesce(expires_at < now(), false), deactivated_at IS NOT NULL, last_used, last_address,
      last_agent\
      """;

  private static Token token(Row row) {
    return new Token(
        row.getLong(0),
        row.getString(1),
        Scope.read(List.of(row.getArrayOfStrings(2))),
        row.getString(3),
        row.getOffsetDateTime(4),
        row.getLong(5),
        row.getLong(6),
        row.getBoolean(7),
        row.getBoolean(8),
        new LastUse(row.getOffsetDateTime(9), row.getString(10), row.getString(11)));
  }

  /** A new token of an account; gives its text, which is not kept. */
  public static String create(Sql sql, long account, String name, Collection<Scope> scopes) {
    String text = USER_PREFIX + Secrets.hex(32);
    sql.update(
        """
        INSERT INTO api_token (account_id, name, token_hash, last_characters, scopes, created_by)
        VALUES ($1, $2, $3, $4, $5, $1)\
        """,
        account,
        name,
        Buffer.buffer(Secrets.digest(text)),
        text.substring(text.length() - 4),
        Scope.labels(scopes).toArray(String[]::new));
    return text;
  }

  /** The token of a text, expired and deactivated ones included. */
  public Optional<Token> find(String text) {
    return database
        .sql()
        .find(
            "SELECT " + COLUMNS + " FROM api_token WHERE token_hash = $1",
            Tokens::token,
            Buffer.buffer(Secrets.digest(text)));
  }

  /**
   * One use of a token.
   *
   * @param address of the caller; only its network is kept
   */
  public record Use(String address, String agent) {

    private static final int LONGEST_AGENT = 200;

    /** The address without its last part, which would tell the person. */
    private String network() {
      int last = Math.max(address.lastIndexOf('.'), address.lastIndexOf(':'));
      return last < 0 ? address : address.substring(0, last + 1) + "*";
    }

    private String shortAgent() {
      String plain = agent.replaceAll("\\p{Cntrl}", "");
      return plain.length() > LONGEST_AGENT ? plain.substring(0, LONGEST_AGENT) : plain;
    }
  }

  /**
   * Notes that a token was used, at most once a minute (spec 11 §2.2). Does not wait, and fails
   * silently: a database that takes no writes can still be read.
   */
  public void used(long id, Use use) {
    database
        .sql()
        .start(
            """
            UPDATE api_token SET last_used = now(), last_address = $2, last_agent = $3
            WHERE id = $1 AND (last_used IS NULL OR last_used < now() - interval '1 minute')\
            """,
            id,
            use.network(),
            use.shortAgent())
        .onFailure(failure -> LOG.debug("the use of a token was not noted", failure));
  }

  /** The tokens of an account, newest first. */
  public List<Token> ofAccount(long account) {
    return database
        .sql()
        .list(
            "SELECT " + COLUMNS + " FROM api_token WHERE account_id = $1 ORDER BY id DESC",
            Tokens::token,
            account);
  }

  /** Deletes a token of an account; tells whether there was such. */
  public boolean delete(long account, long id) {
    return database
            .sql()
            .update("DELETE FROM api_token WHERE account_id = $1 AND id = $2", account, id)
        > 0;
  }
}
