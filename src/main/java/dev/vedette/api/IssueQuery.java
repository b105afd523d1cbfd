package dev.vedette.api;

import dev.vedette.bus.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the query language that lists understand: {@code is:} with a status, and words.
 *
 * @param status number of the status, or null for all
 * @param text words, or null for none
 * @param feedback whether it is what users wrote that is asked for ({@code
 *     issue.category:feedback})
 */
record IssueQuery(@Nullable Integer status, @Nullable String text, boolean feedback) {

  static IssueQuery ofStatus(String name) {
    return new IssueQuery(
        switch (name) {
          case "unresolved" -> 0;
          case "resolved" -> 1;
          case "ignored", "archived", "muted" -> 2;
          default -> throw error("invalid status value of '" + name + "'");
        },
        null,
        false);
  }

  /** Reads a query; null stands for the default, unresolved issues. */
  static IssueQuery parse(@Nullable String query) {
    if (query == null) {
      return new IssueQuery(0, null, false);
    }
    Integer status = null;
    boolean feedback = false;
    List<String> words = new ArrayList<>();
    // The default query of clients; every issue has a priority that is medium or high, or was set
    // low.
    String known = query.replace("issue.priority:[high, medium]", " ");
    for (String token : known.strip().split("\\s+")) {
      if (token.equals("issue.category:feedback")) {
        feedback = true;
      } else if (token.equals("issue.category:error")) {
        feedback = false;
      } else if (token.startsWith("is:")) {
        status = ofStatus(token.substring(3)).status();
      } else if (token.matches("!?[a-zA-Z_.]+:.*")) {
        throw error("the key of '" + token + "' is not supported");
      } else if (!token.isEmpty()) {
        words.add(token.replace("\"", ""));
      }
    }
    return new IssueQuery(status, words.isEmpty() ? null : String.join(" ", words), feedback);
  }

  private static Fault error(String cause) {
    return Fault.invalid("Error parsing search query: " + cause);
  }
}
