package dev.vedette.pipeline;

import dev.vedette.blob.Blobs;
import dev.vedette.blob.StoredContent;
import dev.vedette.bus.Fault;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Takes a crash container of the Unreal Engine apart: its files become attachments, its context and
 * the ends of its logs the attributes of the event (spec 01 §12.2).
 */
final class UnrealReports {

  /** Bytes of all files of a container. */
  private static final long LARGEST = 200L << 20;

  private static final int INLINE = 64 * 1024;
  private static final int LONGEST_LEGIBLE = 4 << 20;
  private static final int LINES = 100;

  private final Blobs blobs;

  UnrealReports(Blobs blobs) {
    this.blobs = blobs;
  }

  /**
   * A group whose container has been taken apart; others stay as they are.
   *
   * @param written takes the ids of the blobs that are made
   * @throws EventSource.Unreadable when the container is none
   */
  ItemGroup expanded(ItemGroup group, List<String> written) throws EventSource.Unreadable {
    Item report =
        group.items().stream()
            .filter(item -> item.type() == ItemType.UNREAL_REPORT)
            .findFirst()
            .orElse(null);
    if (report == null) {
      return group;
    }
    Parts parts = new Parts(written);
    try (InputStream in = new Stored(open(report))) {
      UnrealContainer.read(in, LARGEST, parts::file);
    } catch (IOException | Broken broken) {
      throw new EventSource.Unreadable(report, "process_unreal");
    }
    if (parts.items.isEmpty()) {
      throw new EventSource.Unreadable(report, "process_unreal");
    }
    List<Item> items = new ArrayList<>(parts.items);
    items.add(attributes(parts, report.headers().string("user_id")));
    String description = parts.context.description();
    if (description != null) {
      items.add(said(group, description));
    }
    group.items().stream().filter(item -> item != report).forEach(items::add);
    return group.withItems(items);
  }

  private InputStream open(Item item) {
    String blob = item.content() instanceof Item.InBlob b ? b.id() : null;
    try {
      return StoredContent.open(blobs, blob == null ? item.bytes() : null, blob);
    } catch (NoSuchFileException gone) {
      throw new Broken(gone);
    } catch (IOException away) {
      throw unavailable(away);
    }
  }

  /** A failure that is not the container's: the batch comes again. */
  private static Fault unavailable(IOException cause) {
    return new Fault(Fault.Code.UNAVAILABLE, "The blob store does not answer.", cause);
  }

  /** The container, or a file in it, is not what it should be. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(Exception cause) {
      super(cause);
    }
  }

  /** What lies in the blob store: where it cannot be read, the container is not to blame. */
  private static final class Stored extends FilterInputStream {
    Stored(InputStream in) {
      super(in);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException away) {
        throw unavailable(away);
      }
    }
  }

  /** What a container expands to, on its way into the blob store. */
  private static final class Expanded extends FilterInputStream {
    Expanded(InputStream in) {
      super(in);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException broken) {
        throw new Broken(broken);
      }
    }
  }

  private static Item said(ItemGroup group, String description) {
    Json.Obj report =
        Json.object()
            .putPresent("event_id", group.eventId())
            .put("name", "unknown")
            .put("email", "")
            .put("comments", description)
            .build();
    return Item.of(ItemType.USER_REPORT, Json.Obj.EMPTY, JsonText.writeBytes(report));
  }

  /** The attributes as a form, as which uploads of minidumps bring theirs. */
  private static Item attributes(Parts parts, @Nullable String userId) {
    Json.Obj mechanism =
        Json.object().put("type", "minidump").put("handled", false).put("synthetic", true).build();
    Json.Obj exception =
        Json.object()
            .put("type", "Minidump")
            .put("value", "Invalid Minidump")
            .put("mechanism", mechanism)
            .build();
    Json.Obj event =
        Json.object()
            .put("exception", Json.object().put("values", Json.array(exception)).build())
            .put(
                "breadcrumbs",
                Json.object().put("values", new Json.Arr(List.copyOf(parts.crumbs))).build())
            .build();
    event = EventSource.merged(event, parts.context.event());
    event = EventSource.merged(event, userId == null ? parts.context.login() : user(userId));
    event = EventSource.merged(event, parts.context.own());
    Json field = Json.array(Json.of("sentry"), Json.of(event.text()));
    return Item.of(ItemType.FORM_DATA, Json.Obj.EMPTY, JsonText.writeBytes(Json.array(field)));
  }

  /** {@code login id|Epic account id|machine id}; empty parts say nothing. */
  private static Json.Obj user(String text) {
    String[] parts = text.split("\\|", -1);
    Json.Builder user = Json.object();
    Json.Builder tags = Json.object();
    if (!parts[0].isBlank()) {
      user.put("id", parts[0].strip());
    }
    List<String> names = List.of("epic_account_id", "machine_id");
    for (int i = 1; i < Math.min(parts.length, names.size() + 1); i++) {
      if (!parts[i].isBlank()) {
        tags.put(names.get(i - 1), parts[i].strip());
      }
    }
    return Json.object().put("user", user.build()).put("tags", tags.build()).build();
  }

  /** The files of one container. */
  private final class Parts {
    private final List<Item> items = new ArrayList<>();
    private final List<Json> crumbs = new ArrayList<>();
    private final List<String> written;
    private UnrealContext context = UnrealContext.NONE;

    Parts(List<String> written) {
      this.written = written;
    }

    void file(String path, long size, InputStream content) throws IOException {
      String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
      byte[] start = content.readNBytes(INLINE + 1);
      String type = type(name, start);
      Item.Content kept = kept(start, content);
      Json.Obj headers =
          Json.object()
              .put("type", ItemType.ATTACHMENT.label())
              .put("filename", name)
              .put("attachment_type", type)
              .put(Item.EXPANDED, true)
              .build();
      Item item = new Item(ItemType.ATTACHMENT, headers, kept);
      items.add(item);
      if (type.equals("unreal.context") && size <= LONGEST_LEGIBLE) {
        read(item);
      } else if (type.equals("unreal.logs")) {
        crumbs.addAll(lastLines(end(item)));
      }
    }

    private void read(Item item) throws IOException {
      try {
        context = UnrealContext.read(bytes(item));
      } catch (XMLStreamException broken) {
        throw new Broken(broken);
      }
    }

    /** The end of a file, as long as is read; of a longer one its first line may be cut. */
    private String end(Item item) throws IOException {
      try (InputStream in = new Stored(open(item))) {
        in.skipNBytes(Math.max(0, item.size() - LONGEST_LEGIBLE));
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private byte[] bytes(Item item) throws IOException {
      try (InputStream in = new Stored(open(item))) {
        return in.readAllBytes();
      }
    }

    private Item.Content kept(byte[] start, InputStream rest) {
      if (start.length <= INLINE) {
        return new Item.Bytes(start);
      }
      InputStream whole =
          new Expanded(new SequenceInputStream(new ByteArrayInputStream(start), rest));
      try {
        Blobs.Stored stored = blobs.write(whole);
        written.add(stored.id());
        return new Item.InBlob(stored.id(), stored.size(), stored.sha1());
      } catch (IOException full) {
        throw unavailable(full);
      }
    }
  }

  private static String type(String name, byte[] start) {
    String lower = name.toLowerCase(Locale.ROOT);
    String text = new String(start, 0, Math.min(start.length, 200), StandardCharsets.UTF_8);
    if (text.startsWith("MDMP")) {
      return "event.minidump";
    }
    if (lower.endsWith("crashcontext.runtime-xml")) {
      return "unreal.context";
    }
    if (lower.endsWith(".log")) {
      return "unreal.logs";
    }
    boolean apple = text.startsWith("Incident Identifier:") || text.contains("\nReport Version:");
    return apple ? "event.applecrashreport" : "event.attachment";
  }

  private static List<Json> lastLines(String log) {
    List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
        .map(line -> (Json) Json.object().put("message", line.strip()).build())
        .toList();
  }
}
