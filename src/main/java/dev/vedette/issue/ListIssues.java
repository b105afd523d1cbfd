package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for issues.
 *
 * @param account who asks; what they have seen and marked is told
 * @param projects the projects the caller sees
 * @param offset issues to skip
 */
public record ListIssues(
    OrganizationId organization,
    long account,
    List<ProjectId> projects,
    Filter filter,
    int limit,
    int offset)
    implements Request<ListIssues.Page> {

  /** What comes first. */
  public enum Sort {
    /** Seen last. */
    DATE,
    /** Seen for the first time last. */
    NEW,
    /** With most events. */
    FREQ,
    /** Most urgent, of these the one seen last. */
    PRIORITY
  }

  /**
   * Which issues.
   *
   * @param status number of the status, or null for all
   * @param text words that message or title contain, or null
   * @param environments names of which one must have had an event; none for all
   * @param from seen at this time or later, or null
   * @param to seen for the first time at this time or earlier, or null
   * @param priorities numbers of priorities (spec 04 §8); none for all
   * @param fortnight whether events of 14 days are counted, day by day
   * @param feedback whether it is what users wrote that is asked for, in place of errors
   */
  public record Filter(
      @Nullable Integer status,
      @Nullable String text,
      List<String> environments,
      @Nullable Instant from,
      @Nullable Instant to,
      List<Integer> priorities,
      Sort sort,
      boolean fortnight,
      boolean feedback) {

    /** An older node names no priorities, which are all. */
    public Filter {
      priorities = priorities == null ? List.of() : priorities;
    }

    /** All issues of a status, or all with null, latest seen first. */
    public static Filter ofStatus(@Nullable Integer status) {
      return new Filter(status, null, List.of(), null, null, List.of(), Sort.DATE, false, false);
    }
  }

  /**
   * A page of issues.
   *
   * @param more whether there are further ones
   */
  public record Page(List<IssueView> issues, boolean more) {}
}
