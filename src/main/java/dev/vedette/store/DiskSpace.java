package dev.vedette.store;

import java.io.File;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * How full the disk of the data is. From 90 % on the server takes events more slowly and says so,
 * from 95 % on it refuses them; reading and deleting go on. Safe for use by several threads.
 */
public final class DiskSpace {

  private static final Logger LOG = LogManager.getLogger(DiskSpace.class);

  private static final double LOW_AT = 0.90;
  private static final double FULL_AT = 0.95;

  private final DoubleSupplier used;
  private volatile Level level = Level.ENOUGH;

  /** What is left, in words. */
  public enum Level {
    /** There is room. */
    ENOUGH,
    /** It becomes scarce: ingest slows down. */
    LOW,
    /** What is left is for reading and deleting. */
    FULL
  }

  /**
   * The disk that a function tells of.
   *
   * @param used the share that is used, from 0 to 1
   */
  public DiskSpace(DoubleSupplier used) {
    this.used = used;
    measure();
  }

  /** The fullest of the disks of some folders. */
  public static DiskSpace of(File... folders) {
    return new DiskSpace(() -> Arrays.stream(folders).mapToDouble(DiskSpace::used).max().orElse(0));
  }

  private static double used(File folder) {
    long total = folder.getTotalSpace();
    return total <= 0 ? 0 : 1 - folder.getUsableSpace() / (double) total;
  }

  /** Looks again; to be called every few seconds. */
  public void measure() {
    double share = used.getAsDouble();
    Level found = share >= FULL_AT ? Level.FULL : share >= LOW_AT ? Level.LOW : Level.ENOUGH;
    if (found != level) {
      if (found == Level.ENOUGH) {
        LOG.info("the disk has room again");
      } else {
        LOG.warn(
            "{} % of the disk is used: events are {}",
            Math.round(share * 100), found == Level.FULL ? "refused" : "taken more slowly");
      }
    }
    level = found;
  }

  /** What was found last. */
  public Level level() {
    return level;
  }
}
