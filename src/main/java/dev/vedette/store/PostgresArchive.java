package dev.vedette.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the server's programs from the class path; a half-done unpacking is never used. */
final class PostgresArchive {

  private PostgresArchive() {}

  static void unpack(Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".new");
    Directories.delete(unfinished);
    Files.createDirectories(unfinished);
    String resource = "/postgres-" + platform() + ".txz";
    try (InputStream raw = PostgresArchive.class.getResourceAsStream(resource)) {
      if (raw == null) {
        throw new IOException(
            "no embedded PostgreSQL for this platform (%s); set database.url"
                .formatted(platform()));
      }
      try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          extract(tar, entry, unfinished);
        }
      }
    }
    Files.move(unfinished, target);
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path path = root.resolve(entry.getName()).normalize();
    if (!path.startsWith(root)) {
      throw new IOException("archive entry outside of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : os.contains("windows") ? "windows" : "linux";
    String arch = System.getProperty("os.arch", "");
    return switch (arch) {
      case "amd64", "x86_64" -> system + "-x86_64";
      case "aarch64" -> system + "-arm_64";
      default -> system + "-" + arch;
    };
  }
}
