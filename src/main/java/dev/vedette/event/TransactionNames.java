package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of transactions: identifiers in URLs become {@code *} (spec 02 §16.2). */
final class TransactionNames {

  private static final Set<String> HIGH_CARDINALITY =
      Set.of(
          "sentry.javascript.angular",
          "sentry.javascript.browser",
          "sentry.javascript.ember",
          "sentry.javascript.gatsby",
          "sentry.javascript.react",
          "sentry.javascript.remix",
          "sentry.javascript.vue",
          "sentry.javascript.nextjs",
          "sentry.php.laravel",
          "sentry.php.symfony");

  private record Identifier(String rule, Pattern pattern) {}

  private static final String ALONE = "(?<![0-9A-Za-z])%s(?![0-9A-Za-z])";

  private static final List<Identifier> IDENTIFIERS =
      List.of(
          new Identifier(
              "uuid",
              Pattern.compile(
                  ALONE.formatted(
                      "(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32})"))),
          new Identifier("sha1", Pattern.compile(ALONE.formatted("[0-9a-fA-F]{40}"))),
          new Identifier(
              "date",
              Pattern.compile(
                  "\\d{4}-\\d{2}-\\d{2}"
                      + "|(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ -]\\d{1,2}[, -]+\\d{4})")),
          new Identifier("hex", Pattern.compile(ALONE.formatted("0x[0-9a-fA-F]+"))),
          new Identifier("int", Pattern.compile("(?<!%)(?<!%[0-9A-Fa-f])\\d{2,}")));

  /** A date that goes over three segments. */
  private static final Pattern DATE_OF_SEGMENTS =
      Pattern.compile("\\d{2}/\\d{2}/\\d{4}(?=[/\\\\]|$)");

  private TransactionNames() {}

  /** The transaction with its final name and source. */
  static Json.Obj normalize(Json.Obj event, Meta meta) {
    String given = event.string("transaction");
    boolean named = given != null && !given.isEmpty();
    String name = named ? String.valueOf(given) : "<unlabeled transaction>";
    Json.Obj info = event.object("transaction_info");
    String source = info.string("source");
    if (source == null) {
      boolean url = named && name.contains("/") && namesByUrl(event);
      source = url ? "url" : "unknown";
      info = info.with("source", Json.of(source));
    }
    boolean scrub =
        source.equals("url")
            || source.equals("sanitized")
            || (source.equals("unknown") && name.contains("/"));
    String changed = scrub ? scrubbed(name, meta) : null;
    if (changed == null) {
      return event.with("transaction", Json.of(name)).with("transaction_info", info);
    }
    return event
        .with("transaction", Json.of(changed))
        .with("transaction_info", info.with("source", Json.of("sanitized")));
  }

  /** Whether names come from clients, or of requests, that put what was asked for into them. */
  private static boolean namesByUrl(Json.Obj event) {
    Json.Obj sdk = event.object("sdk");
    String client = String.valueOf(sdk.string("name"));
    List<Json> integrations = sdk.array("integrations").items();
    return switch (client) {
      case "sentry.python", "sentry.python.django" ->
          integrations.contains(Json.of("django")) && isNotFound(event);
      case "sentry.javascript.node" ->
          integrations.contains(Json.of("Express"))
              && "OPTIONS".equals(event.object("request").string("method"));
      case "sentry.ruby" ->
          event.object("modules").get("rack") != null
              && !"ok".equals(event.object("contexts").object("trace").string("status"));
      default -> HIGH_CARDINALITY.contains(client);
    };
  }

  private static boolean isNotFound(Json.Obj event) {
    Json.Num status = event.object("contexts").object("response").number("status_code");
    return status != null && status.asLong() == 404
        || "404".equals(Tags.texts(event.array("tags")).get("http.status_code"));
  }

  private static @Nullable String scrubbed(String name, Meta meta) {
    record Replaced(String rule, int position) {}
    List<Replaced> replaced = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    for (int start = 0; start <= name.length(); ) {
      int end = end(name, start);
      String segment = name.substring(start, end);
      String rule = segment.indexOf('/') >= 0 ? "date" : rule(segment);
      if (rule != null) {
        replaced.add(new Replaced(rule, out.length()));
      }
      out.append(rule == null ? segment : "*");
      if (end < name.length()) {
        out.append(name.charAt(end));
      }
      start = end + 1;
    }
    String result = out.toString();
    if (replaced.isEmpty() || result.equals("*")) {
      return null;
    }
    Meta place = meta.at("transaction");
    for (Replaced one : replaced) {
      place.remark(one.rule(), "s", one.position(), one.position() + 1);
    }
    place.length(name.length());
    place.original(Json.of(name));
    return result;
  }

  /** Where the segment that begins there ends; a date of several is one. */
  private static int end(String name, int start) {
    Matcher date = DATE_OF_SEGMENTS.matcher(name).region(start, name.length());
    if (date.lookingAt()) {
      return date.end();
    }
    int end = start;
    while (end < name.length() && name.charAt(end) != '/' && name.charAt(end) != '\\') {
      end++;
    }
    return end;
  }

  private static @Nullable String rule(String segment) {
    for (Identifier identifier : IDENTIFIERS) {
      if (identifier.pattern().matcher(segment).find()) {
        return identifier.rule();
      }
    }
    return null;
  }
}
