package dev.vedette.testing;

import dev.vedette.config.Settings;
import dev.vedette.node.Storage;
import dev.vedette.store.EmbeddedPostgres;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Data directories whose PostgreSQL is unpacked, initialised and migrated already: copies of one
 * that each test process makes once. A start from nothing is what {@code CommandsIT} tests.
 */
public final class PreparedData {

  private PreparedData() {}

  /** A new data directory that the embedded PostgreSQL may enter, whoever runs it. */
  public static Path folder() throws IOException {
    Path data = Program.dataFolder();
    fill(data);
    return data;
  }

  /** Makes an empty folder a data directory. */
  static void fill(Path data) throws IOException {
    Path original = Original.FOLDER.resolve("postgres");
    Path postgres = Files.createDirectories(data.resolve("postgres"));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        Path copy = postgres.resolve(file.getFileName());
        if (file.getFileName().toString().startsWith("server-")) {
          Files.createSymbolicLink(copy, file);
        } else {
          copy(file, copy);
        }
      }
    }
  }

  /** With owners and rights, as PostgreSQL insists on them. */
  private static void copy(Path file, Path target) throws IOException {
    Process copying =
        new ProcessBuilder("cp", "-a", file.toString(), target.toString()).inheritIO().start();
    try {
      if (copying.waitFor() != 0) {
        throw new IOException("no copy of " + file);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException(stop);
    }
  }

  /** Made when it is first needed; its code is not in here, as other threads run parts of it. */
  private static final class Original {
    static final Path FOLDER = original();
  }

  private static Path original() {
    try {
      Path data = Program.dataFolder();
      migrate(data);
      return data;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void migrate(Path data) throws Exception {
    Settings settings =
        Settings.of(List.of(new Settings.Layer("test", Map.of("data.dir", data.toString()))));
    Vertx vertx = Vertx.vertx();
    try {
      RunningNode.waiting(() -> {
        Storage.start(vertx, settings).close();
        return true;
      });
      EmbeddedPostgres.stop(data);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
