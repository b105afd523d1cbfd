package dev.vedette.http;

import dev.vedette.bus.Fault;
import dev.vedette.identity.Role;
import dev.vedette.identity.Scope;
import dev.vedette.ingest.QueryParameters;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Reach;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been let in.
 *
 * @param path decoded parameters of the path
 * @param query decoded query parameters, all values of each name
 * @param headers header values by lower-case name
 * @param membership the caller's place in the organization of the path, or null without one
 */
public record Call(
    String method,
    String url,
    Map<String, String> path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    byte[] body,
    String address,
    Caller caller,
    @Nullable Membership membership) {

  /**
   * A caller's place in an organization.
   *
   * @param member number of the member, 0 for those who belong to no organization or to another
   * @param scopes what role and token allow together
   * @param reach the projects that the caller may see
   */
  public record Membership(
      OrganizationId organization,
      String slug,
      long member,
      Role role,
      Set<Scope> scopes,
      Reach reach) {}

  /** The membership; only for routes below an organization. */
  public Membership organization() {
    if (membership == null) {
      throw new IllegalStateException("the route has no organization");
    }
    return membership;
  }

  /** The same call at another place. */
  public Call within(Membership other) {
    return new Call(method, url, path, query, headers, body, address, caller, other);
  }

  /** A parameter of the path. */
  public String parameter(String name) {
    return path.getOrDefault(name, "");
  }

  /** The first value of a query parameter, or null. */
  public @Nullable String first(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  /** All values of a query parameter. */
  public List<String> all(String name) {
    return query.getOrDefault(name, List.of());
  }

  /**
   * The body as a JSON object; an empty body is an empty object, and the fields of a form are its
   * texts. Other types end the request with 415.
   */
  public Json.Obj json() {
    if (body.length == 0) {
      return Json.Obj.EMPTY;
    }
    String type = headers.getOrDefault("content-type", "").split(";", 2)[0].strip();
    boolean form = type.equalsIgnoreCase("application/x-www-form-urlencoded");
    if (form && body[0] != '{') {
      Json.Builder fields = Json.object();
      form().forEach(fields::put);
      Json.Obj sent = fields.build();
      requireNoNul(sent, "");
      return sent;
    }
    if (!form
        && !type.isEmpty()
        && !type.toLowerCase(Locale.ROOT).matches("application/(.+\\+)?json")) {
      throw new Fault(
          Fault.Code.UNSUPPORTED, "Unsupported media type \"%s\" in request.".formatted(type));
    }
    try {
      if (JsonText.parse(body) instanceof Json.Obj object) {
        requireNoNul(object, "");
        return object;
      }
      throw Fault.invalid("JSON parse error - the body must be an object");
    } catch (JsonText.Malformed malformed) {
      throw Fault.invalid("JSON parse error - " + malformed.getMessage());
    }
  }

  /** No text of a body of the API holds a NUL, which the database would not keep (spec 11 §27). */
  private static void requireNoNul(Json value, String field) {
    switch (value) {
      case Json.Str(String text) when text.indexOf('\0') >= 0 ->
          throw Fault.invalid(field, "Null characters are not allowed.");
      case Json.Arr(List<Json> items) -> items.forEach(item -> requireNoNul(item, field));
      case Json.Obj(Map<String, Json> members) ->
          members.forEach((name, member) -> {
            requireNoNul(Json.of(name), field);
            requireNoNul(member, field.isEmpty() ? name : field + "." + name);
          });
      default -> {
        // no text
      }
    }
  }

  /** The fields of a form, the first value of each. */
  public Map<String, String> form() {
    return QueryParameters.firstOfEach(new String(body, StandardCharsets.UTF_8));
  }

  /** The fields of a form in which some may be chosen more than once. */
  public Map<String, List<String>> fields() {
    return QueryParameters.all(new String(body, StandardCharsets.UTF_8));
  }

  /** Whether the caller has a scope in the organization. */
  public boolean has(Scope scope) {
    return membership != null && membership.scopes().contains(scope);
  }
}
