package dev.vedette.ingest;

import dev.vedette.blob.Blobs;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Multipart uploads: minidumps and attachments of an event (spec 01 §12.1, §12.3). */
final class UploadEndpoint {

  private static final int BLOB_ABOVE = 64 * 1024;
  private static final String MINIDUMP_FIELD = "upload_file_minidump";

  private final Intake intake;
  private final Blobs blobs;

  UploadEndpoint(Intake intake, Blobs blobs) {
    this.intake = intake;
    this.blobs = blobs;
  }

  Reply attachments(IngestRequest request, @Nullable Long project, String eventIdText)
      throws IngestError {
    String eventId = EventIds.parse(eventIdText);
    if (eventId == null) {
      throw new IngestError(400, "invalid event id");
    }
    Credentials credentials = request.requiredCredentials(null);
    intake.requireKnownKey(credentials);
    Parts parts = new Parts();
    Body.read(
        request,
        intake.limits().envelope(),
        in -> {
          Multipart.read(in, Multipart.boundary(request.header("content-type")), parts::file);
          return true;
        });
    if (parts.items.isEmpty()) {
      throw new IngestError(400, "invalid multipart data");
    }
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    return intake
        .admit(sender, new Envelope(Json.Obj.EMPTY, eventId, parts.items))
        .quiet(id -> Reply.empty(201));
  }

  Reply minidump(IngestRequest request, @Nullable Long project) throws IngestError {
    Credentials credentials = request.requiredCredentials(null);
    intake.requireKnownKey(credentials);
    String mediaType = request.mediaType();
    boolean raw =
        mediaType.equals("application/octet-stream") || mediaType.equals("application/x-dmp");
    Parts parts = new Parts();
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
    if (!parts.hasMinidump) {
      throw new IngestError(400, "missing minidump");
    }
    List<Item> items = new ArrayList<>(parts.items);
    if (!parts.fields.isEmpty()) {
      byte[] fields = JsonText.writeBytes(new Json.Arr(parts.fields));
      items.add(Item.of(ItemType.FORM_DATA, Json.Obj.EMPTY, fields));
    }
    String id = FormData.eventId(parts.fields);
    Envelope envelope = new Envelope(Json.Obj.EMPTY, id == null ? EventIds.random() : id, items);
    Intake.Sender sender = new Intake.Sender(request, credentials, project);
    return intake
        .admit(sender, envelope)
        .quiet(event -> Reply.text(200, EventIds.hyphenated(String.valueOf(event))));
  }

  /** Collects parts as items. */
  private final class Parts {
    private final List<Item> items = new ArrayList<>();
    private final List<Json> fields = new ArrayList<>();
    private boolean hasMinidump;
    private long fieldBytes;

    void any(Multipart.Part part) throws IOException, IngestError {
      if (part.name().equals(MINIDUMP_FIELD) && part.fileName() != null) {
        minidump(part.fileName(), part.contentType(), part.content());
      } else if (part.fileName() != null) {
        file(part);
      } else {
        byte[] text = part.content().readNBytes((int) intake.limits().event() + 1);
        fieldBytes += text.length;
        if (fieldBytes > intake.limits().event()) {
          throw IngestError.tooLarge(ItemType.FORM_DATA);
        }
        fields.add(
            Json.array(Json.of(part.name()), Json.of(new String(text, StandardCharsets.UTF_8))));
      }
    }

    void file(Multipart.Part part) throws IOException {
      String fileName = part.fileName();
      if (fileName == null) {
        return;
      }
      String type =
          switch (part.name()) {
            case "__sentry-event" -> "event.payload";
            case "__sentry-breadcrumb1", "__sentry-breadcrumb2" -> "event.breadcrumbs";
            default ->
                fileName.equals("view-hierarchy.json")
                    ? "event.view_hierarchy"
                    : "event.attachment";
          };
      add(type, fileName, part.contentType(), part.content());
    }

    void minidump(String fileName, @Nullable String contentType, InputStream raw)
        throws IOException, IngestError {
      InputStream in = Minidumps.unwrap(raw);
      byte[] magic = in.readNBytes(4);
      if (!Minidumps.isMagic(magic)) {
        throw new IngestError(400, "invalid minidump");
      }
      hasMinidump = true;
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(magic), in);
      add("event.minidump", Minidumps.plainName(fileName), contentType, whole);
    }

    private void add(
        String type, String fileName, @Nullable String contentType, InputStream content)
        throws IOException {
      Json.Obj headers =
          Json.object()
              .put("type", ItemType.ATTACHMENT.label())
              .put("filename", fileName)
              .put("attachment_type", type)
              .putPresent("content_type", contentType)
              .build();
      byte[] start = content.readNBytes(BLOB_ABOVE + 1);
      Item.Content stored;
      if (start.length <= BLOB_ABOVE) {
        stored = new Item.Bytes(start);
      } else {
        Blobs.Stored blob =
            blobs.write(new SequenceInputStream(new ByteArrayInputStream(start), content));
        stored = new Item.InBlob(blob.id(), blob.size(), blob.sha1());
      }
      items.add(new Item(ItemType.ATTACHMENT, headers, stored));
    }
  }
}
