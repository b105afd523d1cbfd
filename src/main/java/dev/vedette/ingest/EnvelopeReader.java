package dev.vedette.ingest;

import dev.vedette.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an envelope from a stream (spec 01 §7.1). Large payloads of the types that allow it go
 * straight to the blob store; payloads over their limit are skipped and only counted, so that a
 * request never takes more memory than its limits allow.
 */
final class EnvelopeReader {

  private static final String INVALID_HEADER = "invalid envelope header";
  private static final long FARTHEST_SECOND = 100_000_000_000L;

  /** Items of this type are made by servers for themselves. */
  private static final String INTERNAL = "integration";

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
  private final Payloads payloads;
  private final SizeLimits.Tally tally;

  EnvelopeReader(InputStream in, SizeLimits limits, Payloads payloads) {
    this.in = new PushbackInputStream(in, 1);
    this.limits = limits;
    this.payloads = payloads;
    this.tally = limits.new Tally();
  }

  /** Reads the first line; null when the body is empty. */
  HeaderLine.@Nullable Line header() throws IOException {
    HeaderLine.Line line = HeaderLine.read(in, ENVELOPE_KEYS, INVALID_HEADER);
    return line != null && line.fault() == null && line.object() != null && !isValid(line.object())
        ? new HeaderLine.Line(line.object(), IngestError.badEnvelope(INVALID_HEADER))
        : line;
  }

  private static boolean isValid(Json.Obj header) {
    Json id = header.present("event_id");
    Json sentAt = header.present("sent_at");
    return (id == null || id instanceof Json.Str(String text) && EventIds.parse(text) != null)
        && (sentAt == null || sentAt instanceof Json.Str(String text) && time(text) != null);
  }

  /** An RFC 3339 time, or null. */
  static @Nullable Instant time(String text) {
    try {
      Instant time = OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
      return Math.abs(time.getEpochSecond()) < FARTHEST_SECOND ? time : null;
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  /** Reads all items after the first line. */
  Envelope items(Json.Obj header) throws IOException, IngestError {
    List<Item> items = new ArrayList<>();
    for (Item item = item(); item != null; item = item()) {
      items.add(item);
      tally.add(item);
      if (items.size() > SizeLimits.MAX_ITEMS) {
        throw new IngestError(413, "request body too large");
      }
    }
    String id = header.string("event_id");
    return new Envelope(header, id == null ? null : EventIds.parse(id), items);
  }

  private @Nullable Item item() throws IOException, IngestError {
    HeaderLine.Line line = HeaderLine.read(in, ITEM_KEYS, "invalid item header");
    if (line == null) {
      return null;
    }
    Json.Obj headers = Item.ofClient(line.faultless());
    String label = headers.string("type");
    if (label == null) {
      throw IngestError.badEnvelope("invalid item header");
    }
    if (label.equals(INTERNAL)) {
      throw new IngestError(400, "envelope contains internal items");
    }
    ItemType type = ItemType.of(label);
    Json length = headers.get("length");
    return length == null
        ? item(type, headers, new UntilNewline(in))
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
    Item item = item(type, headers, payload);
    if (payload.remaining() > 0) {
      throw IngestError.badEnvelope("unexpected end of file");
    }
    int next = in.read();
    if (next >= 0 && next != '\n') {
      throw IngestError.badEnvelope("missing newline after header or payload");
    }
    return item;
  }

  private Item item(ItemType type, Json.Obj headers, InputStream payload) throws IOException {
    if (tally.isViolated()) {
      return new Item(type, headers, skipped(0, payload));
    }
    if (type == ItemType.ATTACHMENT && Item.isLegible(headers)) {
      return new Item(type, headers, payloads.legible(payload, limits.event()));
    }
    byte[] start = payload.readNBytes(Payloads.BLOB_ABOVE + 1);
    Json.Obj known = type == ItemType.ATTACHMENT ? Minidumps.withTime(headers, start) : headers;
    if (start.length <= Payloads.BLOB_ABOVE) {
      return new Item(type, known, payloads.inMemory(start));
    }
    return type.mayBeBlob()
        ? new Item(type, known, payloads.store(start, payload))
        : new Item(type, known, whole(type, start, payload));
  }

  private Item.Content whole(ItemType type, byte[] start, InputStream payload) throws IOException {
    long limit = limits.ofOne(type);
    if (type == ItemType.UNKNOWN) {
      return skipped(start.length, payload);
    }
    if (payload instanceof ExactLength exact) {
      long size = start.length + exact.remaining();
      return size > limit ? skipped(start.length, payload) : ofSize((int) size, start, payload);
    }
    byte[] rest = payload.readNBytes((int) Math.max(0, limit - start.length) + 1);
    long size = (long) start.length + rest.length;
    if (size > limit) {
      return skipped(size, payload);
    }
    byte[] whole = Arrays.copyOf(start, (int) size);
    System.arraycopy(rest, 0, whole, start.length, rest.length);
    return payloads.inMemory(whole);
  }

  /** What is announced is taken from the budget before its memory is. */
  private Item.Content ofSize(int size, byte[] start, InputStream payload) throws IOException {
    payloads.reserve(size);
    byte[] whole = Arrays.copyOf(start, size);
    int read = payload.readNBytes(whole, start.length, size - start.length);
    int length = start.length + read;
    return new Item.Bytes(length == size ? whole : Arrays.copyOf(whole, length));
  }

  private static Item.Content skipped(long read, InputStream payload) throws IOException {
    return new Item.Skipped(read + payload.transferTo(OutputStream.nullOutputStream()));
  }
}
