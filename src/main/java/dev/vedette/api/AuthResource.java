package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Authentication;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.http.SessionCookies;
import dev.vedette.identity.Account;
import dev.vedette.identity.Accounts;
import dev.vedette.identity.LoginLimit;
import dev.vedette.identity.Sessions;
import dev.vedette.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions by the API (spec 11 §8.2). */
final class AuthResource {

  private static final String AUTH = "/api/0/auth/";

  private final ApiContext context;

  AuthResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", AUTH, Access.open(), AuthResource::own),
        new Route("POST", AUTH, Access.open(), this::byBasic),
        new Route("PUT", AUTH, new Access.BySession(), this::confirm),
        new Route("DELETE", AUTH, Access.open(), this::end),
        new Route("GET", AUTH + "config/", Access.open(), this::configuration),
        new Route("POST", AUTH + "login/", Access.open(), this::logIn),
        new Route("GET", AUTH + "validate/", Access.open(), AuthResource::validate));
  }

  private static Answer own(Call call) {
    Account account = call.caller().account();
    return account == null ? Answer.empty(400) : Answer.ok(Shapes.self(account));
  }

  private static Answer validate(Call call) {
    Account account = call.caller().account();
    if (account == null) {
      throw Fault.forbidden();
    }
    return Answer.ok(Shapes.self(account));
  }

  private Optional<Account> authenticate(Call call, String name, String password) {
    LoginLimit.Try once =
        new LoginLimit(context.counters()).begin(call.address(), name, context.clock().instant());
    if (once.isTooMany()) {
      throw new Fault(Fault.Code.LIMITED, "You have made too many failed authentication attempts.");
    }
    Optional<Account> found = new Accounts(context.database()).authenticate(name, password);
    if (found.isPresent()) {
      once.succeeded();
    }
    return found;
  }

  private Answer started(Answer answer, Account account) {
    return SessionCookies.start(answer, context.database(), account, context.secureCookies());
  }

  private Answer byBasic(Call call) {
    String header = call.headers().getOrDefault("authorization", "");
    String[] pair = basic(header);
    return Optional.ofNullable(pair)
        .flatMap(given -> authenticate(call, given[0], given[1]))
        .map(account -> started(Answer.ok(Shapes.self(account)), account))
        .orElseThrow(() -> new Fault(Fault.Code.UNAUTHENTICATED, "Invalid username/password."));
  }

  private static String @Nullable [] basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      return pair.length == 2 ? pair : null;
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** The password again opens what needs it; and everything, to those who run the server. */
  private Answer confirm(Call call) {
    Account account = call.caller().signedIn();
    Json.Obj body = call.json();
    String password = body.string("password");
    if (password == null) {
      boolean key = body.present("challenge") != null || body.present("response") != null;
      return key ? refused(403, "no_u2f") : refused(400, "missing_password_or_u2f_code");
    }
    String token = Authentication.cookie(call.headers().get("cookie"), Authentication.COOKIE);
    boolean same =
        authenticate(call, account.username(), password)
            .filter(found -> found.id() == account.id())
            .isPresent();
    if (!same || token == null) {
      return refused(403, "ignore");
    }
    Sessions sessions = new Sessions(context.database());
    sessions.openSudo(token);
    Answer answer = Answer.ok(Shapes.self(account));
    return account.isSuperuser() && Boolean.TRUE.equals(body.bool("isSuperuserModal"))
        ? SessionCookies.superuser(answer, sessions.openSuperuser(token), context.secureCookies())
        : answer;
  }

  private static Answer refused(int status, String code) {
    return Answer.json(
        status, Json.object().put("detail", Json.object().put("code", code).build()).build());
  }

  private Answer end(Call call) {
    Account account = call.caller().account();
    if (account != null
        && call.caller().tokenScopes() == null
        && Boolean.TRUE.equals(call.json().bool("all"))) {
      new Sessions(context.database()).endAll(account);
    }
    return SessionCookies.end(Answer.empty(204), context.database(), call);
  }

  private Answer configuration(Call call) {
    if (call.caller().account() != null) {
      return Answer.ok(Json.object().put("nextUri", "/").build());
    }
    return Answer.ok(
        Json.object()
            .put("serverHostname", String.valueOf(URI.create(context.url()).getHost()))
            .put("canRegister", false)
            .put("hasNewsletter", false)
            .build());
  }

  private Answer logIn(Call call) {
    Json.Obj body = call.json();
    String name = body.string("username");
    String password = body.string("password");
    if (name == null || password == null) {
      String field = name == null ? "username" : "password";
      return failed(field, "This field is required.");
    }
    return authenticate(call, name, password)
        .map(account ->
            started(
                Answer.ok(
                    Json.object().put("nextUri", "/").put("user", Shapes.self(account)).build()),
                account))
        .orElseGet(() ->
            failed(
                "__all__",
                "Please enter a correct username and password. Note that both fields may be"
                    + " case-sensitive."));
  }

  private static Answer failed(String field, String rule) {
    return Answer.json(
        400,
        Json.object()
            .put("detail", "Login attempt failed")
            .put("errors", Json.object().put(field, Json.array(Json.of(rule))).build())
            .build());
  }
}
