package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One item of an envelope.
 *
 * @param headers the item's header line
 * @param content the payload
 */
public record Item(ItemType type, Json.Obj headers, Content content) {

  /** Marks an item that came inside of another, so that nobody has counted it at the door. */
  public static final String EXPANDED = "expanded";

  /** Marks the event or the recording of a replay segment whose other part comes by itself. */
  public static final String PART = "part";

  private static final String TRACE = "trace";
  private static final String RATE_LIMITED = "rate_limited";

  /** Headers by which the server's own parts tell each other of an item; clients have no say. */
  private static final Set<String> OWN_HEADERS =
      Set.of(RATE_LIMITED, EXPANDED, PART, TRACE, "source", Minidumps.TIME_HEADER);

  private static final String DEFAULT_ATTACHMENT_TYPE = "event.attachment";

  /** A payload: in memory, or in the blob store when it is large. */
  public sealed interface Content {
    /** Number of bytes. */
    long size();
  }

  /** A payload in memory. */
  public record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /** A payload in the blob store. */
  public record InBlob(String id, long size, byte[] sha1) implements Content {}

  /** A payload that was skipped since the envelope is refused anyway. */
  record Skipped(long size) implements Content {}

  /** An item with a payload in memory. */
  public static Item of(ItemType type, Json.Obj headers, byte[] payload) {
    return new Item(type, headers.with("type", Json.of(type.label())), new Bytes(payload));
  }

  /** Size of the payload in bytes. */
  public long size() {
    return content.size();
  }

  /** The payload in memory; empty when it is elsewhere. */
  public byte[] bytes() {
    return content instanceof Bytes(byte[] bytes) ? bytes : new byte[0];
  }

  /** The attachment type (spec 01 §8.2). */
  public String attachmentType() {
    String type = headers.string("attachment_type");
    return type == null ? DEFAULT_ATTACHMENT_TYPE : type;
  }

  /** The headers of a client without those that are not for clients. */
  static Json.Obj ofClient(Json.Obj headers) {
    Json.Obj left = headers;
    for (String own : OWN_HEADERS) {
      left = left.without(own);
    }
    return left;
  }

  /** Whether the pipeline reads an attachment with such headers (spec 01 §8.2). */
  static boolean isLegible(Json.Obj headers) {
    String type = headers.string("attachment_type");
    return "event.payload".equals(type) || "event.breadcrumbs".equals(type);
  }

  /** Whether the item makes an event come into being, attachments by their type. */
  public boolean createsEvent() {
    return type == ItemType.ATTACHMENT ? isEventAttachment() : type.createsEvent();
  }

  private boolean isEventAttachment() {
    return switch (attachmentType()) {
      case "event.minidump",
          "event.applecrashreport",
          "event.payload",
          "event.breadcrumbs",
          "playstation.prosperodump",
          "nintendoswitch.dyingmessage" ->
          true;
      default -> false;
    };
  }

  /** The item as one that is read for its event but not kept (spec 01 §21.4). */
  Item rateLimited() {
    return new Item(type, headers.with(RATE_LIMITED, Json.TRUE), content);
  }

  /** An event with what its envelope says of its trace (spec 01 §24.3). */
  Item ofTrace(Json.Obj trace) {
    boolean ofEvent = type == ItemType.EVENT || type == ItemType.TRANSACTION;
    return ofEvent && !trace.isEmpty() ? new Item(type, headers.with(TRACE, trace), content) : this;
  }

  /** What the envelope said of the trace of this event; empty where it said nothing. */
  public Json.Obj trace() {
    return headers.object(TRACE);
  }

  /** Whether it is read for its event but not kept. */
  public boolean isRateLimited() {
    return Boolean.TRUE.equals(headers.bool(RATE_LIMITED));
  }

  /** Whether it is half of a replay segment, whose other half comes by itself. */
  public boolean isPart() {
    return Boolean.TRUE.equals(headers.bool(PART));
  }

  /** Whether it is a crash dump, which is stored within a limit per issue. */
  public boolean isCrashReport() {
    return type == ItemType.ATTACHMENT
        && (attachmentType().equals("event.minidump")
            || attachmentType().equals("event.applecrashreport"));
  }

  /** Its type as it was sent, also one that nobody knows. */
  String typeName() {
    String sent = headers.string("type");
    return type == ItemType.UNKNOWN && sent != null ? sent : type.label();
  }

  /** A counted quantity. */
  public record Amount(Category category, long quantity) {}

  /** What quotas and outcomes count for this item. */
  public List<Amount> amounts() {
    Category category = category();
    if (category == null) {
      return List.of();
    }
    List<Amount> amounts = new ArrayList<>(2);
    switch (category) {
      case ATTACHMENT -> {
        amounts.add(new Amount(Category.ATTACHMENT, Math.max(1, size())));
        amounts.add(new Amount(Category.ATTACHMENT_ITEM, 1));
      }
      case LOG_ITEM -> {
        amounts.add(new Amount(Category.LOG_ITEM, count()));
        amounts.add(new Amount(Category.LOG_BYTE, size()));
      }
      case SPAN, TRACE_METRIC -> amounts.add(new Amount(category, count()));
      default -> amounts.add(new Amount(category, 1));
    }
    return amounts;
  }

  private @Nullable Category category() {
    if (type == ItemType.PROFILE_CHUNK && isUiPlatform()) {
      return Category.PROFILE_CHUNK_UI;
    }
    return type.category();
  }

  private boolean isUiPlatform() {
    String platform = headers.string("platform");
    return "javascript".equals(platform) || "cocoa".equals(platform) || "android".equals(platform);
  }

  private long count() {
    Json.Num count = headers.number("item_count");
    return count == null ? 1 : Math.max(1, count.asLong());
  }
}
