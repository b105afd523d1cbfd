package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes private data by the standard rules (spec 02 §17.2). One scrubber serves one event. */
final class Scrubber {

  private static final String FILTERED = "[Filtered]";
  private static final String PASSWORD_RULE = "@password:filter";

  private static final Pattern PASSWORD_KEY =
      Pattern.compile(
          "password|secret|passwd|api[_-]?key|auth|credentials|mysql_pwd|private[_-]?key|token"
              + "|^otp$|^two[-_]factor$",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PASSWORD_VALUE =
      Pattern.compile(
          "password|secret|passwd|api[_-]?key|auth|credentials|mysql_pwd|private[_-]?key"
              + "|token[\\]\"']?\\s*[:=]|\\bbearer\\s+\\S|^otp$|^two[-_]factor$",
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> COOKIES =
      Set.of(
          "sentrysid",
          "sudo",
          "su",
          "session",
          "__session",
          "sessionid",
          "user_session",
          "symfony",
          "phpsessid",
          "fasthttpsessionid",
          "mysession",
          "irissessionid",
          "csrf",
          "xsrf",
          "_csrf",
          "_xsrf",
          "csrf-token",
          "csrf_token",
          "xsrf-token",
          "xsrf_token",
          "fastcsrf",
          "_iris_csrf");

  /** Top-level attributes that generic rules do not touch: ids, times, names (spec 02 §17.4). */
  private static final Set<String> UNTOUCHED =
      Set.of(
          "event_id",
          "type",
          "timestamp",
          "start_timestamp",
          "received",
          "platform",
          "level",
          "logger",
          "release",
          "dist",
          "environment",
          "transaction",
          "transaction_info",
          "culprit",
          "sdk",
          "debug_meta",
          "version",
          "key_id",
          "project",
          "errors",
          "_meta",
          "_metrics",
          "fingerprint",
          "grouping_config",
          "measurements",
          "breakdowns",
          "modules",
          "title",
          "location",
          "metadata");

  private static final Set<String> FRAME_UNTOUCHED =
      Set.of(
          "function",
          "raw_function",
          "symbol",
          "module",
          "package",
          "filename",
          "abs_path",
          "platform",
          "lineno",
          "colno",
          "in_app",
          "instruction_addr",
          "symbol_addr",
          "image_addr",
          "addr_mode",
          "trust",
          "lang");

  private static final Set<String> TRACE_UNTOUCHED =
      Set.of(
          "trace_id",
          "span_id",
          "parent_span_id",
          "segment_id",
          "op",
          "status",
          "type",
          "origin",
          "start_timestamp",
          "timestamp",
          "exclusive_time");

  private final ScrubSettings settings;
  private final Deque<String> path = new ArrayDeque<>();

  private Scrubber(ScrubSettings settings) {
    this.settings = settings;
  }

  /** The event without what the settings forbid to keep. */
  static Json.Obj scrub(Json.Obj event, ScrubSettings settings, Meta meta) {
    Scrubber scrubber = new Scrubber(settings);
    Json.Obj scrubbed = event;
    if (settings.scrubData()) {
      scrubbed = scrubber.root(scrubbed, meta);
    }
    return settings.addresses() ? scrubber.addresses(scrubbed, meta) : scrubbed;
  }

  private Json.Obj root(Json.Obj event, Meta meta) {
    Map<String, Json> out = new LinkedHashMap<>();
    event
        .members()
        .forEach((key, value) ->
            out.put(key, UNTOUCHED.contains(key) ? value : member(key, value, meta.at(key))));
    return new Json.Obj(out);
  }

  private Json member(String key, Json value, Meta meta) {
    path.addLast(key);
    try {
      return value(key, value, meta);
    } finally {
      path.removeLast();
    }
  }

  private boolean isUnder(String... parents) {
    var above = path.descendingIterator();
    above.next();
    for (String parent : parents) {
      if (!above.hasNext()) {
        return false;
      }
      String at = above.next();
      if (!parent.equals("*") && !parent.equals(at)) {
        return false;
      }
    }
    return true;
  }

  private boolean isProtected(String key) {
    if (isUnder("*", "frames")) {
      return FRAME_UNTOUCHED.contains(key);
    }
    if (isUnder("trace", "contexts") || isUnder("*", "spans")) {
      return TRACE_UNTOUCHED.contains(key);
    }
    if (isUnder("*", "values", "exception")) {
      return key.equals("type") || key.equals("module") || key.equals("thread_id");
    }
    if (isUnder("mechanism")) {
      return !key.equals("data");
    }
    if (isUnder("*", "contexts")) {
      return key.equals("type") || key.equals("name") || key.endsWith("_id");
    }
    if (isUnder("*", "values", "breadcrumbs")) {
      return key.equals("timestamp") || key.equals("type") || key.equals("level");
    }
    return isUnder("user") && key.equals("sentry_user")
        || isUnder("stacktrace") && key.equals("registers");
  }

  private boolean isMessage(String key) {
    return (isUnder("logentry") && (key.equals("formatted") || key.equals("message")))
        || (isUnder("*", "values", "exception") && key.equals("value"));
  }

  private Json value(String key, Json value, Meta meta) {
    if (isProtected(key) || settings.safeFields().contains(key.toLowerCase(Locale.ROOT))) {
      return value;
    }
    if (isMessage(key)) {
      return settings.defaults() ? texts(value, TextRule.MESSAGE, meta) : value;
    }
    String rule = keyRule(key);
    if (rule != null && !(value.isNull() || value instanceof Json.Bool)) {
      return filtered(value, rule, meta);
    }
    return switch (value) {
      case Json.Obj object -> object(object, meta);
      case Json.Arr array -> array(array, meta);
      case Json.Str(String text) -> text(text, value, meta);
      default -> value;
    };
  }

  private @org.jspecify.annotations.Nullable String keyRule(String key) {
    if (settings.defaults()) {
      boolean cookie =
          isUnder("cookies", "request") && COOKIES.contains(key.toLowerCase(Locale.ROOT));
      if (cookie || PASSWORD_KEY.matcher(key).find()) {
        return PASSWORD_RULE;
      }
    }
    String lower = key.toLowerCase(Locale.ROOT);
    return settings.sensitiveFields().stream().anyMatch(lower::contains) ? "strip-fields" : null;
  }

  private static Json filtered(Json value, String rule, Meta meta) {
    if (value instanceof Json.Str(String text)) {
      meta.remark(rule, "s", 0, FILTERED.length());
      meta.length(text.codePointCount(0, text.length()));
      return Json.of(FILTERED);
    }
    meta.removed(rule);
    return Json.NULL;
  }

  private Json object(Json.Obj object, Meta meta) {
    Map<String, Json> out = new LinkedHashMap<>();
    object.members().forEach((key, value) -> out.put(key, member(key, value, meta.at(key))));
    return new Json.Obj(out);
  }

  private Json array(Json.Arr array, Meta meta) {
    List<Json> out = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      Json item = array.get(i);
      String name = isPairList() ? Pairs.name(item) : null;
      if (name != null && item instanceof Json.Arr pair) {
        boolean agent = name.equalsIgnoreCase("User-Agent") && path.peekLast().equals("headers");
        Json value = agent ? pair.get(1) : member(name, pair.get(1), meta.at(i).at(1));
        out.add(Json.array(pair.get(0), value));
      } else {
        out.add(member(Integer.toString(i), item, meta.at(i)));
      }
    }
    return new Json.Arr(out);
  }

  private boolean isPairList() {
    return switch (String.valueOf(path.peekLast())) {
      case "headers", "cookies", "query_string", "tags" -> true;
      default -> false;
    };
  }

  private Json text(String text, Json value, Meta meta) {
    if (settings.defaults() && PASSWORD_VALUE.matcher(text).find()) {
      return filtered(value, PASSWORD_RULE, meta);
    }
    String lower = settings.sensitiveFields().isEmpty() ? "" : text.toLowerCase(Locale.ROOT);
    if (settings.sensitiveFields().stream().anyMatch(lower::contains)) {
      return filtered(value, "strip-fields", meta);
    }
    return settings.defaults() ? texts(value, TextRule.STANDARD, meta) : value;
  }

  private static Json texts(Json value, List<TextRule> rules, Meta meta) {
    Json result = value;
    for (TextRule rule : rules) {
      result = apply(result, rule, meta);
    }
    return result;
  }

  private static Json apply(Json value, TextRule rule, Meta meta) {
    if (!(value instanceof Json.Str(String text))) {
      return value;
    }
    Matcher match = rule.pattern().matcher(text);
    if (!match.find()) {
      return value;
    }
    meta.length(text.codePointCount(0, text.length()));
    StringBuilder out = new StringBuilder();
    int copied = 0;
    do {
      out.append(text, copied, match.start(rule.group()));
      String replacement = rule.replacement();
      String matched = match.group(rule.group());
      String shown = replacement == null ? "*".repeat(matched.length()) : replacement;
      int start = out.codePointCount(0, out.length());
      out.append(shown);
      meta.remark(rule.id(), replacement == null ? "m" : "s", start, start + shown.length());
      copied = match.end(rule.group());
    } while (match.find());
    return Json.of(out.append(text, copied, text.length()).toString());
  }

  private Json.Obj addresses(Json.Obj event, Meta meta) {
    Json.Obj user = event.object("user");
    Json.Obj result = event;
    if (user.present("ip_address") != null) {
      meta.at("user").at("ip_address").removed("@anything:remove");
      result = result.with("user", user.with("ip_address", Json.NULL));
    }
    Json.Obj request = event.object("request");
    Json.Obj env = request.object("env");
    if (env.present("REMOTE_ADDR") != null) {
      meta.at("request").at("env").at("REMOTE_ADDR").removed("@anything:remove");
      result = result.with("request", request.with("env", env.with("REMOTE_ADDR", Json.NULL)));
    }
    Map<String, Json> out = new LinkedHashMap<>();
    result
        .members()
        .forEach((key, value) ->
            out.put(key, UNTOUCHED.contains(key) ? value : withoutIps(value, meta.at(key))));
    return new Json.Obj(out);
  }

  private static Json withoutIps(Json value, Meta meta) {
    return switch (value) {
      case Json.Obj(Map<String, Json> members) -> {
        Map<String, Json> out = new LinkedHashMap<>();
        members.forEach((key, member) -> out.put(key, withoutIps(member, meta.at(key))));
        yield new Json.Obj(out);
      }
      case Json.Arr(List<Json> items) -> {
        List<Json> out = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
          out.add(withoutIps(items.get(i), meta.at(i)));
        }
        yield new Json.Arr(out);
      }
      default -> apply(value, TextRule.IP, meta);
    };
  }
}
