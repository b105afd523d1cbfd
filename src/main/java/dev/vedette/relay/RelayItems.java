package dev.vedette.relay;

import dev.vedette.feed.FeedName;
import dev.vedette.feed.FeedRecord;
import dev.vedette.feed.KafkaAddress;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Outcome;
import dev.vedette.project.ProjectView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Turns the messages of one project's Relay into item groups. Relay has checked keys, sizes and
 * limits; what it has normalized is normalized once more, which changes nothing.
 */
final class RelayItems {

  private static final int PROTOCOL = 7;
  private static final String MISSING = "missing_chunks";

  private final Chunks chunks;
  private final List<FeedRecord> records = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Chunks.Owner> taken = new ArrayList<>();
  private long bytes;

  /** Items of one append. */
  RelayItems(Chunks chunks) {
    this.chunks = chunks;
  }

  /** What is to be appended. */
  List<FeedRecord> records() {
    return records;
  }

  /** What Relay did not take, and what became of attachments that did not arrive whole. */
  List<Outcome> outcomes() {
    return outcomes;
  }

  /** Attachments whose chunks are of no more use once the records are durable. */
  List<Chunks.Owner> taken() {
    return taken;
  }

  /** Size of the records in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Adds what a message brings; chunks are kept elsewhere.
   *
   * @throws RelayMessages.Malformed when its payload does not read, or is longer than a feed takes
   */
  void add(ProjectView view, RelayMessage.OfProject message)
      throws RelayMessages.Malformed, IOException {
    taken.addAll(owners(message));
    switch (message) {
      case RelayMessage.Event event -> event(view, event);
      case RelayMessage.Standalone alone -> {
        Item item = attachment(view, alone.eventId(), alone.received(), alone.attachment());
        if (item != null) {
          add(
              FeedName.EVENTS,
              group(view, alone.eventId(), alone.received(), null, null, List.of(item)));
        }
      }
      case RelayMessage.Report report ->
          add(
              FeedName.EVENTS,
              group(
                  view,
                  report.eventId(),
                  report.received(),
                  null,
                  null,
                  List.of(Item.of(ItemType.USER_REPORT, Json.Obj.EMPTY, report.payload()))));
      case RelayMessage.CheckIn checkIn ->
          add(
              FeedName.CHECK_INS,
              group(
                  view,
                  null,
                  checkIn.received(),
                  checkIn.client(),
                  null,
                  List.of(Item.of(ItemType.CHECK_IN, Json.Obj.EMPTY, checkIn.payload()))));
      case RelayMessage.Recording recording ->
          add(
              FeedName.TRACES,
              group(
                  view,
                  recording.replayId(),
                  recording.received(),
                  null,
                  null,
                  segment(recording)));
      case RelayMessage.Single single ->
          add(
              single.type() == ItemType.METRIC_BUCKETS ? FeedName.SESSIONS : FeedName.TRACES,
              group(
                  view,
                  single.eventId(),
                  single.received(),
                  null,
                  null,
                  List.of(item(single.type(), single.headers(), single.payload()))));
      case RelayMessage.Fate fate ->
          outcomes.add(
              new Outcome(
                  view.organization(),
                  view.project(),
                  view.keyId(),
                  fate.received(),
                  fate.kind(),
                  fate.reason(),
                  fate.category(),
                  fate.quantity()));
      case RelayMessage.Chunk chunk -> throw new IllegalArgumentException("a chunk is no item");
    }
  }

  /** The attachments whose chunks a message refers to. */
  static List<Chunks.Owner> owners(RelayMessage.OfProject message) {
    return switch (message) {
      case RelayMessage.Event event ->
          event.attachments().stream()
              .map(one -> new Chunks.Owner(event.project(), event.eventId(), one.id()))
              .toList();
      case RelayMessage.Standalone alone ->
          List.of(new Chunks.Owner(alone.project(), alone.eventId(), alone.attachment().id()));
      default -> List.of();
    };
  }

  private void event(ProjectView view, RelayMessage.Event event)
      throws RelayMessages.Malformed, IOException {
    List<Item> items = new ArrayList<>();
    items.add(Item.of(type(event.payload()), Json.Obj.EMPTY, event.payload()));
    for (RelayMessage.Descriptor attachment : event.attachments()) {
      Item item = attachment(view, event.eventId(), event.received(), attachment);
      if (item != null) {
        items.add(item);
      }
    }
    add(
        FeedName.EVENTS,
        group(view, event.eventId(), event.received(), null, event.address(), items));
  }

  private static ItemType type(byte[] payload) throws RelayMessages.Malformed {
    try {
      if (JsonText.parse(payload) instanceof Json.Obj event) {
        return switch (event.string("type")) {
          case "transaction" -> ItemType.TRANSACTION;
          case "feedback" -> ItemType.FEEDBACK;
          case "csp", "hpkp", "expectct", "expectstaple" -> ItemType.SECURITY;
          case null, default -> ItemType.EVENT;
        };
      }
    } catch (JsonText.Malformed malformed) {
      throw new RelayMessages.Malformed("payload is no JSON");
    }
    throw new RelayMessages.Malformed("payload is no JSON object");
  }

  /** The attachment with its content; null, with an outcome, when a part of it never came. */
  private @Nullable Item attachment(
      ProjectView view, String eventId, Instant received, RelayMessage.Descriptor attachment)
      throws IOException {
    Json.Builder headers =
        Json.object()
            .put("type", ItemType.ATTACHMENT.label())
            .put("filename", attachment.name())
            .put("attachment_type", attachment.type());
    if (attachment.contentType() != null) {
      headers.put("content_type", attachment.contentType());
    }
    if (attachment.rateLimited()) {
      headers.put("rate_limited", true);
    }
    Optional<Item.Content> content = content(view, eventId, attachment);
    if (content.isPresent()) {
      return new Item(ItemType.ATTACHMENT, headers.build(), content.get());
    }
    Item lost = Item.of(ItemType.ATTACHMENT, headers.build(), new byte[0]);
    for (Item.Amount amount : lost.amounts()) {
      outcomes.add(
          new Outcome(
              view.organization(),
              view.project(),
              view.keyId(),
              received,
              Outcome.Kind.INVALID,
              MISSING,
              amount.category(),
              amount.quantity()));
    }
    return null;
  }

  private Optional<Item.Content> content(
      ProjectView view, String eventId, RelayMessage.Descriptor attachment) throws IOException {
    byte[] data = attachment.data();
    if (data != null) {
      return Optional.of(chunks.stored(data.length, new ByteArrayInputStream(data)));
    }
    if (attachment.stored()) {
      return Optional.empty();
    }
    Chunks.Owner owner = new Chunks.Owner(view.project().value(), eventId, attachment.id());
    return chunks.assembled(owner, attachment.chunks());
  }

  /** The items of a segment, as an SDK sends them. */
  private List<Item> segment(RelayMessage.Recording message) throws IOException {
    byte[] event = message.event();
    byte[] video = message.video();
    if (event != null && video != null) {
      byte[] whole = video(event, message.recording(), video);
      return List.of(item(ItemType.REPLAY_VIDEO, Json.Obj.EMPTY, whole));
    }
    if (event == null) {
      Json.Obj part = Json.object().put(Item.PART, true).build();
      return List.of(item(ItemType.REPLAY_RECORDING, part, message.recording()));
    }
    return List.of(
        Item.of(ItemType.REPLAY_EVENT, Json.Obj.EMPTY, event),
        item(ItemType.REPLAY_RECORDING, Json.Obj.EMPTY, message.recording()));
  }

  private Item item(ItemType type, Json.Obj headers, byte[] payload) throws IOException {
    return new Item(
        type,
        headers.with("type", Json.of(type.label())),
        type.mayBeBlob()
            ? chunks.stored(payload.length, new ByteArrayInputStream(payload))
            : new Item.Bytes(payload));
  }

  /** A segment with video is one MessagePack map of three (spec 01 §20.9). */
  private static byte[] video(byte[] event, byte[] recording, byte[] video) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      Map<String, byte[]> parts =
          Map.of("replay_event", event, "replay_recording", recording, "replay_video", video);
      packer.packMapHeader(parts.size());
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        packer.packString(part.getKey());
        packer.packBinaryHeader(part.getValue().length);
        packer.writePayload(part.getValue());
      }
      return packer.toByteArray();
    }
  }

  private static ItemGroup group(
      ProjectView view,
      @Nullable String eventId,
      Instant received,
      @Nullable String client,
      @Nullable String address,
      List<Item> items) {
    return new ItemGroup(
        view.organization(),
        view.project(),
        view.keyId(),
        eventId,
        received,
        null,
        new ItemGroup.Sender(client, PROTOCOL, address, null, Map.of()),
        items);
  }

  private void add(FeedName feed, ItemGroup group) throws RelayMessages.Malformed {
    FeedRecord record = group.record(feed);
    if (record.body().length > KafkaAddress.MAX_RECORD_BYTES) {
      throw new RelayMessages.Malformed("it is longer than a feed takes");
    }
    records.add(record);
    bytes += record.body().length;
  }
}
