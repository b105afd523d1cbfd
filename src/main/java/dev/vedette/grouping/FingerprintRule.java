package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule that gives events a fingerprint or a title (spec 03 §18).
 *
 * @param fingerprint entries, variables unresolved; empty for a rule that only sets the title
 * @param title template, or null
 */
record FingerprintRule(
    List<FingerprintCondition> conditions,
    List<String> fingerprint,
    @Nullable String title,
    boolean isBuiltIn) {

  FingerprintRule asBuiltIn() {
    return new FingerprintRule(conditions, fingerprint, title, true);
  }

  /** The rule as the event keeps it (spec 03 §18.2). */
  Json.Obj json() {
    List<Json> matchers = new ArrayList<>();
    for (FingerprintCondition condition : conditions) {
      matchers.add(Json.strings(List.of(condition.shownKey(), condition.argument())));
    }
    Json.Builder json =
        Json.object()
            .put("matchers", new Json.Arr(matchers))
            .put("fingerprint", Json.strings(fingerprint))
            .put("attributes", Json.object().putPresent("title", title).build());
    if (isBuiltIn) {
      json.put("is_builtin", true);
    }
    return json.build();
  }

  /** The text of a rule that an event keeps (spec 03 §21.1). */
  static String text(Json.Obj rule) {
    List<String> conditions = new ArrayList<>();
    for (Json item : rule.array("matchers").items()) {
      if (item instanceof Json.Arr pair && pair.size() == 2) {
        conditions.add(plain(pair.get(0)) + ":\"" + plain(pair.get(1)) + "\"");
      }
    }
    String entries =
        rule.array("fingerprint").items().stream()
            .map(FingerprintRule::plain)
            .collect(Collectors.joining());
    String title = rule.object("attributes").string("title");
    return String.join(" ", conditions)
        + " -> \""
        + entries
        + "\""
        + (title == null ? "" : " title=\"" + title + "\"");
  }

  private static String plain(Json value) {
    return value instanceof Json.Str(String text) ? text : value.text();
  }
}
