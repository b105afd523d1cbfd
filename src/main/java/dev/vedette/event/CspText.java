package dev.vedette.event;

import static dev.vedette.event.SecurityReports.text;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Messages and culprits of CSP reports (spec 01 §11.4). */
final class CspText {

  private static final Set<String> LOCAL = Set.of("", "self", "'self'", "inline", "eval");

  private CspText() {}

  static String message(Json.Obj csp, String directive) {
    String blocked = text(csp, "blocked_uri");
    boolean local = LOCAL.contains(blocked);
    String host = local ? "" : BlockedUri.normalized(blocked);
    return local ? local(csp, directive, blocked) : remote(directive, host);
  }

  private static String local(Json.Obj csp, String directive, String blocked) {
    return switch (directive) {
      case "child-src", "connect-src", "font-src", "manifest-src", "media-src", "object-src" ->
          "Blocked inline '" + directive.substring(0, directive.length() - 4) + "'";
      case "img-src" -> "Blocked inline 'image'";
      case "style-src" -> "Blocked inline 'style'";
      case "style-src-elem" -> "Blocked 'style' or 'link' element";
      case "style-src-attr" -> "Blocked style attribute";
      case "script-src" -> script(text(csp, "violated_directive"), blocked);
      case "script-src-elem" -> "Blocked inline script attribute";
      case "script-src-attr" -> "Blocked unsafe 'script' element";
      default -> "Blocked inline '" + directive + "'";
    };
  }

  private static String script(String violated, String blocked) {
    if (blocked.equals("inline")) {
      return "Blocked unsafe inline 'script'";
    }
    if (blocked.equals("eval")) {
      return "Blocked unsafe eval() 'script'";
    }
    if (violated.contains("'unsafe-inline'")) {
      return "Blocked unsafe inline 'script'";
    }
    return violated.contains("'unsafe-eval'")
        ? "Blocked unsafe eval() 'script'"
        : "Blocked unsafe (eval() or inline) 'script'";
  }

  private static String remote(String directive, String host) {
    return switch (directive) {
      case "child-src", "connect-src", "font-src", "manifest-src", "media-src", "object-src" ->
          "Blocked '%s' from '%s'".formatted(directive.substring(0, directive.length() - 4), host);
      case "img-src" -> "Blocked 'image' from '" + host + "'";
      case "style-src", "style-src-elem" -> "Blocked 'style' from '" + host + "'";
      case "style-src-attr" -> "Blocked style attribute from '" + host + "'";
      case "script-src", "script-src-elem" -> "Blocked 'script' from '" + host + "'";
      case "script-src-attr" -> "Blocked inline script attribute from '" + host + "'";
      case "form-action" -> "Blocked 'form' action to '" + host + "'";
      default -> "Blocked '%s' from '%s'".formatted(directive, host);
    };
  }

  /** The violated directive, the document's own origin replaced by {@code 'self'}. */
  static String culprit(Json.Obj csp, String directive) {
    String violated = text(csp, "violated_directive");
    if (violated.isEmpty()) {
      return directive;
    }
    UrlParts document = UrlParts.of(text(csp, "document_uri"));
    String host = document == null ? null : document.authority();
    String origin = document == null ? null : document.scheme() + "://" + host;
    List<String> words = new ArrayList<>();
    for (String word : violated.strip().split("\\s+")) {
      words.add(word.equals(origin) || word.equals(host) ? "'self'" : word);
    }
    return String.join(" ", words);
  }
}
