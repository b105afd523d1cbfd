package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an event with what belongs to it.
 *
 * @param issue number of the issue it must belong to, or null
 * @param environments names to which neighbours, and events that are found by their place, are
 *     limited; none for all
 * @param name event id, or below an issue {@code latest}, {@code oldest}, {@code recommended}
 */
public record FindEvent(
    OrganizationId organization,
    ProjectId project,
    @Nullable Long issue,
    String name,
    List<String> environments)
    implements Request<Optional<FindEvent.Found>> {

  /** An older node names no environments, which are all. */
  public FindEvent {
    environments = environments == null ? List.of() : environments;
  }

  /** Asks for an event of any environment. */
  public FindEvent(
      OrganizationId organization, ProjectId project, @Nullable Long issue, String name) {
    this(organization, project, issue, name, List.of());
  }

  /** A file of an event. */
  public record File(
      long id,
      String type,
      String name,
      String contentType,
      long size,
      String sha1,
      Instant received) {}

  /** What a user wrote. */
  public record Report(long id, String name, String email, String comments, Instant created) {}

  /**
   * A stored event.
   *
   * @param previous id of the next older event of the issue, or null
   * @param next id of the next newer event of the issue, or null
   */
  public record Found(
      Json.Obj event,
      String id,
      ProjectId project,
      @Nullable Long issue,
      int size,
      Instant received,
      @Nullable String previous,
      @Nullable String next,
      List<File> files,
      @Nullable Report report,
      @Nullable Release release) {

    /** The same with another stored form. */
    public Found with(Json.Obj other) {
      return new Found(
          other, id, project, issue, size, received, previous, next, files, report, release);
    }
  }

  /**
   * The release of an event, as far as it is known, with the event's project.
   *
   * @param newIssues issues of the project that were first seen in it
   * @param hasSessions whether it had any within a day
   */
  public record Release(
      long id,
      Instant added,
      @Nullable Instant released,
      String projectSlug,
      String projectName,
      @Nullable String projectPlatform,
      long newIssues,
      boolean hasSessions) {}
}
