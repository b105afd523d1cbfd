package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request of an event.
 *
 * @param line method and URL
 * @param parts tables by their title: query, headers, cookies, environment
 * @param body null when there is none
 * @param curl the request as a command
 */
public record RequestView(
    String line, Map<String, List<Pair>> parts, @Nullable Json body, String curl) {

  /**
   * A name and its value.
   *
   * @param meta what was done to the value
   */
  public record Pair(String name, Json value, Json.Obj meta) {}

  /** The request of an event; null when it has none. */
  static @Nullable RequestView of(Json.Obj request, Json.Obj meta) {
    if (request.isEmpty()) {
      return null;
    }
    Map<String, List<Pair>> parts = new LinkedHashMap<>();
    put(parts, "Query", request.get("query_string"), meta.object("query_string"));
    put(parts, "Headers", request.get("headers"), meta.object("headers"));
    put(parts, "Cookies", request.get("cookies"), meta.object("cookies"));
    put(parts, "Environment", request.get("env"), meta.object("env"));
    String url = Shown.text(request.get("url"));
    String method = Shown.text(request.get("method"));
    return new RequestView(
        (method + " " + url).strip(),
        parts,
        request.present("data"),
        curl(request, method, url, parts));
  }

  private static void put(
      Map<String, List<Pair>> parts, String title, @Nullable Json value, Json.Obj meta) {
    List<Pair> pairs = pairs(value, meta);
    if (!pairs.isEmpty()) {
      parts.put(title, pairs);
    }
  }

  private static List<Pair> pairs(@Nullable Json value, Json.Obj meta) {
    List<Pair> pairs = new ArrayList<>();
    switch (value) {
      case Json.Arr(List<Json> items) -> {
        for (int i = 0; i < items.size(); i++) {
          if (items.get(i) instanceof Json.Arr pair && pair.size() == 2) {
            Json.Obj noted = meta.object(Integer.toString(i)).object("1");
            pairs.add(new Pair(Shown.text(pair.get(0)), pair.get(1), noted));
          }
        }
      }
      case Json.Obj(Map<String, Json> members) ->
          members.forEach((name, member) -> pairs.add(new Pair(name, member, meta.object(name))));
      case Json.Str text -> pairs.add(new Pair("", text, meta));
      case null, default -> {
        // nothing to show
      }
    }
    return pairs;
  }

  private static String curl(
      Json.Obj request, String method, String url, Map<String, List<Pair>> parts) {
    StringBuilder command = new StringBuilder("curl");
    if (!method.isEmpty() && !method.equals("GET")) {
      command.append(" -X ").append(method);
    }
    for (Pair header : parts.getOrDefault("Headers", List.of())) {
      command
          .append(" \\\n  -H ")
          .append(quoted(header.name() + ": " + Shown.text(header.value())));
    }
    List<String> cookies = new ArrayList<>();
    for (Pair cookie : parts.getOrDefault("Cookies", List.of())) {
      cookies.add(cookie.name() + "=" + Shown.text(cookie.value()));
    }
    if (!cookies.isEmpty()) {
      command.append(" \\\n  -b ").append(quoted(String.join("; ", cookies)));
    }
    Json body = request.present("data");
    if (body != null) {
      command.append(" \\\n  --data ").append(quoted(Shown.text(body)));
    }
    List<String> query = new ArrayList<>();
    for (Pair one : parts.getOrDefault("Query", List.of())) {
      query.add(
          one.name().isEmpty()
              ? Shown.text(one.value())
              : one.name() + "=" + Shown.text(one.value()));
    }
    String whole = query.isEmpty() ? url : url + "?" + String.join("&", query);
    return command.append(" \\\n  ").append(quoted(whole)).toString();
  }

  /** As one word for a shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
