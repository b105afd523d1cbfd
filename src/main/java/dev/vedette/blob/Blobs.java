package dev.vedette.blob;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;

/**
 * A store of large contents. {@link FileBlobs} keeps them in files; an S3-compatible one is
 * planned. Methods block and are to be called on virtual threads.
 */
public interface Blobs {

  /**
   * A stored content.
   *
   * @param id its name, 32 hexadecimal digits
   * @param sha1 digest of the bytes
   */
  record Stored(String id, long size, byte[] sha1) {}

  /** Stores a stream to its end; when this returns, the content survives power loss. */
  Stored write(InputStream content) throws IOException;

  /** Opens a content; fails when there is none of that id. */
  InputStream read(String id) throws IOException;

  /** Removes a content; an absent one is fine. */
  void delete(String id) throws IOException;

  /**
   * Removes contents written before {@code writtenBefore} that nobody refers to.
   *
   * @param referenced gives those of the asked ids that are referred to
   * @return number of contents removed
   */
  int sweep(Instant writtenBefore, Function<Collection<String>, Set<String>> referenced)
      throws IOException;
}
