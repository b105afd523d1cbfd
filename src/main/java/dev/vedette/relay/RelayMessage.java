package dev.vedette.relay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of a Relay (spec 01 §26.2 to §26.5). Event ids are 32 hexadecimal digits. */
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

  /** A segment of a replay. */
  record Recording(
      long project,
      String replayId,
      Instant received,
      byte[] recording,
      byte @Nullable [] event,
      byte @Nullable [] video)
      implements OfProject {}

  /** Tells a consumer how late it is; of no use here. */
  record Pulse() implements RelayMessage {}
}
