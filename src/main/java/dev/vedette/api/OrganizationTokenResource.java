package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.OrganizationTokens;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import java.util.List;

/** Tokens of an organization (spec 11 §9.2). */
final class OrganizationTokenResource {

  private static final String PATH = "/api/0/organizations/{organization}/org-auth-tokens/";
  private static final Access READ =
      Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final Access WRITE = Access.scopes(Scope.ORG_WRITE, Scope.ORG_ADMIN);
  private static final int MAX_NAME = 255;

  private final ApiContext context;

  OrganizationTokenResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, this::list),
        new Route("POST", PATH, READ, this::create),
        new Route("GET", PATH + "{token}/", READ, this::details),
        new Route("PUT", PATH + "{token}/", READ, this::rename),
        new Route("DELETE", PATH + "{token}/", WRITE, this::deactivate));
  }

  private OrganizationTokens tokens() {
    return new OrganizationTokens(context.database());
  }

  private static long organization(Call call) {
    return call.organization().organization().value();
  }

  private static Json.Builder shown(OrganizationTokens.Token token) {
    Long creator = token.createdBy();
    return Json.object()
        .put("id", Long.toString(token.id()))
        .put("name", token.name())
        .put("scopes", Json.strings(Scope.labels(OrganizationTokens.SCOPES)))
        .put("tokenLastCharacters", token.lastCharacters())
        .put("dateCreated", Times.of(token.created()))
        .put("dateLastUsed", Times.of(token.lastUsed()))
        .put("projectLastUsedId", Json.NULL)
        .put("createdBy", creator == null ? null : Long.toString(creator));
  }

  private Answer list(Call call) {
    List<Json> shown =
        tokens().list(organization(call)).stream()
            .map(token -> (Json) shown(token).build())
            .toList();
    return Paging.of(call).slice(call, shown);
  }

  private static String name(Call call) {
    String name = call.json().string("name");
    if (name == null || name.isBlank()) {
      throw Fault.invalid("The name cannot be blank.");
    }
    if (name.length() > MAX_NAME) {
      throw Fault.invalid("The name cannot be longer than 255 characters.");
    }
    return name;
  }

  private Answer create(Call call) {
    String name = name(call);
    String slug = call.organization().slug();
    long account = call.caller().signedIn().id();
    String text =
        context
            .database()
            .inTransaction(sql ->
                OrganizationTokens.create(
                    sql, organization(call), slug, context.url(), name, account));
    OrganizationTokens.Token made =
        tokens().list(organization(call)).stream()
            .filter(token -> text.endsWith(token.lastCharacters()) && token.name().equals(name))
            .findFirst()
            .orElseThrow();
    return Answer.json(201, shown(made).put("token", text).build());
  }

  private OrganizationTokens.Token find(Call call) {
    String id = call.parameter("token");
    long number = id.matches("\\d{1,18}") ? Long.parseLong(id) : -1;
    return tokens().find(organization(call), number).orElseThrow(Fault::notFound);
  }

  private Answer details(Call call) {
    return Answer.ok(shown(find(call)).build());
  }

  private Answer rename(Call call) {
    tokens().rename(organization(call), find(call).id(), name(call));
    return Answer.empty(204);
  }

  private Answer deactivate(Call call) {
    tokens().deactivate(organization(call), find(call).id());
    return Answer.empty(204);
  }
}
