package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of an event: texts and variables (spec 03 §16.2).
 *
 * @param entries in order, variables unresolved; never empty
 */
record Fingerprint(List<String> entries) {

  /** The entry that stands for what grouping finds by itself. */
  static final String DEFAULT = "{{ default }}";

  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\{\\{\\s*(\\S+?)\\s*\\}\\}", Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);

  private static final Pattern IN_TEXT =
      Pattern.compile(
          "\\{\\{\\s*(\\S+)\\s*\\}\\}", Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNIX_LINES);

  /** The fingerprint of an event; without one, the default. */
  static Fingerprint of(Json.Obj event) {
    return of(event.array("fingerprint"));
  }

  static Fingerprint of(Json.Arr sent) {
    List<String> entries = new ArrayList<>();
    for (Json item : sent.items()) {
      if (item instanceof Json.Str(String text)) {
        entries.add(text);
      }
    }
    return new Fingerprint(entries.isEmpty() ? List.of(DEFAULT) : List.copyOf(entries));
  }

  /** The name in an entry that is a variable as a whole; null for any other. */
  static @Nullable String variable(String entry) {
    Matcher variable = VARIABLE.matcher(entry);
    return variable.matches() ? variable.group(1) : null;
  }

  private static boolean isDefault(String entry) {
    return "default".equals(variable(entry));
  }

  /** Whether it is the default variable alone. */
  boolean isDefault() {
    return entries.size() == 1 && isDefault(entries.getFirst());
  }

  boolean containsDefault() {
    return entries.stream().anyMatch(Fingerprint::isDefault);
  }

  /** The entries with known variables replaced by their values. */
  List<String> resolved(FingerprintVariables variables) {
    return entries.stream()
        .map(entry -> {
          String name = variable(entry);
          String value = name == null ? null : variables.value(name);
          return value == null ? entry : value;
        })
        .toList();
  }

  /** Resolved entries, each default variable replaced by what a component hashes. */
  static List<String> salted(List<String> resolved, List<String> hashed) {
    List<String> salted = new ArrayList<>();
    for (String entry : resolved) {
      if (isDefault(entry)) {
        salted.addAll(hashed);
      } else {
        salted.add(entry);
      }
    }
    return salted;
  }

  /** A title with known variables replaced, wherever they stand. */
  static String expanded(String title, FingerprintVariables variables) {
    Matcher variable = IN_TEXT.matcher(title);
    StringBuilder out = new StringBuilder();
    while (variable.find()) {
      String value = variables.value(variable.group(1));
      variable.appendReplacement(
          out, Matcher.quoteReplacement(value == null ? variable.group() : value));
    }
    return variable.appendTail(out).toString();
  }

  /** A stored event with the fingerprint of its client, before any rule. */
  static Json.Obj asSent(Json.Obj event) {
    Json.Obj info = event.object("_fingerprint_info");
    return info.isEmpty()
        ? event
        : event
            .with("fingerprint", Json.orNull(info.get("client_fingerprint")))
            .without("_fingerprint_info");
  }
}
