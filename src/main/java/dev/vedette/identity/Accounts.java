package dev.vedette.identity;

import dev.vedette.store.Database;
import dev.vedette.store.Sql;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The accounts of the server. Methods wait. */
public final class Accounts {

  private final Database database;

  /** Accounts in the given database. */
  public Accounts(Database database) {
    this.database = database;
  }

  /** Whether nobody can sign in yet. */
  public boolean isEmpty() {
    return !database.sql().one("SELECT EXISTS (SELECT FROM account)", row -> row.getBoolean(0));
  }

  /** Makes an account. */
  public static Account create(
      Sql sql, String email, @Nullable String password, boolean superuser) {
    String address = email.strip().toLowerCase(Locale.ROOT);
    return sql.one(
        "INSERT INTO account AS a (email, username, password_hash, is_superuser, session_nonce)"
            + " VALUES ($1, $1, $2, $3, $4) RETURNING "
            + Account.COLUMNS,
        Account::of,
        address,
        password == null ? null : Passwords.hash(password),
        superuser,
        Secrets.hex(16));
  }

  /** The account of an e-mail address or user name, without regard to case. */
  public Optional<Account> byName(String name) {
    return database
        .sql()
        .find(
            "SELECT "
                + Account.COLUMNS
                + " FROM account a WHERE lower(a.username) = lower($1) OR lower(a.email) = lower($1)",
            Account::of,
            name.strip());
  }

  /** The form of a name under which all its spellings are the same. */
  public static String normalized(String name) {
    return name.strip().toLowerCase(java.util.Locale.ROOT);
  }

  /** An account by its number. */
  public Optional<Account> byId(long id) {
    return database
        .sql()
        .find("SELECT " + Account.COLUMNS + " FROM account a WHERE a.id = $1", Account::of, id);
  }

  /** The accounts of an organization's members, by number. */
  public Map<Long, Account> ofMembers(long organization) {
    return database
        .sql()
        .list(
            "SELECT "
                + Account.COLUMNS
                + " FROM account a JOIN member m ON m.account_id = a.id WHERE m.organization_id = $1",
            Account::of,
            organization)
        .stream()
        .collect(Collectors.toMap(Account::id, account -> account));
  }

  /** The account of a name and a password; empty when they do not belong together. */
  public Optional<Account> authenticate(String name, String password) {
    Optional<Account> found = byName(name).filter(Account::isActive);
    String hash =
        found
            .flatMap(account ->
                database
                    .sql()
                    .find(
                        "SELECT password_hash FROM account WHERE id = $1",
                        row -> Optional.ofNullable(row.getString(0)),
                        account.id()))
            .flatMap(stored -> stored)
            .orElse(null);
    if (hash == null) {
      // As slow as a wrong password, so that the time does not tell who has an account.
      Passwords.hash(password);
      return Optional.empty();
    }
    return Passwords.matches(password, hash) ? found : Optional.empty();
  }

  /** Changes the password and ends all sessions. */
  public void setPassword(long account, String password) {
    database
        .sql()
        .update(
            "UPDATE account SET password_hash = $2, session_nonce = $3 WHERE id = $1",
            account,
            Passwords.hash(password),
            Secrets.hex(16));
  }

  /** Changes the names of an account; those that are null stay. */
  public void rename(long account, @Nullable String name, @Nullable String username) {
    database
        .sql()
        .update(
            "UPDATE account SET name = coalesce($2, name), username = coalesce($3, username)"
                + " WHERE id = $1",
            account,
            name,
            username);
  }

  /** Makes an account a superuser or takes that away. */
  public void setSuperuser(long account, boolean superuser) {
    database.sql().update("UPDATE account SET is_superuser = $2 WHERE id = $1", account, superuser);
  }
}
