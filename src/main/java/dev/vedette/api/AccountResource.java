package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Account;
import dev.vedette.identity.Scope;
import dev.vedette.identity.Tokens;
import dev.vedette.json.Json;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The root of the API, the caller and the caller's tokens (spec 11 §8, §9.1). */
final class AccountResource {

  private static final int MAX_NAME = 255;

  private final ApiContext context;

  AccountResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/0/", Access.open(), AccountResource::root),
        new Route(
            "GET",
            "/api/0/users/me/regions/",
            new Access.Scoped(Set.of(Scope.ORG_READ, Scope.ORG_CI)),
            this::regions),
        new Route("GET", "/api/0/api-tokens/", new Access.BySession(), this::tokens),
        new Route("POST", "/api/0/api-tokens/", new Access.BySession(), this::createToken),
        new Route("DELETE", "/api/0/api-tokens/", new Access.BySession(), this::deleteNamed),
        new Route("GET", "/api/0/api-tokens/{token}/", new Access.BySession(), this::oneToken),
        new Route("PUT", "/api/0/api-tokens/{token}/", new Access.BySession(), this::renameToken),
        new Route(
            "DELETE", "/api/0/api-tokens/{token}/", new Access.BySession(), this::deleteToken));
  }

  private static Answer root(Call call) {
    Account account = call.caller().account();
    Set<Scope> scopes = call.caller().tokenScopes();
    return Answer.ok(
        Json.object()
            .put("version", "0")
            .put(
                "auth",
                scopes == null
                    ? Json.NULL
                    : Json.object().put("scopes", Json.strings(Scope.labels(scopes))).build())
            .put("user", account == null ? Json.NULL : Shapes.user(account))
            .build());
  }

  private Answer regions(Call call) {
    Json region = Json.object().put("name", "monolith").put("url", context.url()).build();
    return Answer.ok(Json.object().put("regions", Json.array(region)).build());
  }

  private Answer tokens(Call call) {
    List<Json> tokens =
        new Tokens(context.database())
            .ofAccount(call.caller().signedIn().id()).stream()
                .map(token -> (Json) token(token).build())
                .toList();
    return Paging.of(call).slice(call, tokens);
  }

  private static Json.Builder token(Tokens.Token token) {
    return Json.object()
        .put("id", Long.toString(token.id()))
        .put("name", token.name())
        .put("scopes", Json.strings(Scope.labels(token.scopes())))
        .put("application", Json.NULL)
        .put("expiresAt", Json.NULL)
        .put("dateCreated", Times.of(token.created()))
        .put("state", Json.NULL)
        .put("tokenLastCharacters", token.lastCharacters())
        .put("dateLastUsed", Times.of(token.lastUse().time()))
        .put("lastUsedAddress", token.lastUse().address())
        .put("lastUsedAgent", token.lastUse().agent());
  }

  private Answer createToken(Call call) {
    Json.Obj body = call.json();
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    List<Json> labels = body.array("scopes").items();
    for (int i = 0; i < labels.size(); i++) {
      Json item = labels.get(i);
      int index = i;
      String label = item instanceof Json.Str(String text) ? text : item.text();
      scopes.add(
          Scope.of(label)
              .orElseThrow(() ->
                  Fault.invalid("scopes." + index, "\"" + label + "\" is not a valid choice.")));
    }
    if (scopes.isEmpty()) {
      return Answer.json(
          400,
          Json.object().put("scopes", Json.array(Json.of("This list may not be empty."))).build());
    }
    String given = body.string("name");
    String name = given == null ? "" : given;
    if (name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 255 characters.");
    }
    long account = call.caller().signedIn().id();
    Tokens tokens = new Tokens(context.database());
    String text =
        context.database().inTransaction(sql -> Tokens.create(sql, account, name, scopes));
    Tokens.Token stored = tokens.find(text).orElseThrow();
    return Answer.json(201, token(stored).put("token", text).build());
  }

  private Answer oneToken(Call call) {
    return new Tokens(context.database())
        .ofAccount(call.caller().signedIn().id()).stream()
            .filter(token -> Long.toString(token.id()).equals(call.parameter("token")))
            .findFirst()
            .map(token -> Answer.ok(token(token).build()))
            .orElseThrow(Fault::notFound);
  }

  private Answer renameToken(Call call) {
    Json.Obj body = call.json();
    if (body.members().keySet().stream().anyMatch(key -> !key.equals("name"))) {
      return Answer.json(
          403,
          Json.object().put("error", "Only auth token name can be edited after creation").build());
    }
    String name = body.string("name");
    if (name != null && name.length() > MAX_NAME) {
      throw Fault.invalid("name", "Ensure this field has no more than 255 characters.");
    }
    String id = call.parameter("token");
    int renamed =
        context
            .database()
            .sql()
            .update(
                "UPDATE api_token SET name = $3 WHERE account_id = $1 AND id = $2",
                call.caller().signedIn().id(),
                id.matches("\\d{1,18}") ? Long.parseLong(id) : -1L,
                name == null ? "" : name);
    if (renamed == 0) {
      throw Fault.notFound();
    }
    return Answer.empty(204);
  }

  private boolean delete(Call call, String id) {
    return id.matches("\\d{1,18}")
        && new Tokens(context.database()).delete(call.caller().signedIn().id(), Long.parseLong(id));
  }

  private Answer deleteToken(Call call) {
    if (!delete(call, call.parameter("token"))) {
      throw Fault.notFound();
    }
    return Answer.empty(204);
  }

  /** The older way, which names the token in the body. */
  private Answer deleteNamed(Call call) {
    String id =
        switch (call.json().present("tokenId")) {
          case null -> throw Fault.invalid("tokenId", "This field is required.");
          case Json.Str(String text) -> text;
          case Json other -> other.text();
        };
    if (!delete(call, id)) {
      throw Fault.invalid("tokenId", "There is no such token.");
    }
    return Answer.empty(204);
  }
}
