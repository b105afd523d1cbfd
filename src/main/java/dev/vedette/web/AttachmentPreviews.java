package dev.vedette.web;

import dev.vedette.blob.StoredContent;
import dev.vedette.bus.Fault;
import dev.vedette.http.Answer;
import dev.vedette.http.AttachmentAccess;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.issue.FindEvent;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Projects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of attachments can be looked at on the page: texts and JSON that are short, view hierarchies
 * as trees, images by their first bytes. Whatever else a file says it is, it is only downloaded.
 */
public final class AttachmentPreviews {

  private static final int LONGEST_TEXT = 64 << 10;
  private static final int LARGEST_IMAGE = 8 << 20;
  private static final int MAGIC = 12;

  private final Pages pages;

  AttachmentPreviews(Pages pages) {
    this.pages = pages;
  }

  /** What is shown of a file. */
  public sealed interface Preview {}

  /** An image, at its address. */
  public record Image(String address) implements Preview {}

  /** A text. */
  public record Text(String text) implements Preview {}

  /** A tree. */
  public record Tree(Json value) implements Preview {}

  private record Content(byte @Nullable [] inline, @Nullable String blob, long size) {}

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/{organization}/projects/{project}/attachments/{attachment}/image/",
            IssuePages.READ,
            this::image));
  }

  /** The previews of an event's files by their number; none for a reader who may not see them. */
  Map<Long, Preview> of(Call call, FindEvent.Found found) {
    Map<Long, Preview> previews = new LinkedHashMap<>();
    if (found.files().isEmpty() || !AttachmentAccess.isAllowed(pages.database(), call)) {
      return previews;
    }
    for (FindEvent.File file : found.files()) {
      Content content = content(found.project().value(), file.id());
      Preview preview = content == null ? null : preview(call, found, file, content);
      if (preview != null) {
        previews.put(file.id(), preview);
      }
    }
    return previews;
  }

  private @Nullable Content content(long project, long attachment) {
    return pages
        .database()
        .sql()
        .find(
            "SELECT content, blob_id, size FROM attachment WHERE project_id = $1 AND id = $2",
            row ->
                new Content(
                    row.getBuffer(0) == null ? null : row.getBuffer(0).getBytes(),
                    row.getString(1),
                    row.getLong(2)),
            project,
            attachment)
        .orElse(null);
  }

  private @Nullable Preview preview(
      Call call, FindEvent.Found found, FindEvent.File file, Content content) {
    try (InputStream in = StoredContent.open(pages.blobs(), content.inline(), content.blob())) {
      byte[] start = in.readNBytes(MAGIC);
      if (imageType(start) != null && content.size() <= LARGEST_IMAGE) {
        return new Image(
            "/%s/projects/%s/attachments/%d/image/"
                .formatted(call.organization().slug(), found.project(), file.id()));
      }
      byte[] inline = content.inline();
      return inline == null || inline.length > LONGEST_TEXT ? null : text(file, inline);
    } catch (IOException gone) {
      return null;
    }
  }

  private static @Nullable Preview text(FindEvent.File file, byte[] bytes) {
    boolean json = file.contentType().contains("json") || file.type().contains("hierarchy");
    if (json) {
      try {
        return new Tree(JsonText.parse(bytes));
      } catch (JsonText.Malformed malformed) {
        // shown as the text it is
      }
    }
    if (!json && !file.contentType().startsWith("text/")) {
      return null;
    }
    try {
      return new Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  /** The type of an image by its first bytes, or null. */
  private static @Nullable String imageType(byte[] start) {
    String hex = HexFormat.of().formatHex(start);
    if (hex.startsWith("89504e470d0a1a0a")) {
      return "image/png";
    }
    if (hex.startsWith("ffd8ff")) {
      return "image/jpeg";
    }
    if (hex.startsWith("474946383761") || hex.startsWith("474946383961")) {
      return "image/gif";
    }
    return hex.startsWith("52494646") && hex.endsWith("57454250") ? "image/webp" : null;
  }

  private Answer image(Call call) {
    AttachmentAccess.require(pages.database(), call);
    Projects.Project project = pages.project(call);
    String number = call.parameter("attachment");
    Content content =
        number.matches("\\d{1,18}") ? content(project.id().value(), Long.parseLong(number)) : null;
    if (content == null || content.size() > LARGEST_IMAGE) {
      throw Fault.notFound();
    }
    try (InputStream in = StoredContent.open(pages.blobs(), content.inline(), content.blob())) {
      byte[] image = in.readNBytes(LARGEST_IMAGE);
      String type = imageType(java.util.Arrays.copyOf(image, Math.min(image.length, MAGIC)));
      if (type == null) {
        throw Fault.notFound();
      }
      // an image of a page of this server, and of nothing else: by itself it is downloaded
      return new Answer(200, Map.of("Content-Type", type), image)
          .with("Content-Disposition", "attachment")
          .with("Content-Security-Policy", "sandbox; default-src 'none'")
          .with("Cache-Control", "private, max-age=3600");
    } catch (IOException gone) {
      throw Fault.notFound();
    }
  }
}
