package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the tags of an issue's newest events, by key; their cost does not grow with the issue.
 *
 * @param key the one key that is asked for, or null for all
 * @param values most values of each key
 */
public record IssueTags(
    OrganizationId organization, ProjectId project, long issue, @Nullable String key, int values)
    implements Request<List<IssueTags.Tag>> {

  /** How many of the newest events are looked at. */
  public static final int SAMPLE = 1000;

  /**
   * A tag.
   *
   * @param key without {@code sentry:}
   * @param unique number of different values
   * @param total number of events that have it
   * @param top the most frequent values, most frequent first
   */
  public record Tag(String key, long unique, long total, List<Value> top) {}

  /** A value of a tag and how often and when it was seen. */
  public record Value(String value, long count, Instant firstSeen, Instant lastSeen) {}
}
