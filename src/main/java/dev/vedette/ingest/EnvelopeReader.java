package dev.vedette.ingest;

import dev.vedette.blob.Blobs;
import dev.vedette.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an envelope from a stream (spec 01 §7.1). Large payloads of the types that allow it go
 * straight to the blob store; payloads over their limit are skipped and only counted, so that a
 * request never takes more memory than its limits allow.
 */
final class EnvelopeReader {

  private static final int BLOB_ABOVE = 64 * 1024;

  private static final Set<String> ENVELOPE_KEYS =
      Set.of("event_id", "dsn", "sdk", "sent_at", "trace");
  private static final Set<String> ITEM_KEYS =
      Set.of(
          "type",
          "length",
          "content_type",
          "filename",
          "attachment_type",
          "item_count",
          "platform",
          "routing_hint",
          "sampled");

  private final PushbackInputStream in;
  private final SizeLimits limits;
  private final Blobs blobs;
  private final List<String> written = new ArrayList<>();

  EnvelopeReader(InputStream in, SizeLimits limits, Blobs blobs) {
    this.in = new PushbackInputStream(in, 1);
    this.limits = limits;
    this.blobs = blobs;
  }

  /** Removes what was written to the blob store for an envelope that is refused. */
  void discard() throws IOException {
    for (String id : written) {
      blobs.delete(id);
    }
  }

  /** Reads the first line; null when the body is empty. */
  Json.@Nullable Obj header() throws IOException, IngestError {
    Json.Obj header = HeaderLine.read(in, ENVELOPE_KEYS, "invalid envelope header");
    if (header != null) {
      check(header);
    }
    return header;
  }

  private static void check(Json.Obj header) throws IngestError {
    Json id = header.present("event_id");
    if (id != null && !(id instanceof Json.Str(String text) && EventIds.parse(text) != null)) {
      throw IngestError.badEnvelope("invalid envelope header");
    }
    Json sentAt = header.present("sent_at");
    if (sentAt != null && !(sentAt instanceof Json.Str(String text) && time(text) != null)) {
      throw IngestError.badEnvelope("invalid envelope header");
    }
  }

  /** An RFC 3339 time, or null. */
  static @Nullable Instant time(String text) {
    try {
      return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
    } catch (DateTimeParseException malformed) {
      return null;
    }
  }

  /** Reads all items after the first line. */
  Envelope items(Json.Obj header) throws IOException, IngestError {
    List<Item> items = new ArrayList<>();
    for (Item item = item(); item != null; item = item()) {
      items.add(item);
      if (items.size() > SizeLimits.MAX_ITEMS) {
        throw new IngestError(413, "request body too large");
      }
    }
    String id = header.string("event_id");
    return new Envelope(header, id == null ? null : EventIds.parse(id), items);
  }

  private @Nullable Item item() throws IOException, IngestError {
    Json.Obj headers = HeaderLine.read(in, ITEM_KEYS, "invalid item header");
    if (headers == null) {
      return null;
    }
    String label = headers.string("type");
    if (label == null) {
      throw IngestError.badEnvelope("invalid item header");
    }
    ItemType type = ItemType.of(label);
    Json length = headers.get("length");
    return length == null
        ? new Item(type, headers, content(type, new UntilNewline(in)))
        : withLength(type, headers, length);
  }

  private Item withLength(ItemType type, Json.Obj headers, Json length)
      throws IOException, IngestError {
    if (!(length instanceof Json.Num(Number number))
        || !(number instanceof Long size)
        || size < 0) {
      throw IngestError.badEnvelope("invalid item header");
    }
    ExactLength payload = new ExactLength(in, size);
    Item item = new Item(type, headers, content(type, payload));
    if (payload.remaining() > 0) {
      throw IngestError.badEnvelope("unexpected end of file");
    }
    int next = in.read();
    if (next >= 0 && next != '\n') {
      throw IngestError.badEnvelope("missing newline after header or payload");
    }
    return item;
  }

  private Item.Content content(ItemType type, InputStream payload) throws IOException {
    byte[] start = payload.readNBytes(BLOB_ABOVE + 1);
    if (start.length <= BLOB_ABOVE) {
      return new Item.Bytes(start);
    }
    if (type.mayBeBlob()) {
      Blobs.Stored stored =
          blobs.write(new SequenceInputStream(new ByteArrayInputStream(start), payload));
      written.add(stored.id());
      return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
    }
    long limit = limits.ofOne(type);
    byte[] rest = payload.readNBytes((int) Math.max(0, limit - start.length) + 1);
    long size = (long) start.length + rest.length;
    if (size > limit || type == ItemType.UNKNOWN) {
      return new Item.Skipped(size + payload.transferTo(java.io.OutputStream.nullOutputStream()));
    }
    byte[] whole = java.util.Arrays.copyOf(start, (int) size);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return new Item.Bytes(whole);
  }
}
