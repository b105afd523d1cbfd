package dev.vedette.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;

/** Reads {@code multipart/form-data} part by part from a stream (spec 01 §12). */
final class Multipart {

  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME =
      Pattern.compile("[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern FILE_NAME =
      Pattern.compile("[;\\s]filename=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

  private static final int MAX_PARTS = 1000;

  private Multipart() {}

  /**
   * One part.
   *
   * @param fileName null for text fields
   */
  record Part(
      String name, @Nullable String fileName, @Nullable String contentType, InputStream content) {}

  /** Takes parts as they come; each must be read before the next. */
  @FunctionalInterface
  interface Receiver {
    void part(Part part) throws IOException, IngestError;
  }

  /** The boundary of a content type, or null. */
  static @Nullable String boundary(@Nullable String contentType) {
    Matcher match = BOUNDARY.matcher(contentType == null ? "" : contentType);
    return match.find() ? first(match) : null;
  }

  private static @Nullable String first(Matcher match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  static void read(InputStream in, @Nullable String boundary, Receiver receiver)
      throws IOException, IngestError {
    if (boundary == null) {
      throw IngestError.badMultipart();
    }
    try {
      MultipartInput input =
          MultipartInput.builder()
              .setInputStream(in)
              .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
              .get();
      boolean more = input.skipPreamble();
      for (int parts = 0; more; parts++) {
        if (parts == MAX_PARTS) {
          throw IngestError.badMultipart("too many parts");
        }
        Part part = part(input);
        receiver.part(part);
        part.content().close();
        more = input.readBoundary();
      }
    } catch (FileUploadException | IllegalArgumentException malformed) {
      throw IngestError.badMultipart();
    }
  }

  private static Part part(MultipartInput input) throws IOException {
    String disposition = "";
    String contentType = null;
    for (String line : input.readHeaders().split("\r\n")) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      if (name.equals("content-disposition")) {
        disposition = line.substring(colon + 1);
      } else if (name.equals("content-type")) {
        contentType = line.substring(colon + 1).strip();
      }
    }
    Matcher name = NAME.matcher(disposition);
    Matcher fileName = FILE_NAME.matcher(disposition);
    String field = name.find() ? first(name) : null;
    return new Part(
        field == null ? "" : field,
        fileName.find() ? first(fileName) : null,
        contentType,
        input.newInputStream());
  }
}
