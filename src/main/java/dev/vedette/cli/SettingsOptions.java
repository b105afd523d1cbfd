package dev.vedette.cli;

import dev.vedette.config.ConfigurationException;
import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.config.SettingsFiles;
import dev.vedette.node.StartFailure;
import dev.vedette.node.Storage;
import dev.vedette.store.EmbeddedPostgres;
import dev.vedette.telemetry.Logging;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class SettingsOptions {

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration file.")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "Data directory (data.dir).")
  private @Nullable Path data;

  @Option(
      names = {"-l", "--loglevel"},
      paramLabel = "LEVEL",
      description = "Least level of log lines (log.level).")
  private @Nullable String logLevel;

  @Option(
      names = "--logformat",
      paramLabel = "FORMAT",
      description = "human or machine (log.format json).")
  private @Nullable String logFormat;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A setting, e.g. -D log.level=debug.")
  private Map<String, String> given = new LinkedHashMap<>();

  @Nullable Path config() {
    return config;
  }

  Settings load(Map<String, String> more) throws ConfigurationException {
    Map<String, String> commandLine = new LinkedHashMap<>(given);
    if (data != null) {
      commandLine.put(Keys.DATA_DIR.name(), data.toString());
    }
    if (logLevel != null) {
      commandLine.put(Keys.LOG_LEVEL.name(), logLevel);
    }
    if (logFormat != null) {
      commandLine.put(Keys.LOG_FORMAT.name(), logFormat.equals("machine") ? "json" : logFormat);
    }
    commandLine.putAll(more);
    return SettingsFiles.load(config, System.getenv(), commandLine);
  }

  /** Work of a command on the database. */
  @FunctionalInterface
  interface DatabaseWork<T> {
    T run(Storage storage, Settings settings) throws Exception;
  }

  /**
   * Opens the database, beside a running server or by itself, and closes it afterwards.
   *
   * @throws CommandFailure when there is none
   */
  <T> T withDatabase(DatabaseWork<T> work) throws Exception {
    return withUnmigratedDatabase((storage, settings) -> {
      storage.migrate();
      return work.run(storage, settings);
    });
  }

  /** The same with whatever schema it has. */
  <T> T withUnmigratedDatabase(DatabaseWork<T> work) throws Exception {
    Settings settings = load(Map.of());
    Path folder = Path.of(settings.get(Keys.DATA_DIR));
    // a server that is being started for the first time has its lock before its data
    boolean known = EmbeddedPostgres.exists(folder) || Files.exists(folder.resolve("lock"));
    if (settings.find(Keys.DATABASE_URL) == null && !known) {
      throw new CommandFailure(
          "There is no data in %s. Name the right place with --data, or start the server first."
              .formatted(folder));
    }
    return withStorage(settings, work);
  }

  /** For commands that may come before the first start: makes the database if there is none. */
  <T> T withNewDatabase(DatabaseWork<T> work) throws Exception {
    return withStorage(load(Map.of()), work);
  }

  private <T> T withStorage(Settings settings, DatabaseWork<T> work) throws Exception {
    Logging.configure("machine".equals(logFormat), logLevel == null ? "warn" : logLevel);
    Vertx vertx = Vertx.vertx();
    try {
      return onVirtualThread(() -> {
        try (Storage storage = Storage.forCommand(vertx, settings)) {
          return work.run(storage, settings);
        }
      });
    } finally {
      vertx.close().await();
    }
  }

  /** Work that waits is to run on a virtual thread. Whoever interrupts the caller ends the work. */
  static <T> T onVirtualThread(java.util.concurrent.Callable<T> work) throws Exception {
    var task = new java.util.concurrent.FutureTask<>(work);
    Thread worker = Thread.ofVirtual().start(task);
    try {
      return task.get();
    } catch (InterruptedException stopped) {
      worker.interrupt();
      worker.join();
      throw stopped;
    } catch (java.util.concurrent.ExecutionException failed) {
      switch (failed.getCause()) {
        case StartFailure start -> throw start;
        case Exception cause -> throw cause;
        case null, default -> throw failed;
      }
    }
  }
}
