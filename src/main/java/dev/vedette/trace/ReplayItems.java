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
import dev.vedette.store.Sql;
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

  private final Sql sql;
  private final ItemGroup group;
  private final ReplayEvents replays;
  private final Blobs blobs;
  private final ScrubSettings scrubbing;

  ReplayItems(
      Sql sql, ItemGroup group, ReplayEvents replays, Blobs blobs, ScrubSettings scrubbing) {
    this.sql = sql;
    this.group = group;
    this.replays = replays;
    this.blobs = blobs;
    this.scrubbing = scrubbing;
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

  /** The parts of a segment as they were sent. */
  private record Parts(byte[] event, Item.Content recording, Item.@Nullable Content video) {}

  /**
   * Stores the segment and gives its number.
   *
   * @throws Invalid when a part is missing or does not read
   */
  long save() throws Invalid {
    String id = group.eventId();
    Parts parts = parts();
    if (id == null) {
      throw new Invalid("invalid_replay");
    }
    Json.Obj sent = event(parts.event());
    Json.Num segment = sent.number("segment_id");
    long number = segment == null ? -1 : segment.asLong();
    String named = sent.string("replay_id");
    boolean same = named != null && named.replace("-", "").equalsIgnoreCase(id);
    if (!same || number < 0 || number > LAST_SEGMENT || !ReplayEvents.hasTimes(sent)) {
      throw new Invalid("invalid_replay");
    }
    Item.Content recording = scrubbed(parts.recording());
    Item.Content video = parts.video();
    sql.update(
        """
        INSERT INTO replay_segment (project_id, replay_id, segment_id, received, event, recording,
          blob_id, video_blob_id)
        VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8) ON CONFLICT DO NOTHING\
        """,
        group.project().value(),
        TraceItems.uuid(id),
        (int) number,
        group.received().atOffset(ZoneOffset.UTC),
        StoredText.json(normalized(sent)),
        recording instanceof Item.Bytes(byte[] bytes) ? Buffer.buffer(bytes) : null,
        blobId(recording),
        video == null ? null : blobId(video));
    return number;
  }

  private static @Nullable String blobId(Item.Content content) {
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
    if (event == null || recording == null) {
      throw new Invalid("invalid_replay");
    }
    return new Parts(event.bytes(), recording.content(), null);
  }

  private Parts unpacked(Item item) throws Invalid {
    try (InputStream in = content(item.content())) {
      var parts = ReplayVideo.unpack(in.readAllBytes());
      Blobs.Stored video = blobs.write(new ByteArrayInputStream(parts.video()));
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
        sql.rows("SELECT set_config('idle_in_transaction_session_timeout', '600000', true)");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream in = content(recording)) {
      ReplayRecordings.scrub(in, out, scrubbing, MAX_RECORDING);
      if (!(recording instanceof Item.InBlob)) {
        return new Item.Bytes(out.toByteArray());
      }
      Blobs.Stored stored = blobs.write(new ByteArrayInputStream(out.toByteArray()));
      return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
    } catch (ReplayRecordings.Invalid invalid) {
      throw new Invalid("invalid_replay_recording");
    } catch (IOException unavailable) {
      throw new UncheckedIOException(unavailable);
    }
  }

  private InputStream content(Item.Content content) throws IOException {
    return switch (content) {
      case Item.InBlob blob -> blobs.read(blob.id());
      case Item.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
      default -> throw new IllegalStateException("an item without its payload");
    };
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
