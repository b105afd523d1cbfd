package dev.vedette.relay;

import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of a Relay (spec 01 §26.2 to §26.7). Event ids are 32 hexadecimal digits. */
sealed interface RelayMessage {

  /** A message that concerns a project. */
  sealed interface OfProject extends RelayMessage {
    /** Number of the project. */
    long project();
  }

  /**
   * An attachment that a message refers to.
   *
   * @param id by which its chunks name it
   * @param chunks how many of them there are
   * @param data the content, where it came in one piece
   * @param stored whether the content lies in a store that only Relay reaches
   */
  record Descriptor(
      String id,
      String name,
      boolean rateLimited,
      @Nullable String contentType,
      String type,
      int chunks,
      byte @Nullable [] data,
      boolean stored) {}

  /**
   * An event of any type.
   *
   * @param payload its JSON text, an object
   */
  record Event(
      long project,
      String eventId,
      Instant received,
      @Nullable String address,
      byte[] payload,
      List<Descriptor> attachments)
      implements OfProject {}

  /** A piece of an attachment, before the message that refers to it. */
  record Chunk(long project, String eventId, String attachment, int index, byte[] payload)
      implements OfProject {}

  /** An attachment of an event that comes apart. */
  record Standalone(long project, String eventId, Instant received, Descriptor attachment)
      implements OfProject {}

  /** What a user wrote about an event. */
  record Report(long project, String eventId, Instant received, byte[] payload)
      implements OfProject {}

  /** A check-in of a monitor. */
  record CheckIn(long project, Instant received, @Nullable String client, byte[] payload)
      implements OfProject {}

  /**
   * What would be one item of an envelope: a span, a log, a profile, the event of a replay segment,
   * a metric of sessions.
   *
   * @param eventId the event or replay that it belongs to
   * @param headers what the server's own parts need to know of it
   */
  record Single(
      long project,
      @Nullable String eventId,
      Instant received,
      ItemType type,
      Json.Obj headers,
      byte[] payload)
      implements OfProject {}

  /** What became of something at Relay's door. */
  record Fate(
      long project,
      Instant received,
      Outcome.Kind kind,
      String reason,
      Category category,
      long quantity)
      implements OfProject {}

  /** A segment of a replay. */
  record Recording(
      long project,
      String replayId,
      Instant received,
      byte[] recording,
      byte @Nullable [] event,
      byte @Nullable [] video)
      implements OfProject {}

  /** Of no use here: the pulse of a clock, a count of what is counted where it is stored. */
  record Ignored() implements RelayMessage {}
}
