package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.issue.ChangeIssues;
import dev.vedette.issue.Priority;
import dev.vedette.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a request changes in issues (spec 04 §11.2, §11.3). */
final class IssueChange {

  private static final Map<String, Integer> SUBSTATUS =
      Map.ofEntries(
          Map.entry("archived_until_escalating", 1),
          Map.entry("until_escalating", 1),
          Map.entry("escalating", 2),
          Map.entry("ongoing", 3),
          Map.entry("archived_until_condition_met", 4),
          Map.entry("until_condition_met", 4),
          Map.entry("archived_forever", 5),
          Map.entry("forever", 5),
          Map.entry("regressed", 6),
          Map.entry("new", 7));

  private IssueChange() {}

  static ChangeIssues.Change of(Json.Obj body) {
    Json details = body.present("statusDetails");
    if (details != null && !(details instanceof Json.Obj)) {
      throw Fault.invalid("statusDetails", "Expected a dictionary.");
    }
    Json.Obj conditions = details instanceof Json.Obj given ? given : body;
    Integer status = status(body);
    return new ChangeIssues.Change(
        status,
        substatus(body),
        snooze(conditions),
        resolution(body, conditions),
        priority(body),
        assignee(body),
        bool(body, "hasSeen"),
        bool(body, "isBookmarked"),
        bool(body, "isSubscribed"),
        bool(body, "isPublic"));
  }

  private static @Nullable Integer status(Json.Obj body) {
    String name = choice(body, "status");
    return switch (name) {
      case null -> null;
      case "unresolved" -> 0;
      case "resolved", "resolvedInNextRelease" -> 1;
      case "ignored", "muted" -> 2;
      default -> throw notAChoice("status", name);
    };
  }

  private static @Nullable Integer substatus(Json.Obj body) {
    String name = choice(body, "substatus");
    if (name == null) {
      return null;
    }
    Integer number = SUBSTATUS.get(name);
    if (number == null) {
      throw notAChoice("substatus", name);
    }
    return number;
  }

  private static ChangeIssues.@Nullable Snooze snooze(Json.Obj conditions) {
    Integer minutes = number(conditions, "ignoreDuration");
    ChangeIssues.Snooze snooze =
        new ChangeIssues.Snooze(
            minutes == null ? number(conditions, "snoozeDuration") : minutes,
            number(conditions, "ignoreCount"),
            number(conditions, "ignoreWindow"),
            number(conditions, "ignoreUserCount"),
            number(conditions, "ignoreUserWindow"));
    return snooze.isConditional() ? snooze : null;
  }

  private static ChangeIssues.@Nullable Resolution resolution(Json.Obj body, Json.Obj conditions) {
    if ("resolvedInNextRelease".equals(body.string("status"))
        || Boolean.TRUE.equals(conditions.bool("inNextRelease"))) {
      return new ChangeIssues.Resolution(null);
    }
    if (Boolean.TRUE.equals(conditions.bool("inUpcomingRelease"))) {
      throw Fault.invalid(
          "statusDetails.inUpcomingRelease",
          "Your organization does not have access to this feature.");
    }
    if (conditions.present("inCommit") != null) {
      // no repository can be connected yet
      throw Fault.invalid(
          "statusDetails.inCommit.repository", "Unable to find the given repository.");
    }
    String version = conditions.string("inRelease");
    return version == null ? null : new ChangeIssues.Resolution(version);
  }

  private static @Nullable Integer priority(Json.Obj body) {
    String name = choice(body, "priority");
    return name == null
        ? null
        : Priority.named(name)
            .map(Priority::number)
            .orElseThrow(() -> notAChoice("priority", name));
  }

  private static @Nullable String assignee(Json.Obj body) {
    Json assigned = body.get("assignedTo");
    return switch (assigned) {
      case null -> null;
      case Json.Str(String text) -> text;
      case Json.Num number -> number.text();
      default -> "";
    };
  }

  private static @Nullable Boolean bool(Json.Obj body, String field) {
    Json value = body.present(field);
    return switch (value) {
      case null -> null;
      case Json.Bool(boolean flag) -> flag;
      default -> throw Fault.invalid(field, "Must be a valid boolean.");
    };
  }

  private static @Nullable Integer number(Json.Obj conditions, String field) {
    Json value = conditions.present(field);
    if (value == null) {
      return null;
    }
    String text = value instanceof Json.Str(String given) ? given : value.text();
    if (!text.matches("-?\\d{1,9}")) {
      throw Fault.invalid(field, "A valid integer is required.");
    }
    if (Integer.parseInt(text) < 1) {
      throw Fault.invalid(field, "Ensure this value is greater than or equal to 1.");
    }
    return Integer.valueOf(text);
  }

  private static @Nullable String choice(Json.Obj body, String field) {
    Json value = body.present(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Json.Str(String text)) {
      return text;
    }
    throw notAChoice(field, value.text());
  }

  private static Fault notAChoice(String field, String value) {
    return Fault.invalid(field, "\"" + value + "\" is not a valid choice.");
  }
}
