package dev.vedette.issue;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import dev.vedette.project.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks what has happened to an issue, and whom it concerns. */
public record ListActivity(OrganizationId organization, long issue)
    implements Request<ListActivity.History> {

  /**
   * What has happened.
   *
   * @param entries at most the newest hundred, newest first; equal neighbours but notes are one
   * @param lastRelease version in which it was last seen, or null
   * @param participants those who follow it
   * @param seenBy those who have looked at it, the last one first
   * @param reports number of reports of users about its events
   */
  public record History(
      List<Entry> entries,
      @Nullable String lastRelease,
      List<Person> participants,
      List<Seen> seenBy,
      long reports) {}

  /**
   * One thing that happened.
   *
   * @param type its name in the API
   * @param by who did it, or null when it happened by itself
   */
  public record Entry(long id, String type, @Nullable Person by, Json.Obj data, Instant created) {}

  /** A person. */
  public record Person(long id, String name, String username, String email) {}

  /** A person who has looked at the issue. */
  public record Seen(Person person, Instant last) {}
}
