package dev.vedette.ingest;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.json.MessagePackJson;
import dev.vedette.project.Category;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Multipart uploads: minidumps and attachments of an event (spec 01 §12.1, §12.3). */
final class UploadEndpoint {

  private static final String MINIDUMP_FIELD = "upload_file_minidump";

  private static final byte[] INNER_DELIMITER = {'-', '-'};
  private static final int MAX_DELIMITER = 128;
  private static final int MOST_NAMES = 20;

  private final Intake intake;

  UploadEndpoint(Intake intake) {
    this.intake = intake;
  }

  Reply attachments(IngestRequest request, @Nullable Long project, String eventIdText)
      throws IngestError {
    String eventId = EventIds.parse(eventIdText);
    if (eventId == null) {
      throw new IngestError(400, "invalid event id");
    }
    Credentials credentials = request.requiredCredentials(null);
    intake.requireKnownKey(credentials);
    try (Payloads payloads = intake.payloads()) {
      Parts parts = new Parts(payloads);
      Body.read(
          request,
          intake.limits().envelope(),
          in -> {
            Multipart.read(in, Multipart.boundary(request.header("content-type")), parts::file);
            return true;
          });
      if (parts.items.isEmpty()) {
        throw IngestError.badMultipart();
      }
      Intake.Sender sender = new Intake.Sender(request, credentials, project);
      return intake
          .admit(sender, new Envelope(Json.Obj.EMPTY, eventId, parts.items), payloads)
          .quiet(id -> Reply.empty(201));
    }
  }

  Reply minidump(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = request.requiredCredentials(null);
    intake.requireKnownKey(credentials);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    try (Payloads payloads = intake.payloads()) {
      Parts parts = read(sender, payloads);
      if (!parts.hasMinidump) {
        intake.list(sender, "missing_minidump_upload", Category.ERROR);
        throw new IngestError(400, "missing minidump", parts.found()).of("missing_minidump_upload");
      }
      List<Item> items = new ArrayList<>(parts.items);
      if (!parts.fields.isEmpty()) {
        byte[] fields = JsonText.writeBytes(new Json.Arr(parts.fields));
        items.add(Item.of(ItemType.FORM_DATA, Json.Obj.EMPTY, fields));
      }
      String id = parts.eventId();
      Envelope envelope = new Envelope(Json.Obj.EMPTY, id == null ? EventIds.random() : id, items);
      return intake
          .admit(sender, envelope, payloads)
          .quiet(event -> Reply.text(200, EventIds.hyphenated(String.valueOf(event))));
    }
  }

  /** A crash container; the pipeline takes it apart. */
  Reply unreal(IngestRequest request, @Nullable Long project, @Nullable String key)
      throws IngestError {
    Credentials credentials = request.requiredCredentials(key);
    intake.requireKnownKey(credentials);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    try (Payloads payloads = intake.payloads()) {
      Item.Content content =
          Body.read(request, intake.limits().ofOne(ItemType.UNREAL_REPORT), payloads::store);
      Json.Obj headers =
          Json.object()
              .put("type", ItemType.UNREAL_REPORT.label())
              .putPresent("user_id", request.query().get("UserID"))
              .build();
      Item item = new Item(ItemType.UNREAL_REPORT, headers, content);
      if (item.size() == 0) {
        intake.refuse(sender, "no_data", Category.ERROR);
        throw new IngestError(400, "empty request body").of("no_data");
      }
      Envelope envelope = new Envelope(Json.Obj.EMPTY, EventIds.random(), List.of(item));
      return intake
          .admit(sender, envelope, payloads)
          .quiet(event -> Reply.text(200, EventIds.hyphenated(String.valueOf(event))));
    }
  }

  private Parts read(Intake.Sender sender, Payloads payloads) throws IngestError {
    IngestRequest request = sender.request();
    String mediaType = request.mediaType();
    boolean raw =
        mediaType.equals("application/octet-stream") || mediaType.equals("application/x-dmp");
    Parts parts = new Parts(payloads);
    try {
      Body.read(
          request,
          intake.limits().envelope(),
          in -> {
            if (raw) {
              parts.minidump("Minidump", null, in);
            } else {
              Multipart.read(in, Multipart.boundary(request.header("content-type")), parts::any);
            }
            return true;
          });
    } catch (DumpTooLarge tooLarge) {
      intake.refuse(sender, "too_large:attachment:minidump", Category.ATTACHMENT_ITEM);
      throw IngestError.tooLarge(ItemType.ATTACHMENT.label());
    } catch (IngestError refused) {
      String reason = refused.reason();
      if (reason != null) {
        intake.list(sender, reason, Category.ERROR);
      }
      throw refused;
    }
    return parts;
  }

  /** An unpacked minidump is larger than an attachment may be. */
  private static final class DumpTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DumpTooLarge() {
      super("the minidump is too large", null, false, false);
    }
  }

  /** Collects parts as items. */
  private final class Parts {
    private final Payloads payloads;
    private final List<Item> items = new ArrayList<>();
    private final List<Json> fields = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private boolean hasMinidump;
    private long fieldBytes;
    private @Nullable Json payloadId;

    Parts(Payloads payloads) {
      this.payloads = payloads;
    }

    /** The event id that the upload names, or null (spec 01 §12.1). */
    @Nullable String eventId() throws IngestError {
      Json given = payloadId == null ? FormData.eventId(fields) : payloadId;
      if (given == null) {
        return null;
      }
      String id = given instanceof Json.Str(String text) ? EventIds.parse(text) : null;
      if (id == null) {
        throw new IngestError(400, "invalid event id");
      }
      return id;
    }

    /** What came in place of the dump, in a sentence. */
    String found() {
      String fieldsFound = names.isEmpty() ? "none" : String.join(", ", names);
      return "expected the file field %s, found: %s".formatted(MINIDUMP_FIELD, fieldsFound);
    }

    void any(Multipart.Part part) throws IOException, IngestError {
      if (names.size() < MOST_NAMES) {
        names.add(part.name());
      }
      if (part.name().equals(MINIDUMP_FIELD) && part.fileName() != null) {
        minidump(part.fileName(), part.contentType(), part.content());
      } else if (part.fileName() != null) {
        file(part);
      } else {
        byte[] text = part.content().readNBytes((int) intake.limits().event() + 1);
        fieldBytes += text.length;
        if (fieldBytes > intake.limits().event()) {
          throw IngestError.tooLarge(ItemType.FORM_DATA.label());
        }
        fields.add(
            Json.array(Json.of(part.name()), Json.of(new String(text, StandardCharsets.UTF_8))));
      }
    }

    void file(Multipart.Part part) throws IOException, IngestError {
      String fileName = part.fileName();
      if (fileName == null) {
        return;
      }
      switch (part.name()) {
        case "__sentry-event" -> payload(part, fileName);
        case "__sentry-breadcrumb1", "__sentry-breadcrumb2" -> crumbs(part, fileName);
        default ->
            add(
                fileName.equals("view-hierarchy.json")
                    ? "event.view_hierarchy"
                    : "event.attachment",
                fileName,
                part.contentType(),
                part.content());
      }
    }

    private void crumbs(Multipart.Part part, String fileName) throws IOException {
      Json.Obj headers = headers("event.breadcrumbs", fileName, part.contentType());
      items.add(new Item(ItemType.ATTACHMENT, headers, legible(part)));
    }

    private Item.Content legible(Multipart.Part part) throws IOException {
      return payloads.legible(part.content(), intake.limits().event());
    }

    /** The event as MessagePack; it stays in memory, where the pipeline reads it. */
    private void payload(Multipart.Part part, String fileName) throws IOException, IngestError {
      byte[] bytes = part.content().readNBytes((int) intake.limits().event() + 1);
      if (bytes.length > intake.limits().event()) {
        throw IngestError.tooLarge(ItemType.ATTACHMENT.label());
      }
      try {
        if (MessagePackJson.read(bytes) instanceof Json.Obj event) {
          payloadId = event.present("event_id");
          Json.Obj headers = headers("event.payload", fileName, part.contentType());
          items.add(new Item(ItemType.ATTACHMENT, headers, payloads.inMemory(bytes)));
          return;
        }
      } catch (IOException malformed) {
        throw IngestError.badMessagePack();
      }
      throw IngestError.badMessagePack();
    }

    void minidump(String fileName, @Nullable String contentType, InputStream raw)
        throws IOException, IngestError {
      PushbackInputStream in = new PushbackInputStream(raw, INNER_DELIMITER.length);
      byte[] head = in.readNBytes(INNER_DELIMITER.length);
      in.unread(head);
      if (Arrays.equals(head, INNER_DELIMITER)) {
        inner(in);
      } else {
        dump(fileName, contentType, in);
      }
    }

    /** Some uploaders wrap the whole form once more; only its dump counts. */
    private void inner(InputStream in) throws IOException, IngestError {
      StringBuilder delimiter = new StringBuilder();
      PushbackInputStream form = new PushbackInputStream(in, MAX_DELIMITER);
      byte[] line = form.readNBytes(MAX_DELIMITER);
      form.unread(line);
      for (int i = INNER_DELIMITER.length; i < line.length && line[i] != '\r'; i++) {
        delimiter.append((char) (line[i] & 0xff));
      }
      Multipart.read(
          form,
          delimiter.toString(),
          part -> {
            if (part.name().equals(MINIDUMP_FIELD) && part.fileName() != null) {
              dump(part.fileName(), part.contentType(), part.content());
            }
          });
    }

    private void dump(String fileName, @Nullable String contentType, InputStream raw)
        throws IOException, IngestError {
      try (InputStream in = Minidumps.unwrap(raw, intake.limits().attachment())) {
        byte[] magic = in.readNBytes(4);
        if (!Minidumps.isMagic(magic)) {
          throw new IngestError(
                  400,
                  "invalid minidump",
                  "expected a file that begins with MDMP, found the bytes "
                      + HexFormat.ofDelimiter(" ").formatHex(magic))
              .of("invalid_minidump");
        }
        hasMinidump = true;
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), in);
        add("event.minidump", Minidumps.plainName(fileName), contentType, whole);
      } catch (ContentEncoding.TooLong tooLong) {
        throw new DumpTooLarge();
      } catch (Minidumps.BrokenContainer broken) {
        throw IngestError.badContainer();
      }
    }

    private void add(
        String type, String fileName, @Nullable String contentType, InputStream content)
        throws IOException {
      byte[] start = content.readNBytes(Payloads.BLOB_ABOVE + 1);
      Json.Obj headers = Minidumps.withTime(headers(type, fileName, contentType), start);
      items.add(new Item(ItemType.ATTACHMENT, headers, payloads.store(start, content)));
    }

    private static Json.Obj headers(String type, String fileName, @Nullable String contentType) {
      return Json.object()
          .put("type", ItemType.ATTACHMENT.label())
          .put("filename", fileName)
          .put("attachment_type", type)
          .putPresent("content_type", contentType)
          .build();
    }
  }
}
