package dev.vedette.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a second server off the same data directory. The operating system releases the lock with
 * the process, so that a stale one cannot exist.
 */
final class DataLock implements AutoCloseable {

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  static DataLock acquire(Path dataDirectory) throws StartFailure {
    return tryAcquire(dataDirectory)
        .orElseThrow(() ->
            new StartFailure(
                1,
                "data",
                "another Vedette is running on " + dataDirectory.toAbsolutePath().normalize()));
  }

  /** The lock, unless another process holds it. */
  static Optional<DataLock> tryAcquire(Path dataDirectory) throws StartFailure {
    try {
      Files.createDirectories(dataDirectory);
      FileChannel channel =
          FileChannel.open(
              dataDirectory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DataLock(channel));
    } catch (IOException unusable) {
      throw new StartFailure(
          StartFailure.CONFIGURATION,
          "data",
          "cannot write to " + dataDirectory + ": " + unusable.getMessage());
    }
  }

  @SuppressWarnings("NullAway") // FileChannel.tryLock gives null when another process holds it.
  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
