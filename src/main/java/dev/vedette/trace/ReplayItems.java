package dev.vedette.trace;

import dev.vedette.blob.Blobs;
import dev.vedette.event.ReplayEvents;
import dev.vedette.event.ReplayRecordings;
import dev.vedette.event.ScrubSettings;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.relay.RelayOutput;
import dev.vedette.store.StoredText;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Stores one segment of a replay: its event, its recording and, of mobile ones, its video. */
final class ReplayItems {

  /** Most bytes of a recording after decompression (spec 01 §9). */
  private static final long MAX_RECORDING = 100L << 20;

  private final TraceWork work;
  private final ItemGroup group;
  private final ReplayEvents replays;
  private final ScrubSettings scrubbing;

  ReplayItems(TraceWork work, ReplayEvents replays) {
    this.work = work;
    this.group = work.group();
    this.replays = replays;
    this.scrubbing = work.scrubbing();
  }

  private static final long LAST_SEGMENT = Integer.MAX_VALUE;

  /** A segment that cannot be kept; the message is the reason of its outcome. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    Invalid(String reason) {
      super(reason, null, false, false);
    }

    /** Reason of the outcome (spec 01 §23.2). */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * The parts of a segment as they were sent; event or recording is null where a Relay writes the
   * two apart.
   */
  private record Parts(
      byte @Nullable [] event, Item.@Nullable Content recording, Item.@Nullable Content video) {}

  /**
   * A segment as it is kept.
   *
   * @param event null when it comes by itself
   * @param recording null when it comes by itself
   */
  record Segment(
      String replay,
      int number,
      Json.@Nullable Obj event,
      Item.@Nullable Content recording,
      Item.@Nullable Content video) {

    /** Whether a replay begins with it, for the counts (spec 01 §20.9). */
    boolean isFirst() {
      return number == 0 && recording != null;
    }
  }

  /**
   * Stores the segment; parts that come apart complete each other.
   *
   * @throws Invalid when a part is missing or does not read
   */
  Segment save() throws Invalid {
    Segment segment = read();
    if (segment.recording() != null) {
      work.forward(output -> output.replay(group, segment.replay(), whole(segment)));
    }
    if (work.isStored()) {
      store(segment);
    }
    return segment;
  }

  private RelayOutput.Segment whole(Segment segment) {
    Json.Obj event = segment.event();
    Item.Content recording = segment.recording();
    Item.Content video = segment.video();
    return new RelayOutput.Segment(
        event == null ? null : JsonText.writeBytes(event),
        recording == null ? new byte[0] : bytes(recording),
        video == null ? null : bytes(video));
  }

  private byte[] bytes(Item.Content content) {
    try (InputStream in = work.open(content)) {
      return in.readAllBytes();
    } catch (IOException unavailable) {
      throw new UncheckedIOException(unavailable);
    }
  }

  private void store(Segment segment) {
    Json.Obj event = segment.event();
    Item.Content recording = segment.recording();
    work.sql()
        .update(
            """
            INSERT INTO replay_segment AS known (project_id, replay_id, segment_id, received, event,
              recording, blob_id, video_blob_id)
            VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8)
            ON CONFLICT (project_id, replay_id, segment_id) DO UPDATE SET
              event = CASE known.event WHEN '{}' THEN EXCLUDED.event ELSE known.event END,
              recording = CASE WHEN known.blob_id IS NULL
                THEN coalesce(known.recording, EXCLUDED.recording) END,
              blob_id = CASE WHEN known.recording IS NULL
                THEN coalesce(known.blob_id, EXCLUDED.blob_id) END,
              video_blob_id = coalesce(known.video_blob_id, EXCLUDED.video_blob_id)
            WHERE known.event = '{}' OR known.recording IS NULL AND known.blob_id IS NULL\
            """,
            group.project().value(),
            TraceItems.uuid(segment.replay()),
            segment.number(),
            group.received().atOffset(ZoneOffset.UTC),
            StoredText.json(event == null ? Json.Obj.EMPTY : event),
            recording instanceof Item.Bytes(byte[] bytes) ? Buffer.buffer(bytes) : null,
            blobId(recording),
            blobId(segment.video()));
  }

  private Segment read() throws Invalid {
    String id = group.eventId();
    Parts parts = parts();
    if (id == null) {
      throw new Invalid("invalid_replay");
    }
    Item.Content recording = parts.recording();
    byte[] text = parts.event();
    Json.Obj sent = text == null ? firstLine(recording) : event(text);
    Json.Num segment = sent.number("segment_id");
    long number = segment == null ? -1 : segment.asLong();
    if (number < 0 || number > LAST_SEGMENT || text != null && !isOf(id, sent)) {
      throw new Invalid("invalid_replay");
    }
    return new Segment(
        id,
        (int) number,
        text == null ? null : normalized(sent),
        recording == null ? null : scrubbed(recording),
        parts.video());
  }

  private static boolean isOf(String id, Json.Obj event) {
    String named = event.string("replay_id");
    return named != null
        && named.replace("-", "").equalsIgnoreCase(id)
        && ReplayEvents.hasTimes(event);
  }

  /** The line with which a recording begins; it names the segment. */
  private Json.Obj firstLine(Item.@Nullable Content recording) throws Invalid {
    if (recording == null) {
      throw new Invalid("invalid_replay");
    }
    try (InputStream in = work.open(recording)) {
      return event(ReplayRecordings.header(in));
    } catch (IOException headless) {
      throw new Invalid("invalid_replay_recording");
    }
  }

  private static @Nullable String blobId(Item.@Nullable Content content) {
    return content instanceof Item.InBlob blob ? blob.id() : null;
  }

  /** Event and recording must come together, or all three in one (spec 01 §20.9). */
  private Parts parts() throws Invalid {
    Item video = first(ItemType.REPLAY_VIDEO);
    if (video != null) {
      return unpacked(video);
    }
    Item event = first(ItemType.REPLAY_EVENT);
    Item recording = first(ItemType.REPLAY_RECORDING);
    boolean whole = event != null && recording != null;
    boolean part = event != null && event.isPart() || recording != null && recording.isPart();
    if (!whole && !part) {
      throw new Invalid("invalid_replay");
    }
    return new Parts(
        event == null ? null : event.bytes(), recording == null ? null : recording.content(), null);
  }

  private Parts unpacked(Item item) throws Invalid {
    try (InputStream in = work.open(item.content())) {
      var parts = ReplayVideo.unpack(in.readAllBytes());
      Blobs.Stored video = work.blobs().write(new ByteArrayInputStream(parts.video()));
      return new Parts(
          parts.event(),
          new Item.Bytes(parts.recording()),
          new Item.InBlob(video.id(), video.size(), video.sha1()));
    } catch (ReplayVideo.Malformed malformed) {
      throw new Invalid("invalid_replay_video");
    } catch (IOException unavailable) {
      throw new UncheckedIOException(unavailable);
    }
  }

  private static Json.Obj event(byte[] bytes) throws Invalid {
    try {
      if (JsonText.parse(bytes) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonText.Malformed malformed) {
      throw new Invalid("invalid_replay");
    }
    throw new Invalid("invalid_replay");
  }

  /** A recording as it may be kept; one that was in the blob store gets a place of its own. */
  private Item.Content scrubbed(Item.Content recording) throws Invalid {
    if (!scrubbing.scrubData() && !scrubbing.addresses()) {
      return recording;
    }
    // a long recording takes its time, which the transaction is to wait for
    var unused =
        work.sql().rows("SELECT set_config('idle_in_transaction_session_timeout', '600000', true)");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream in = work.open(recording)) {
      ReplayRecordings.scrub(in, out, scrubbing, MAX_RECORDING);
      if (!(recording instanceof Item.InBlob)) {
        return new Item.Bytes(out.toByteArray());
      }
      Blobs.Stored stored = work.blobs().write(new ByteArrayInputStream(out.toByteArray()));
      return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
    } catch (ReplayRecordings.Invalid invalid) {
      throw new Invalid("invalid_replay_recording");
    } catch (IOException unavailable) {
      throw new UncheckedIOException(unavailable);
    }
  }

  private Json.Obj normalized(Json.Obj sent) {
    ItemGroup.Sender sender = group.sender();
    return replays.normalize(
        sent, sender.address(), sender.userAgent(), sender.clientHints(), scrubbing);
  }

  private @Nullable Item first(ItemType type) {
    return group.items().stream().filter(item -> item.type() == type).findFirst().orElse(null);
  }
}
