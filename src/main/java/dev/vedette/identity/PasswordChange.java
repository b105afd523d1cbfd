package dev.vedette.identity;

import dev.vedette.counter.Counters;
import dev.vedette.store.Database;
import java.time.Instant;

/**
 * A new password for an account, by somebody who knows the present one. It ends all sessions of the
 * account (spec 11 §2.7).
 */
public final class PasswordChange {

  /** What became of it. */
  public enum Result {
    DONE,
    /** The present password is another one. */
    WRONG,
    /** The new one has less than {@link Passwords#MIN_LENGTH} characters. */
    SHORT,
    /** There were too many wrong ones within a minute. */
    TOO_MANY
  }

  private final Database database;
  private final Counters counters;

  /** Changes in the given database; tries count where logins do. */
  public PasswordChange(Database database, Counters counters) {
    this.database = database;
    this.counters = counters;
  }

  /**
   * Tries to change a password. Waits.
   *
   * @param address where the request comes from
   * @param present is not looked at while the account has none
   */
  public Result perform(
      Account account, String address, String present, String wanted, Instant now) {
    LoginLimit.Try once = new LoginLimit(counters).begin(address, account.username(), now);
    if (once.isTooMany()) {
      return Result.TOO_MANY;
    }
    Accounts accounts = new Accounts(database);
    if (account.hasPassword() && accounts.authenticate(account.username(), present).isEmpty()) {
      return Result.WRONG;
    }
    once.succeeded();
    if (wanted.length() < Passwords.MIN_LENGTH) {
      return Result.SHORT;
    }
    accounts.setPassword(account.id(), wanted);
    return Result.DONE;
  }
}
