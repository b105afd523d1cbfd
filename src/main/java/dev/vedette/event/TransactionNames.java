package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
                  ALONE.formatted("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"))),
          new Identifier("sha1", Pattern.compile(ALONE.formatted("[0-9a-fA-F]{40}"))),
          new Identifier("md5", Pattern.compile(ALONE.formatted("[0-9a-fA-F]{32}"))),
          new Identifier(
              "date",
              Pattern.compile(
                  "\\d{4}-\\d{2}-\\d{2}|\\d{2}/\\d{2}/\\d{4}"
                      + "|(?i:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ -]\\d{1,2}[, -]+\\d{4})")),
          new Identifier("hex", Pattern.compile(ALONE.formatted("0x[0-9a-fA-F]+"))),
          new Identifier("int", Pattern.compile("(?<!%)(?<!%[0-9A-Fa-f])\\d{2,}")));

  private TransactionNames() {}

  /** The transaction with its final name and source. */
  static Json.Obj normalize(Json.Obj event, Meta meta) {
    String name = event.string("transaction");
    if (name == null || name.isEmpty()) {
      return event.with("transaction", Json.of("<unlabeled transaction>"));
    }
    Json.Obj info = event.object("transaction_info");
    String source = info.string("source");
    if (source == null) {
      String sdk = event.object("sdk").string("name");
      boolean url = sdk != null && HIGH_CARDINALITY.contains(sdk) && name.contains("/");
      source = url ? "url" : "unknown";
      info = info.with("source", Json.of(source));
    }
    boolean scrub =
        source.equals("url")
            || source.equals("sanitized")
            || (source.equals("unknown") && name.contains("/"));
    String changed = scrub ? scrubbed(name, meta) : null;
    if (changed == null) {
      return event.with("transaction_info", info);
    }
    return event
        .with("transaction", Json.of(changed))
        .with("transaction_info", info.with("source", Json.of("sanitized")));
  }

  private static @Nullable String scrubbed(String name, Meta meta) {
    List<String> rules = new ArrayList<>();
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      boolean separator = i == name.length() || name.charAt(i) == '/' || name.charAt(i) == '\\';
      if (separator) {
        String segment = name.substring(start, i);
        String rule = rule(segment);
        out.append(rule == null ? segment : replaced(segment));
        if (rule != null) {
          rules.add(rule);
        }
        if (i < name.length()) {
          out.append(name.charAt(i));
        }
        start = i + 1;
      }
    }
    String result = out.toString();
    if (rules.isEmpty() || result.equals("*")) {
      return null;
    }
    Meta place = meta.at("transaction");
    int position = 0;
    for (String rule : rules) {
      position = result.indexOf('*', position);
      place.remark(rule, "s", position, position + 1);
      position++;
    }
    place.length(name.length());
    place.original(Json.of(name));
    return result;
  }

  /** A method in front, as in {@code GET 123}, is no part of the segment. */
  private static String replaced(String segment) {
    int space = segment.indexOf(' ');
    return space > 0 && segment.substring(0, space).matches("[A-Z]+")
        ? segment.substring(0, space + 1) + "*"
        : "*";
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
