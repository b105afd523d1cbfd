package dev.vedette.web;

import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.IssueView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How to take back what was done to issues: what they were before. It travels in the address of the
 * page that tells of the change, so it holds for as long as that page is open; whoever follows it
 * needs the right to make the changes.
 *
 * @param steps issues that were alike before
 */
public record Undo(List<Step> steps) {

  /** More issues than these are not taken back. */
  public static final int MOST = 100;

  private static final Set<String> KEPT =
      Set.of("delete", "discard", "nothing", "choose", IssueActions.UNSHARE, IssueActions.UNDO);

  private static final int RADIX = 36;

  /** What they were, {@code ~}, and their numbers; as it stands in an address. */
  private static final Pattern STEP =
      Pattern.compile(
          "(s0(?:\\.[0-9])?|s[12](?:\\.[0-9])?|p[0-9]{1,3}|a(?:(?:user|team)\\.[0-9]{1,18})?)~([0-9a-z.]{1,2000})");

  /**
   * Issues that were alike.
   *
   * @param before {@code s}, status and substatus; {@code p} and the priority; {@code a} and whom
   *     they were assigned to, nothing for nobody
   */
  public record Step(String before, List<Long> issues) {

    /** What makes them so again. */
    ChangeIssues.Change change() {
      String rest = before.substring(1);
      return switch (before.charAt(0)) {
        case 's' -> {
          ChangeIssues.Change status =
              ChangeIssues.Change.ofStatus(Character.digit(rest.charAt(0), 10));
          yield rest.length() == 1
              ? status
              : status.withSubstatus(Character.digit(rest.charAt(2), 10));
        }
        case 'p' -> ChangeIssues.Change.ofPriority(Integer.parseInt(rest));
        default -> ChangeIssues.Change.assigned(rest.replace('.', ':'));
      };
    }

    private String text() {
      return before
          + "~"
          + issues.stream().map(id -> Long.toString(id, RADIX)).collect(Collectors.joining("."));
    }
  }

  /**
   * How to take an action back, for those of the issues for which that is possible: not for what is
   * gone, was under a condition, or is too much.
   *
   * @param issues as they were before
   */
  static Undo of(String action, List<IssueView> issues) {
    Map<String, List<Long>> alike = new LinkedHashMap<>();
    for (IssueView issue : issues.size() > MOST ? List.<IssueView>of() : issues) {
      String before = before(action, issue);
      if (before != null) {
        alike.computeIfAbsent(before, unused -> new ArrayList<>()).add(issue.id());
      }
    }
    return new Undo(
        alike.entrySet().stream().map(one -> new Step(one.getKey(), one.getValue())).toList());
  }

  /** Whether an action is one that changes issues in a way that may be taken back. */
  static boolean isFor(String action) {
    return !KEPT.contains(action);
  }

  /**
   * Whether an issue is as an action has left it; what has happened since is not undone with it.
   *
   * @param reader account of whoever has acted
   */
  static boolean isAsLeft(String action, IssueView now, long reader) {
    IssueView.Assignee assignee = now.assignee();
    String assigned =
        assignee == null ? "" : "assign-%s-%d".formatted(assignee.kind(), assignee.id());
    return switch (action) {
      case "resolve", "resolve-next", "resolve-latest" -> now.status() == 1;
      case "reopen" -> now.status() == 0;
      case "high", "medium", "low" -> now.priorityName().equals(action);
      case "assign-me" -> assigned.equals("assign-user-" + reader);
      case "unassign" -> assignee == null;
      default -> action.startsWith("archive") ? now.status() == 2 : assigned.equals(action);
    };
  }

  private static @Nullable String before(String action, IssueView issue) {
    if (!isFor(action)) {
      return null;
    }
    return switch (action) {
      case "high", "medium", "low" -> "p" + issue.priority();
      case "assign-me", "unassign" -> assignee(issue);
      default -> action.startsWith("assign-") ? assignee(issue) : status(issue);
    };
  }

  private static String assignee(IssueView issue) {
    IssueView.Assignee assignee = issue.assignee();
    return assignee == null ? "a" : "a%s.%d".formatted(assignee.kind(), assignee.id());
  }

  private static @Nullable String status(IssueView issue) {
    if (!issue.statusDetails().isEmpty()) {
      return null;
    }
    Integer substatus = issue.substatus();
    return substatus == null ? "s" + issue.status() : "s%d.%d".formatted(issue.status(), substatus);
  }

  /** Reads what {@link #text} has written; empty for anything else. */
  static Optional<Undo> parse(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    int issues = 0;
    for (String part : text.split("_", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        return Optional.empty();
      }
      List<Long> ids = new ArrayList<>();
      for (String id : step.group(2).split("\\.", -1)) {
        if (!id.matches("[0-9a-z]{1,12}")) {
          return Optional.empty();
        }
        ids.add(Long.parseLong(id, RADIX));
      }
      issues += ids.size();
      steps.add(new Step(step.group(1), ids));
    }
    return issues > MOST ? Optional.empty() : Optional.of(new Undo(steps));
  }

  /** As it stands in an address. */
  String text() {
    return steps.stream().map(Step::text).collect(Collectors.joining("_"));
  }

  /** The same as one more parameter of an address; empty without steps. */
  String parameter() {
    return steps.isEmpty() ? "" : "&undo=" + text();
  }

  /** The issues of all steps. */
  List<Long> issues() {
    return steps.stream().flatMap(step -> step.issues().stream()).toList();
  }
}
