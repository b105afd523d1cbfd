package dev.vedette.testing;

import dev.vedette.http.Route;
import dev.vedette.json.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public contract of the API, by the rules that stand beside it: extra keys are fine, {@code
 * oneOf} means any, {@code nullable} allows null.
 */
public final class OpenApi {

  private final Json.Obj paths;

  private OpenApi(Json.Obj paths) {
    this.paths = paths;
  }

  /** The contract of the shared fixtures; the test is skipped where they are absent. */
  public static OpenApi load() throws Exception {
    Json.Obj document =
        (Json.Obj) Shared.json(Shared.fixtures("openapi").resolve("sentry-public-api.json"));
    return new OpenApi(document.object("paths"));
  }

  /** What is wrong with an answer; empty when it is as the contract has it, or has nothing. */
  public List<String> problems(String method, String path, int status, Json body) {
    List<String> problems = new ArrayList<>();
    Json.Obj operation = operation(method, path);
    if (operation.isEmpty()) {
      problems.add("no such operation: " + method + " " + path);
      return problems;
    }
    Json answer = operation.object("responses").get(Integer.toString(status));
    if (!(answer instanceof Json.Obj known)) {
      problems.add("status " + status + " is not in the contract");
      return problems;
    }
    Json.Obj schema = known.object("content").object("application/json").object("schema");
    check("", schema, body, problems);
    return problems;
  }

  /** The operation that an address belongs to, its parts in braces without a name. */
  public String named(String method, String path) {
    return templates()
        .filter(template -> matches(template, path))
        .findFirst()
        .map(template -> nameless(method, template))
        .orElse("");
  }

  /** The operations of the contract that these routes serve, as {@link #named} has them. */
  public Set<String> servedBy(List<Route> routes) {
    Set<String> served =
        routes.stream()
            .map(route -> nameless(route.method(), route.path()))
            .collect(Collectors.toCollection(TreeSet::new));
    served.retainAll(
        templates()
            .flatMap(template ->
                paths.object(template).members().keySet().stream()
                    .map(method -> nameless(method, template)))
            .collect(Collectors.toSet()));
    return served;
  }

  private static String nameless(String method, String template) {
    return method.toUpperCase(Locale.ROOT) + " " + template.replaceAll("\\{[^}]*\\}", "{}");
  }

  /** The most exact ones first. */
  private Stream<String> templates() {
    return paths.members().keySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (String template) -> template.replaceAll("\\{[^}]*\\}", "").length())
                .reversed());
  }

  private Json.Obj operation(String method, String path) {
    return templates()
        .filter(template -> matches(template, path))
        .map(template -> paths.object(template).object(method))
        .findFirst()
        .orElse(Json.Obj.EMPTY);
  }

  private static boolean matches(String template, String path) {
    StringBuilder regex = new StringBuilder();
    for (String part : template.split("(?=\\{)|(?<=\\})")) {
      regex.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
    }
    return path.matches(regex.toString());
  }

  private static void check(String where, Json.Obj schema, Json value, List<String> problems) {
    if (schema.isEmpty()) {
      return;
    }
    List<Json> branches = new ArrayList<>(schema.array("oneOf").items());
    branches.addAll(schema.array("anyOf").items());
    if (value.isNull()) {
      boolean allowed =
          Boolean.TRUE.equals(schema.bool("nullable"))
              || branches.stream()
                  .anyMatch(b -> Boolean.TRUE.equals(((Json.Obj) b).bool("nullable")))
              || (schema.get("type") == null && branches.isEmpty());
      if (!allowed) {
        problems.add(where + " must not be null");
      }
      return;
    }
    if (!branches.isEmpty()) {
      List<String> best = null;
      for (Json branch : branches) {
        List<String> found = new ArrayList<>();
        check(where, (Json.Obj) branch, value, found);
        best = best == null || found.size() < best.size() ? found : best;
      }
      problems.addAll(best);
      return;
    }
    for (Json part : schema.array("allOf").items()) {
      check(where, (Json.Obj) part, value, problems);
    }
    type(where, schema, value, problems);
  }

  private static void type(String where, Json.Obj schema, Json value, List<String> problems) {
    String type = schema.string("type");
    boolean fits =
        switch (type) {
          case null -> true;
          case "object" -> value instanceof Json.Obj;
          case "array" -> value instanceof Json.Arr;
          case "string" -> value instanceof Json.Str;
          case "boolean" -> value instanceof Json.Bool;
          case "integer" -> value instanceof Json.Num number && number.isIntegral();
          case "number" -> value instanceof Json.Num;
          default -> true;
        };
    if (!fits) {
      problems.add("%s must be a %s, not %s".formatted(where, type, cut(value.text())));
      return;
    }
    if (schema.get("enum") instanceof Json.Arr choices && !choices.items().contains(value)) {
      problems.add("%s is none of the choices: %s".formatted(where, cut(value.text())));
    }
    if ("date-time".equals(schema.string("format")) && value instanceof Json.Str(String text)) {
      try {
        OffsetDateTime.parse(text);
      } catch (DateTimeException malformed) {
        problems.add(where + " is no time: " + text);
      }
    }
    if (value instanceof Json.Obj object) {
      members(where, schema, object, problems);
    }
    if (value instanceof Json.Arr array) {
      for (int i = 0; i < array.size(); i++) {
        check(where + "[" + i + "]", schema.object("items"), array.get(i), problems);
      }
    }
  }

  private static void members(
      String where, Json.Obj schema, Json.Obj value, List<String> problems) {
    for (Json required : schema.array("required").items()) {
      String name = ((Json.Str) required).value();
      if (value.get(name) == null) {
        problems.add(where + "." + name + " is missing");
      }
    }
    for (Map.Entry<String, Json> property : schema.object("properties").members().entrySet()) {
      Json member = value.get(property.getKey());
      if (member != null) {
        check(where + "." + property.getKey(), (Json.Obj) property.getValue(), member, problems);
      }
    }
  }

  private static String cut(String text) {
    return text.length() < 80 ? text : text.substring(0, 80);
  }
}
