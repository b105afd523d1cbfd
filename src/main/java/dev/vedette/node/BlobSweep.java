package dev.vedette.node;

import dev.vedette.blob.Blobs;
import dev.vedette.blob.FileBlobs;
import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Removes files to which nothing refers any more. */
public final class BlobSweep {

  /** Longer than a request takes from the file it writes to the record that names it. */
  private static final Duration UNREFERENCED = Duration.ofDays(1);

  /** Longer than Kafka keeps records by default, which may name blobs that nothing else does. */
  private static final Duration IN_KAFKA = Duration.ofDays(8);

  private BlobSweep() {}

  /**
   * Removes those that were written long enough ago, once; waits.
   *
   * @return how many there were
   */
  public static int once(Database database, Settings settings, Instant now) throws IOException {
    Path folder = folder(settings, Path.of(settings.get(Keys.DATA_DIR)));
    return once(database, new FileBlobs(folder), now, Feeds.areInKafka(settings));
  }

  static int once(Database database, Blobs blobs, Instant now, boolean kafka) throws IOException {
    return blobs.sweep(
        now.minus(kafka ? IN_KAFKA : UNREFERENCED), ids -> BlobReferences.needed(database, ids));
  }

  /** Where a node keeps its files. */
  static Path folder(Settings settings, Path data) {
    String shared = settings.get(Keys.BLOB_DIR);
    return shared.isEmpty() ? data.resolve("blobs") : Path.of(shared);
  }
}
