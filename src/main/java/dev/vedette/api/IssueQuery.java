package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.issue.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of the query language that lists understand: {@code is:} with a status, and words.
 *
 * @param status number of the status, or null for all
 * @param text words, or null for none
 * @param priorities numbers of priorities; none for all
 * @param feedback whether it is what users wrote that is asked for ({@code
 *     issue.category:feedback})
 */
record IssueQuery(
    @Nullable Integer status, @Nullable String text, List<Integer> priorities, boolean feedback) {

  private static final String PRIORITY = "issue.priority:";
  private static final Pattern TOKEN = Pattern.compile(PRIORITY + "\\[[^\\]]*\\]|\\S+");

  static IssueQuery ofStatus(String name) {
    return new IssueQuery(
        switch (name) {
          case "unresolved" -> 0;
          case "resolved" -> 1;
          case "ignored", "archived", "muted" -> 2;
          default -> throw error("invalid status value of '" + name + "'");
        },
        null,
        List.of(),
        false);
  }

  /** Reads a query; null stands for the default, unresolved issues that are not of low priority. */
  static IssueQuery parse(@Nullable String query) {
    if (query == null) {
      return new IssueQuery(0, null, List.of(75, 50), false);
    }
    Integer status = null;
    boolean feedback = false;
    List<String> words = new ArrayList<>();
    List<Integer> priorities = List.of();
    for (MatchResult found : TOKEN.matcher(query).results().toList()) {
      String token = found.group();
      if (token.equals("issue.category:feedback")) {
        feedback = true;
      } else if (token.equals("issue.category:error")) {
        feedback = false;
      } else if (token.startsWith(PRIORITY)) {
        priorities = priorities(token.substring(PRIORITY.length()));
      } else if (token.startsWith("is:")) {
        status = ofStatus(token.substring(3)).status();
      } else if (token.matches("!?[a-zA-Z_.]+:.*")) {
        throw error("the key of '" + token + "' is not supported");
      } else if (!token.isEmpty()) {
        words.add(token.replace("\"", ""));
      }
    }
    return new IssueQuery(
        status, words.isEmpty() ? null : String.join(" ", words), priorities, feedback);
  }

  private static List<Integer> priorities(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String name : list.replaceAll("[\\[\\]\\s]", "").split(",")) {
      numbers.add(
          Priority.named(name)
              .map(Priority::number)
              .orElseThrow(() -> error("invalid priority value of '" + name + "'")));
    }
    return numbers;
  }

  private static Fault error(String cause) {
    return Fault.invalid("Error parsing search query: " + cause);
  }
}
