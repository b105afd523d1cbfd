package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks to change issues; ids of other organizations are ignored. The answer names those changed.
 *
 * @param account who changes them
 */
public record ChangeIssues(
    OrganizationId organization, List<Long> issues, long account, Change change)
    implements Request<List<Long>> {

  /**
   * What changes. Fields that are null stay.
   *
   * @param status number of the new status
   * @param substatus number of the new substatus; only with a status
   * @param snooze when archived issues open again by themselves
   * @param resolution the release that mends resolved issues
   * @param assignee whom to assign to; the empty text takes the assignment away
   * @param shared whether everybody may read it who knows a new address
   */
  public record Change(
      @Nullable Integer status,
      @Nullable Integer substatus,
      @Nullable Snooze snooze,
      @Nullable Resolution resolution,
      @Nullable Integer priority,
      @Nullable String assignee,
      @Nullable Boolean seen,
      @Nullable Boolean bookmarked,
      @Nullable Boolean subscribed,
      @Nullable Boolean shared) {

    /** Changes nothing. */
    public static final Change NONE =
        new Change(null, null, null, null, null, null, null, null, null, null);

    /** Only a new status, with the substatus that goes with it. */
    public static Change ofStatus(int status) {
      return new Change(status, null, null, null, null, null, null, null, null, null);
    }

    /** Only an archive that ends when a condition is met. */
    public static Change archived(Snooze snooze) {
      return new Change(2, null, snooze, null, null, null, null, null, null, null);
    }

    /** Only resolved by a release. */
    public static Change resolved(Resolution resolution) {
      return new Change(1, null, null, resolution, null, null, null, null, null, null);
    }

    /** Only assigned. */
    public static Change assigned(String assignee) {
      return new Change(null, null, null, null, null, assignee, null, null, null, null);
    }

    /** Only another priority. */
    public static Change ofPriority(int priority) {
      return new Change(null, null, null, null, priority, null, null, null, null, null);
    }

    /** Only not to be read by everybody any more. */
    public static Change unshared() {
      return new Change(null, null, null, null, null, null, null, null, null, false);
    }

    /** The same with a substatus of its own. */
    public Change withSubstatus(int other) {
      return new Change(
          status,
          other,
          snooze,
          resolution,
          priority,
          assignee,
          seen,
          bookmarked,
          subscribed,
          shared);
    }

    /** Only looked at. */
    public static Change looked() {
      return new Change(null, null, null, null, null, null, true, null, null, null);
    }
  }

  /**
   * When an archived issue opens again; the first condition that holds opens it (spec 04 §9).
   *
   * @param minutes after this time
   * @param count after so many events, within {@code window} minutes if that is given
   * @param users after so many users, within {@code userWindow} minutes if that is given
   */
  public record Snooze(
      @Nullable Integer minutes,
      @Nullable Integer count,
      @Nullable Integer window,
      @Nullable Integer users,
      @Nullable Integer userWindow) {

    /** Whether there is a condition. */
    public boolean isConditional() {
      return minutes != null || count != null || users != null;
    }
  }

  /**
   * The release that mends an issue.
   *
   * @param version of the release, {@code latest}, or null for the release after the latest
   */
  public record Resolution(@Nullable String version) {

    /** Whether it is mended by the release that comes next. */
    public boolean isNext() {
      return version == null;
    }
  }
}
