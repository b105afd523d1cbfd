package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.PasswordChange;
import dev.vedette.identity.Passwords;
import dev.vedette.json.Json;
import dev.vedette.store.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people see of their own account and change in it (spec 11 §8.3). */
final class OwnAccountResource {

  private static final String ONE = "/api/0/users/{user}/";
  private static final String ME = "me";
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_USERNAME = 128;

  private final ApiContext context;

  OwnAccountResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ONE, new Access.SignedIn(), this::show),
        new Route("PUT", ONE, new Access.BySession(), this::change),
        new Route("GET", ONE + "emails/", new Access.SignedIn(), this::addresses),
        new Route("PUT", ONE + "password/", new Access.BySession(), this::changePassword));
  }

  /** The caller's account, under {@code me} or its number; others may not be seen. */
  private static Account own(Call call) {
    Account account = call.caller().signedIn();
    String named = call.parameter("user");
    if (!named.equals(ME) && !named.equals(Long.toString(account.id()))) {
      throw Fault.forbidden();
    }
    return account;
  }

  private Answer show(Call call) {
    return Answer.ok(Shapes.self(own(call)));
  }

  private Answer change(Call call) {
    Account account = own(call);
    Json.Obj body = call.json();
    String name = text(body, "name", LONGEST_NAME);
    String username = text(body, "username", LONGEST_USERNAME);
    if (username != null) {
      checkUsername(account, username);
    }
    Accounts accounts = new Accounts(context.database());
    boolean taken =
        username != null
            && accounts.byName(username).filter(other -> other.id() != account.id()).isPresent();
    if (taken) {
      throw usernameTaken();
    }
    try {
      accounts.rename(account.id(), name, username);
    } catch (RuntimeException failure) {
      throw Database.isDuplicate(failure) ? usernameTaken() : failure;
    }
    return Answer.ok(Shapes.self(accounts.byId(account.id()).orElseThrow(Fault::notFound)));
  }

  /** Names of accounts are looked for among e-mail addresses and numbers, too. */
  private static void checkUsername(Account account, String username) {
    if (username.isBlank()) {
      throw Fault.invalid("username", "This field may not be blank.");
    }
    if (username.indexOf('@') >= 0 && !username.equalsIgnoreCase(account.email())) {
      throw Fault.invalid("username", "Of e-mail addresses only your own can be your username.");
    }
    if (username.matches("\\d+")) {
      throw Fault.invalid("username", "A username cannot be entirely numeric.");
    }
  }

  private static Fault usernameTaken() {
    return Fault.invalid("username", "That username is already in use.");
  }

  private static @Nullable String text(Json.Obj body, String field, int longest) {
    Json value = body.present(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Json.Str(String text))) {
      throw Fault.invalid(field, "Not a valid string.");
    }
    if (text.length() > longest) {
      throw Fault.invalid(
          field, "Ensure this field has no more than %d characters.".formatted(longest));
    }
    return text.strip();
  }

  /** The one address of an account, which is what its owner signs in with. */
  private Answer addresses(Call call) {
    return Answer.ok(
        Json.array(
            Json.object()
                .put("email", own(call).email())
                .put("isPrimary", true)
                .put("isVerified", true)
                .build()));
  }

  /** The caller stays signed in by a new session. */
  private Answer changePassword(Call call) {
    Account account = own(call);
    Json.Obj body = call.json();
    String wanted = required(body, "passwordNew");
    if (!wanted.equals(required(body, "passwordVerify"))) {
      throw Fault.invalid("passwordVerify", "Does not match new password");
    }
    String present = account.hasPassword() ? required(body, "password") : "";
    PasswordChange.Result result =
        new PasswordChange(context.database(), context.counters())
            .perform(account, call.address(), present, wanted, context.clock().instant());
    return switch (result) {
      case TOO_MANY ->
          throw new Fault(
              Fault.Code.LIMITED, "You have made too many failed authentication attempts.");
      case WRONG -> throw Fault.invalid("password", "The password you entered is not correct.");
      case SHORT ->
          throw Fault.invalid(
              "passwordNew",
              "This password is too short. It must contain at least %d characters."
                  .formatted(Passwords.MIN_LENGTH));
      case DONE ->
          SessionCookies.start(
              Answer.empty(204), context.database(), account, context.secureCookies());
    };
  }

  private static String required(Json.Obj body, String field) {
    String text = body.string(field);
    if (text == null || text.isEmpty()) {
      throw Fault.invalid(field, "This field is required.");
    }
    return text;
  }
}
