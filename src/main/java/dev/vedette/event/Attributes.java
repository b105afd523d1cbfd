package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The simple top-level attributes of an event (spec 02 §3, §5). */
final class Attributes {

  private static final Pattern BAD_IN_RELEASE = Pattern.compile("[/\\\\\r\n\t\f]");
  private static final Pattern BAD_IN_ENVIRONMENT = Pattern.compile("[/\r\n\t\f]");
  private static final Pattern DIST = Pattern.compile("[a-zA-Z0-9_.-]+");
  private static final long MAX_TIME_SPENT = Integer.MAX_VALUE;

  private static final Set<String> PLATFORMS =
      Set.of(
          "as3",
          "c",
          "cfml",
          "cocoa",
          "csharp",
          "elixir",
          "go",
          "groovy",
          "haskell",
          "java",
          "javascript",
          "native",
          "node",
          "objc",
          "other",
          "perl",
          "php",
          "python",
          "ruby");

  /** Removed without an error. */
  private static final Set<String> SILENT =
      Set.of("query", "device", "repos", "applecrashreport", "title", "location", "metadata");

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("sentry.interfaces.Message", "logentry"),
          Map.entry("sentry.interfaces.Exception", "exception"),
          Map.entry("sentry.interfaces.Stacktrace", "stacktrace"),
          Map.entry("sentry.interfaces.Template", "template"),
          Map.entry("sentry.interfaces.Http", "request"),
          Map.entry("sentry.interfaces.Csp", "csp"),
          Map.entry("sentry.interfaces.User", "user"),
          Map.entry("sentry.interfaces.Contexts", "contexts"),
          Map.entry("sentry.interfaces.Breadcrumbs", "breadcrumbs"),
          Map.entry("sentry.interfaces.DebugMeta", "debug_meta"),
          Map.entry("sentry.interfaces.Threads", "threads"));

  private static final Set<String> KNOWN =
      Set.of(
          "event_id",
          "type",
          "timestamp",
          "start_timestamp",
          "received",
          "platform",
          "level",
          "logger",
          "transaction",
          "transaction_info",
          "culprit",
          "server_name",
          "site",
          "release",
          "dist",
          "environment",
          "tags",
          "extra",
          "modules",
          "fingerprint",
          "checksum",
          "message",
          "logentry",
          "exception",
          "stacktrace",
          "threads",
          "template",
          "request",
          "user",
          "contexts",
          "breadcrumbs",
          "debug_meta",
          "sdk",
          "spans",
          "measurements",
          "breakdowns",
          "errors",
          "version",
          "time_spent",
          "csp",
          "hpkp",
          "expectct",
          "expectstaple",
          "ingest_path",
          "grouping_config",
          "key_id",
          "project",
          "_meta",
          "_metrics",
          "_dsc",
          "_metrics_summary",
          "scraping_attempts");

  private Attributes() {}

  /** Members by their plain names; unknown ones become null with a note. */
  static Map<String, Json> plain(Json.Obj sent, Meta meta) {
    Map<String, Json> members = new LinkedHashMap<>();
    sent.members()
        .forEach((key, value) -> {
          String plain = ALIASES.get(key);
          if (plain != null) {
            // the plain name wins, wherever it stands
            if (sent.get(plain) == null && members.putIfAbsent(plain, value) == null) {
              meta.at(key).moveTo(meta.at(plain));
            } else {
              meta.at(key).clear();
            }
          } else if (KNOWN.contains(key)) {
            members.put(key, value);
          } else if (!SILENT.contains(key)) {
            meta.at(key).error("invalid_attribute");
            members.put(key, Json.NULL);
          }
        });
    return members;
  }

  static Json level(@Nullable Json sent, boolean transaction, Meta meta) {
    String level =
        switch (sent) {
          case Json.Str(String text) ->
              switch (text) {
                case "debug", "info", "warning", "error", "fatal" -> text;
                case "log" -> "info";
                case "critical" -> "fatal";
                default -> null;
              };
          case Json.Num number when number.isIntegral() && number.asDouble() < 100 ->
              switch ((int) number.asLong()) {
                case 10 -> "debug";
                case 20 -> "info";
                case 30 -> "warning";
                case 40 -> "error";
                case 50 -> "fatal";
                default -> null;
              };
          case null, default -> null;
        };
    if (level != null) {
      return Json.of(level);
    }
    if (sent != null && !sent.isNull()) {
      meta.invalid(sent, "expected a level");
    }
    return Json.of(transaction ? "info" : "error");
  }

  static Json platform(@Nullable Json sent) {
    return sent instanceof Json.Str(String text) && PLATFORMS.contains(text)
        ? sent
        : Json.of("other");
  }

  static Json logger(Json sent, Meta meta) {
    Json read = Read.string(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String logger = text.strip();
    if (logger.indexOf('\n') >= 0 || logger.indexOf('\r') >= 0) {
      return meta.invalid(sent, "invalid characters in string");
    }
    return logger.isEmpty() ? Json.NULL : Json.of(logger);
  }

  static Json release(Json sent, Meta meta) {
    Json read = Read.lenient(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String release = text.strip();
    if (release.isEmpty()) {
      return Json.NULL;
    }
    return isRelease(release) ? Json.of(release) : meta.invalid(sent, "invalid release");
  }

  /** Whether a text may name a release (spec 02 §5.5). */
  static boolean isRelease(String text) {
    return !text.isEmpty()
        && text.codePointCount(0, text.length()) <= 200
        && !text.equals(".")
        && !text.equals("..")
        && !text.equalsIgnoreCase("latest")
        && !BAD_IN_RELEASE.matcher(text).find();
  }

  static Json dist(Json sent, Meta meta) {
    Json read = Read.string(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    String dist = text.strip();
    if (dist.isEmpty()) {
      return Json.NULL;
    }
    if (dist.length() > 64) {
      return meta.tooLong(sent);
    }
    return DIST.matcher(dist).matches() ? Json.of(dist) : meta.invalid(sent, "invalid dist");
  }

  static Json environment(Json sent, Meta meta) {
    Json read = Read.string(sent, meta);
    if (!(read instanceof Json.Str(String text))) {
      return read;
    }
    if (text.isEmpty()) {
      return Json.NULL;
    }
    return isEnvironment(text) ? read : meta.invalid(sent, "invalid environment");
  }

  /** Whether a text may name an environment (spec 02 §5.6). */
  static boolean isEnvironment(String text) {
    return text.codePointCount(0, text.length()) <= 64
        && !text.equals(".")
        && !text.equals("..")
        && !text.equalsIgnoreCase("none")
        && !BAD_IN_ENVIRONMENT.matcher(text).find();
  }

  static Json timeSpent(Json sent, Meta meta) {
    Json read = Read.unsigned(sent, meta);
    return read instanceof Json.Num number && number.asLong() >= MAX_TIME_SPENT ? Json.NULL : read;
  }

  static Json fingerprint(Json sent, Meta meta) {
    if (!(sent instanceof Json.Arr array)) {
      return Read.array(sent, meta);
    }
    java.util.List<String> parts = new java.util.ArrayList<>();
    java.util.List<Json> tooLarge = new java.util.ArrayList<>();
    for (Json item : array.items()) {
      String text = Read.primitive(item);
      if (text != null) {
        parts.add(text);
      } else if (item instanceof Json.Num) {
        tooLarge.add(item);
      }
    }
    if (!tooLarge.isEmpty()) {
      meta.invalid(new Json.Arr(tooLarge), "expected a primitive value");
    }
    return parts.isEmpty() ? Json.NULL : Json.strings(parts);
  }

  static Json modules(Json sent, Meta meta) {
    Json.Obj object;
    switch (sent) {
      case Json.Obj given -> object = given;
      case Json.Arr array -> {
        Json.Builder built = Json.object();
        for (Json pair : array.items()) {
          String name = Pairs.name(pair);
          if (name != null && pair instanceof Json.Arr values) {
            built.put(name, values.get(1));
          }
        }
        object = built.build();
      }
      default -> {
        return Read.object(sent, meta);
      }
    }
    Map<String, Json> modules = new LinkedHashMap<>();
    object
        .members()
        .forEach((name, version) -> modules.put(name, Read.lenient(version, meta.at(name))));
    return new Json.Obj(modules);
  }
}
