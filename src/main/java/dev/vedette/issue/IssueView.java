package dev.vedette.issue;

import dev.vedette.json.Json;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An issue as lists and pages show it.
 *
 * @param unhandled whether the newest event was not handled by the program
 * @param firstRelease version of the release in which it was first seen, or null
 * @param users distinct users, about
 * @param priorityLocked when somebody chose the priority, or null
 * @param shareId under which everybody may read it, or null
 * @param hours events of the last 24 hours, oldest first
 * @param days events by day, oldest first: of 30 days for one issue, in a list of 14 or none
 */
public record IssueView(
    long id,
    ProjectId project,
    String projectSlug,
    String projectName,
    @Nullable String projectPlatform,
    long number,
    int status,
    @Nullable Integer substatus,
    int priority,
    int level,
    String logger,
    String platform,
    String type,
    String title,
    String culprit,
    Json.Obj metadata,
    Json.Obj statusDetails,
    long timesSeen,
    Instant firstSeen,
    Instant lastSeen,
    long users,
    @Nullable Assignee assignee,
    int comments,
    boolean unhandled,
    @Nullable String firstRelease,
    Personal personal,
    @Nullable Instant priorityLocked,
    @Nullable String shareId,
    List<Long> hours,
    List<Long> days) {

  /**
   * What the person who asks has to do with the issue.
   *
   * @param seen whether it was looked at since it last came up
   * @param subscribed null when nothing was chosen
   */
  public record Personal(boolean seen, boolean bookmarked, @Nullable Boolean subscribed) {}

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  /**
   * Whom an issue is assigned to.
   *
   * @param kind {@code user} or {@code team}
   */
  public record Assignee(String kind, long id, String name, @Nullable String email) {}

  /** The short id, e.g. {@code SHOP-1A} (spec 04 §1.4). */
  public String shortId() {
    StringBuilder text = new StringBuilder();
    long rest = number;
    do {
      text.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    } while (rest > 0);
    return projectSlug.toUpperCase(Locale.ROOT) + "-" + text.reverse();
  }

  /** Reads the number of a short id; negative when it is none. */
  public static long number(String text) {
    long number = 0;
    for (char c :
        text.toUpperCase(Locale.ROOT)
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1')
            .toCharArray()) {
      int digit = DIGITS.indexOf(c);
      if (digit < 0 || number > Integer.MAX_VALUE) {
        return -1;
      }
      number = number * DIGITS.length() + digit;
    }
    return text.isEmpty() || number > Integer.MAX_VALUE ? -1 : number;
  }

  /** Name of the status in the API. */
  public String statusName() {
    return switch (status) {
      case 0 -> "unresolved";
      case 1 -> "resolved";
      case 2 -> "ignored";
      default -> "pending_deletion";
    };
  }

  /** Name of the substatus in the API, or null. */
  public @Nullable String substatusName() {
    return switch (substatus) {
      case 1 -> "archived_until_escalating";
      case 2 -> "escalating";
      case 3 -> "ongoing";
      case 4 -> "archived_until_condition_met";
      case 5 -> "archived_forever";
      case 6 -> "regressed";
      case 7 -> "new";
      case null, default -> null;
    };
  }

  /** Name of the level. */
  public String levelName() {
    return levelName(level);
  }

  /** Name of the level of a number (spec 02 §5.2). */
  public static String levelName(int level) {
    return switch (level) {
      case 0 -> "sample";
      case 10 -> "debug";
      case 20 -> "info";
      case 30 -> "warning";
      case 50 -> "fatal";
      default -> "error";
    };
  }

  /** Name of the priority. */
  public String priorityName() {
    return Priority.of(priority).label();
  }
}
