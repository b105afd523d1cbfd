package dev.vedette.event;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The HTTP request of an event (spec 02 §10). */
final class Requests {

  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private static final Pattern METHOD = Pattern.compile("[A-Z_-]{3,32}");
  private static final Pattern URL =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*://)([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
  private static final String URLENCODED = "application/x-www-form-urlencoded";

  private static final Shape SHAPE =
      Shape.of()
          .with(Read::string, "url", "fragment", "inferred_content_type", "api_target")
          .with(Requests::method, "method")
          .with(Requests::query, "query_string")
          .with(Requests::cookies, "cookies")
          .with(Requests::headers, "headers")
          .with(Read::object, "env");

  private static final Shape RESPONSE =
      Shape.of().with(Requests::cookies, "cookies").with(Requests::headers, "headers");

  private Requests() {}

  static Json read(Json value, Meta meta) {
    if (!(value instanceof Json.Obj sent)) {
      return Read.object(value, meta);
    }
    Map<String, Json> members = new LinkedHashMap<>(SHAPE.readObject(sent, meta).members());
    splitUrl(members);
    takeCookies(members, "Cookie", Requests::cookiePairs, meta.at("headers"));
    withoutHash(members);
    readBody(members);
    members
        .values()
        .removeIf(member -> member.equals(Json.Arr.EMPTY) || member.equals(Json.Obj.EMPTY));
    return new Json.Obj(members);
  }

  /** The response to a request: headers, cookies and body in the same form (spec 02 §12.2). */
  static Json.Obj response(Json.Obj sent, Meta meta) {
    Map<String, Json> members = new LinkedHashMap<>(RESPONSE.readObject(sent, meta).members());
    takeCookies(members, "Set-Cookie", Requests::setCookie, meta.at("headers"));
    readBody(members);
    return new Json.Obj(members);
  }

  private static Json method(Json value, Meta meta) {
    Json read = Read.string(value, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    return METHOD.matcher(upper).matches()
        ? Json.of(upper)
        : meta.invalid(Json.of(upper), "invalid http method");
  }

  private static Json query(Json value, Meta meta) {
    return switch (value) {
      case Json.Str(String text) ->
          new Json.Arr(parameters(text.startsWith("?") ? text.substring(1) : text));
      case Json.Obj object -> texts(object, meta);
      case Json.Arr array -> pairs(array, meta);
      case Json.Null ignored -> value;
      default -> meta.invalid(value, "expected a query string");
    };
  }

  private static Json pairs(Json.Arr sent, Meta meta) {
    List<Json> pairs = new ArrayList<>(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      Json item = sent.get(i);
      Json.Arr pair = Pairs.lenient(item);
      if (pair != null) {
        pairs.add(Json.array(pair.get(0), lenient(pair.get(1))));
      } else {
        pairs.add(item.isNull() ? item : meta.at(i).invalid(item, "expected a pair"));
      }
    }
    return new Json.Arr(pairs);
  }

  private static Json.Arr texts(Json.Obj object, Meta meta) {
    List<Json> pairs = new ArrayList<>();
    object.members().forEach((key, member) -> pairs.add(Pairs.of(key, lenient(member))));
    meta.pair(List.copyOf(object.members().keySet()));
    return new Json.Arr(pairs);
  }

  private static Json lenient(Json value) {
    return value.isNull() || value instanceof Json.Str ? value : Json.of(value.text());
  }

  private static List<Json> parameters(String text) {
    List<Json> pairs = new ArrayList<>();
    for (String part : text.split("&")) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        pairs.add(
            Pairs.of(decode(name), Json.of(equals < 0 ? "" : decode(part.substring(equals + 1)))));
      }
    }
    return pairs;
  }

  /** Decoded; a percent sign that begins no escape stands for itself. */
  private static String decode(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0
        ? text
        : URLDecoder.decode(LONE_PERCENT.matcher(text).replaceAll("%25"), StandardCharsets.UTF_8);
  }

  private static Json cookies(Json value, Meta meta) {
    return switch (value) {
      case Json.Str(String text) -> new Json.Arr(cookiePairs(text));
      case Json.Obj object -> texts(object, meta);
      case Json.Arr array -> pairs(array, meta);
      case Json.Null ignored -> value;
      default -> meta.invalid(value, "expected cookies");
    };
  }

  private static List<Json> cookiePairs(String text) {
    List<Json> pairs = new ArrayList<>();
    for (String part : text.split(";")) {
      String cookie = part.strip();
      int equals = cookie.indexOf('=');
      if (!cookie.isEmpty()) {
        pairs.add(
            Pairs.of(
                equals < 0 ? cookie : cookie.substring(0, equals).strip(),
                Json.of(equals < 0 ? "" : cookie.substring(equals + 1).strip())));
      }
    }
    return pairs;
  }

  private static Json headers(Json value, Meta meta) {
    List<Json> pairs;
    switch (value) {
      case Json.Obj object -> {
        pairs = byShownName(object);
        meta.pair(pairs.stream().map(pair -> String.valueOf(Pairs.name(pair))).toList());
      }
      case Json.Arr(List<Json> items) -> pairs = items;
      case Json.Null ignored -> {
        return value;
      }
      default -> {
        return meta.invalid(value, "expected headers");
      }
    }
    List<Json> headers = new ArrayList<>();
    for (Json pair : pairs) {
      Json.Arr header = Pairs.lenient(pair);
      if (header != null) {
        String name = String.valueOf(Pairs.name(header));
        headers.add(Pairs.of(titleCase(name), headerValue(header.get(1))));
      } else {
        headers.add(
            pair.isNull() ? pair : meta.at(headers.size()).invalid(pair, "expected a pair"));
      }
    }
    return new Json.Arr(headers);
  }

  private static List<Json> byShownName(Json.Obj headers) {
    return Pairs.sorted(headers).stream()
        .sorted(Comparator.comparing(pair -> titleCase(String.valueOf(Pairs.name(pair)))))
        .toList();
  }

  private static Json headerValue(Json value) {
    return switch (value) {
      case Json.Arr(List<Json> items) -> {
        List<String> parts = new ArrayList<>();
        items.forEach(
            item -> parts.add(item instanceof Json.Str(String text) ? text : item.text()));
        yield Json.of(String.join(",", parts));
      }
      default -> lenient(value);
    };
  }

  private static String titleCase(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean upper = true;
    for (char c : name.toCharArray()) {
      out.append(upper ? Character.toUpperCase(c) : Character.toLowerCase(c));
      upper = c == '-';
    }
    return out.toString();
  }

  private static void splitUrl(Map<String, Json> members) {
    if (!(members.get("url") instanceof Json.Str(String sent))) {
      return;
    }
    String url = sent.endsWith("\u2026") ? sent.substring(0, sent.length() - 1) + "..." : sent;
    Matcher match = URL.matcher(url);
    if (!match.matches()) {
      members.put("url", Json.of(url));
      return;
    }
    String path = match.group(3).isEmpty() ? "/" : match.group(3);
    members.put("url", Json.of(match.group(1) + authority(match.group(2)) + path));
    String query = match.group(4);
    if (query != null && isEmpty(members.get("query_string"))) {
      members.put("query_string", new Json.Arr(parameters(query)));
    }
    String fragment = match.group(5);
    if (fragment != null && !fragment.isEmpty() && isEmpty(members.get("fragment"))) {
      members.put("fragment", Json.of(fragment));
    }
  }

  private static String authority(String authority) {
    if (authority.chars().allMatch(c -> c < 128)) {
      return authority;
    }
    try {
      return IDN.toASCII(authority, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException notAName) {
      return authority;
    }
  }

  private static boolean isEmpty(@Nullable Json value) {
    return value == null
        || value.isNull()
        || value.equals(Json.Arr.EMPTY)
        || value.equals(Json.of(""));
  }

  /** A cookie that is set: its attributes are none. */
  private static List<Json> setCookie(String header) {
    List<Json> pairs = cookiePairs(header);
    return pairs.isEmpty() ? pairs : List.of(pairs.getFirst());
  }

  private static void withoutHash(Map<String, Json> members) {
    if (members.get("fragment") instanceof Json.Str(String text) && text.startsWith("#")) {
      members.put("fragment", Json.of(text.substring(1)));
    }
  }

  private static void takeCookies(
      Map<String, Json> members, String from, Function<String, List<Json>> reader, Meta meta) {
    if (!(members.get("headers") instanceof Json.Arr(List<Json> headers))) {
      return;
    }
    List<Json> kept = new ArrayList<>();
    List<@Nullable String> places = new ArrayList<>();
    List<Json> cookies = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      Json header = headers.get(i);
      String text = Pairs.text(header);
      if (from.equals(Pairs.name(header)) && text != null) {
        cookies.addAll(reader.apply(text));
      } else {
        kept.add(header);
        places.add(Integer.toString(i));
      }
    }
    meta.arrange(places);
    if (!cookies.isEmpty() && isEmpty(members.get("cookies"))) {
      members.put("cookies", new Json.Arr(cookies));
    }
    members.put("headers", new Json.Arr(kept));
  }

  private static void readBody(Map<String, Json> members) {
    if (!(members.get("data") instanceof Json.Str(String text))
        || members.get("inferred_content_type") != null) {
      return;
    }
    String header = Pairs.find(members.get("headers"), "Content-Type");
    String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    Json parsed = json(text);
    if (parsed != null) {
      members.put("data", parsed);
      members.put("inferred_content_type", Json.of("application/json"));
      return;
    }
    boolean urlencoded = type.equals(URLENCODED) || (type.isEmpty() && looksUrlencoded(text));
    if (urlencoded && text.contains("=")) {
      members.put("data", grouped(parameters(text)));
      members.put("inferred_content_type", Json.of(URLENCODED));
    } else if (!type.isEmpty()) {
      members.put("inferred_content_type", Json.of(type));
    }
  }

  private static @Nullable Json json(String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return null;
    }
    try {
      return JsonText.parse(text);
    } catch (JsonText.Malformed notJson) {
      return null;
    }
  }

  private static boolean looksUrlencoded(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      return false;
    }
    String first = text.split("&", 2)[0];
    boolean valued = first.indexOf('=') > 0 && first.indexOf('=') < first.length() - 1;
    for (String part : text.split("&")) {
      String name = part.split("=", 2)[0];
      if (name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '<' || c == '{')) {
        return false;
      }
    }
    return valued;
  }

  private static Json grouped(List<Json> pairs) {
    Map<String, List<Json>> values = new LinkedHashMap<>();
    for (Json pair : pairs) {
      String name = Pairs.name(pair);
      String text = Pairs.text(pair);
      if (name == null || text == null) {
        continue;
      }
      values.computeIfAbsent(name, unused -> new ArrayList<>()).add(Json.of(text));
    }
    Map<String, Json> object = new LinkedHashMap<>();
    values.forEach(
        (name, all) -> object.put(name, all.size() == 1 ? all.getFirst() : new Json.Arr(all)));
    return new Json.Obj(object);
  }
}
