package dev.vedette.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Content that lies in its row where it is short, and in the blob store where it is long. */
public final class StoredContent {

  private StoredContent() {}

  /**
   * Opens content.
   *
   * @param inline the content itself, or null where it is a blob
   * @param blob id of the blob, or null
   * @throws IOException when neither is there
   */
  public static InputStream open(Blobs blobs, byte @Nullable [] inline, @Nullable String blob)
      throws IOException {
    if (inline != null) {
      return new ByteArrayInputStream(inline);
    }
    if (blob == null) {
      throw new IOException("the content is gone");
    }
    return blobs.read(blob);
  }
}
