package dev.vedette.web;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.identity.Scope;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.DeleteIssues;
import dev.vedette.issue.DiscardIssues;
import dev.vedette.issue.IssueView;
import dev.vedette.issue.Priority;
import dev.vedette.project.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people do to issues, one or many: the choices, their words, and their effect. */
public final class IssueActions {

  private static final int MINUTES_OF_HOUR = 60;
  private static final int MINUTES_OF_DAY = 1440;

  /**
   * A choice.
   *
   * @param action value of the form's field
   * @param title what it says
   * @param done what is said when it is done
   */
  public record Choice(String action, String title, String done) {}

  /** Choices of one kind. */
  public record Group(String title, List<Choice> choices) {}

  /** Takes back what was done last. */
  static final String UNDO = "undo";

  /** Ends that everybody may read an issue who knows its address. */
  static final String UNSHARE = "unshare";

  private static final String ASSIGN_ME = "assign-me";

  private static final Group STATUS =
      new Group(
          "Status",
          List.of(
              new Choice("resolve", "Resolve", "Resolved."),
              new Choice(
                  "resolve-next", "Resolve in the next release", "Resolved by the next release."),
              new Choice(
                  "resolve-latest",
                  "Resolve in the latest release",
                  "Resolved by the latest release."),
              new Choice("reopen", "Reopen", "Open again.")));

  private static final Group ARCHIVE =
      new Group(
          "Archive",
          List.of(
              new Choice("archive", "Archive", "Archived."),
              new Choice("archive-hour", "Archive for an hour", "Archived for an hour."),
              new Choice("archive-day", "Archive for a day", "Archived for a day."),
              new Choice("archive-week", "Archive for a week", "Archived for a week."),
              new Choice(
                  "archive-10", "Archive until 10 more events", "Archived until 10 more events."),
              new Choice(
                  "archive-100",
                  "Archive until 100 more events",
                  "Archived until 100 more events."),
              new Choice(
                  "archive-users",
                  "Archive until 10 more users",
                  "Archived until 10 more users.")));

  private static final Group PRIORITY =
      new Group(
          "Priority",
          List.of(
              new Choice("high", "High priority", "High priority."),
              new Choice("medium", "Medium priority", "Medium priority."),
              new Choice("low", "Low priority", "Low priority.")));

  private final Pages pages;

  IssueActions(Pages pages) {
    this.pages = pages;
  }

  /**
   * All choices, with those whom issues can be assigned to.
   *
   * @param project whose issues; null for those of any
   */
  List<Group> groups(Call call, @Nullable ProjectId project) {
    return List.of(STATUS, ARCHIVE, PRIORITY, new Group("Assign", assignees(call, project)));
  }

  /** Whether the reader can be assigned to, being in a team of the project, or in any. */
  static boolean offersReader(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.choices().stream())
        .anyMatch(choice -> choice.action().equals(ASSIGN_ME));
  }

  private List<Choice> assignees(Call call, @Nullable ProjectId project) {
    List<Choice> choices = new ArrayList<>(people(call, project));
    String reader = "assign-user-" + call.caller().signedIn().id();
    boolean inTeam = choices.stream().anyMatch(choice -> choice.action().equals(reader));
    choices.addFirst(new Choice("unassign", "Assign to nobody", "Assigned to nobody."));
    if (inTeam) {
      choices.addFirst(new Choice(ASSIGN_ME, "Assign to me", "Assigned to you."));
    }
    return choices;
  }

  private List<Choice> people(Call call, @Nullable ProjectId project) {
    return pages
        .database()
        .sql()
        .list(
            """
            SELECT 'assign-user-' || a.id, coalesce(nullif(a.name, ''), a.email) FROM member m
            JOIN account a ON a.id = m.account_id WHERE m.organization_id = $1 AND a.is_active
              AND EXISTS (SELECT FROM team_member tm WHERE tm.member_id = m.id AND ($2::int8 IS NULL
                OR EXISTS (SELECT FROM project_team pt
                  WHERE pt.team_id = tm.team_id AND pt.project_id = $2)))
            UNION ALL
            SELECT 'assign-team-' || t.id, '#' || t.slug FROM team t WHERE t.organization_id = $1
              AND ($2::int8 IS NULL
                OR EXISTS (SELECT FROM project_team pt WHERE pt.team_id = t.id AND pt.project_id = $2))
            ORDER BY 2 LIMIT 200\
            """,
            row ->
                new Choice(
                    row.getString(0),
                    "Assign to " + row.getString(1),
                    "Assigned to " + row.getString(1) + "."),
            call.organization().organization().value(),
            project == null ? null : project.value());
  }

  /** What to say of an action that was done; empty for what is none. */
  String done(@Nullable String action, Call call) {
    if (action == null || action.isEmpty()) {
      return "";
    }
    if (action.equals(UNDO)) {
      return "As before.";
    }
    if (action.equals(UNSHARE)) {
      return "Only members read it now.";
    }
    return choice(action, call).map(Choice::done).orElse("");
  }

  /** The choice of an action; empty for what is none. */
  Optional<Choice> choice(String action, Call call) {
    return groups(call, null).stream()
        .flatMap(group -> group.choices().stream())
        .filter(choice -> choice.action().equals(action))
        .findFirst();
  }

  /** Does it; gives the number of issues it was done to. */
  int perform(Call call, String action, List<Long> issues) {
    if (action.equals("delete")) {
      if (!call.has(Scope.EVENT_ADMIN)) {
        throw Fault.forbidden();
      }
      return pages
          .bus()
          .request(new DeleteIssues(call.organization().organization(), issues))
          .await();
    }
    if (action.equals("discard")) {
      return discard(call, issues);
    }
    return change(call, issues, change(call, action));
  }

  private int change(Call call, List<Long> issues, ChangeIssues.Change change) {
    return pages
        .bus()
        .request(
            new ChangeIssues(
                call.organization().organization(), issues, call.caller().signedIn().id(), change))
        .await()
        .size();
  }

  /**
   * What came of taking something back.
   *
   * @param kept issues that have changed since, or may not be changed so any more
   */
  record Undone(int restored, int kept) {}

  /**
   * Takes an action back where nothing has happened since.
   *
   * @param seen the issues as they are, those that the caller may see
   */
  Undone undo(Call call, String action, Undo undo, List<IssueView> seen) {
    long reader = call.caller().signedIn().id();
    Set<Long> asLeft =
        seen.stream()
            .filter(issue -> Undo.isAsLeft(action, issue, reader))
            .map(IssueView::id)
            .collect(Collectors.toSet());
    int restored = 0;
    for (Undo.Step step : undo.steps()) {
      for (Long issue : step.issues()) {
        if (asLeft.contains(issue) && isRestored(call, issue, step)) {
          restored++;
        }
      }
    }
    return new Undone(restored, undo.issues().size() - restored);
  }

  /** False where a rule does not allow it any more, as for whom has left the team. */
  private boolean isRestored(Call call, long issue, Undo.Step step) {
    try {
      return change(call, List.of(issue), step.change()) > 0;
    } catch (Fault refusal) {
      var unused = Refusals.ofReader(refusal);
      return false;
    }
  }

  private int discard(Call call, List<Long> issues) {
    if (!call.has(Scope.EVENT_ADMIN)) {
      throw Fault.forbidden();
    }
    return pages
        .bus()
        .request(
            new DiscardIssues(
                call.organization().organization(), issues, call.caller().signedIn().id()))
        .await();
  }

  private static ChangeIssues.Change change(Call call, String action) {
    return switch (action) {
      case "resolve" -> ChangeIssues.Change.ofStatus(1);
      case "resolve-next" -> ChangeIssues.Change.resolved(new ChangeIssues.Resolution(null));
      case "resolve-latest" -> ChangeIssues.Change.resolved(new ChangeIssues.Resolution("latest"));
      case "reopen" -> ChangeIssues.Change.ofStatus(0);
      case "archive" -> ChangeIssues.Change.ofStatus(2);
      case "archive-hour" -> archived(MINUTES_OF_HOUR, null, null);
      case "archive-day" -> archived(MINUTES_OF_DAY, null, null);
      case "archive-week" -> archived(7 * MINUTES_OF_DAY, null, null);
      case "archive-10" -> archived(null, 10, null);
      case "archive-100" -> archived(null, 100, null);
      case "archive-users" -> archived(null, null, 10);
      case "high" -> ChangeIssues.Change.ofPriority(Priority.HIGH.number());
      case "medium" -> ChangeIssues.Change.ofPriority(Priority.MEDIUM.number());
      case "low" -> ChangeIssues.Change.ofPriority(Priority.LOW.number());
      case UNSHARE -> ChangeIssues.Change.unshared();
      case ASSIGN_ME -> ChangeIssues.Change.assigned("user:" + call.caller().signedIn().id());
      case "unassign" -> ChangeIssues.Change.assigned("");
      default -> assigned(action);
    };
  }

  private static ChangeIssues.Change archived(
      @Nullable Integer minutes, @Nullable Integer events, @Nullable Integer users) {
    return ChangeIssues.Change.archived(
        new ChangeIssues.Snooze(minutes, events, null, users, null));
  }

  private static ChangeIssues.Change assigned(String action) {
    for (String kind : List.of("user", "team")) {
      String prefix = "assign-" + kind + "-";
      if (action.startsWith(prefix)) {
        return ChangeIssues.Change.assigned(kind + ":" + action.substring(prefix.length()));
      }
    }
    throw Fault.invalid("Unknown action: " + action);
  }
}
