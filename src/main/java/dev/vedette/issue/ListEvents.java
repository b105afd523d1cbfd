package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for events, newest first.
 *
 * @param issue number of an issue, or null for all of the project
 */
public record ListEvents(
    OrganizationId organization,
    ProjectId project,
    @Nullable Long issue,
    Window window,
    int limit,
    int offset)
    implements Request<ListEvents.Page> {

  /** An older node names no window, which is all. */
  public ListEvents {
    window = window == null ? Window.ALL : window;
  }

  /**
   * Events between two times of theirs.
   *
   * @param from at this time or later, or null
   * @param to before this time, or null
   * @param sample whether the order is that of ids, which is as good as by chance
   * @param environments names of environments, none for all
   */
  public record Window(
      @Nullable Instant from, @Nullable Instant to, boolean sample, List<String> environments) {

    /** All events, the newest first. */
    public static final Window ALL = new Window(null, null, false, List.of());

    /** An older node names no environments. */
    public Window {
      environments = environments == null ? List.of() : environments;
    }
  }

  /**
   * An event in a list.
   *
   * @param id 32 hexadecimal digits
   * @param payload the whole event as it is stored
   * @param crash its crash dump, or null
   */
  public record Summary(
      String id,
      @Nullable Long issue,
      ProjectId project,
      String type,
      String title,
      String culprit,
      @Nullable String location,
      String platform,
      Instant timestamp,
      Json.Obj payload,
      Json.Obj tags,
      FindEvent.@Nullable File crash) {

    /** The same with its crash dump, if it has one. */
    Summary withCrash(FindEvent.@Nullable File dump) {
      return new Summary(
          id, issue, project, type, title, culprit, location, platform, timestamp, payload, tags,
          dump);
    }
  }

  /**
   * A page of events.
   *
   * @param more whether there are further ones
   */
  public record Page(List<Summary> events, boolean more) {}
}
