package dev.vedette.node;

import dev.vedette.bus.Fault;
import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.store.Database;
import dev.vedette.store.DatabaseAddress;
import dev.vedette.store.EmbeddedPostgres;
import dev.vedette.store.Migrations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The database of a server or of a command: the external one, the embedded one of a running server,
 * or an embedded one that is started for the purpose and stopped afterwards.
 */
public final class Storage implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(Storage.class);
  private static final Duration SERVER_START = Duration.ofSeconds(60);
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final DatabaseAddress address;
  private final Database database;
  private final @Nullable EmbeddedPostgres embedded;

  /** Held by a command that has started the embedded server; the server holds its own. */
  private final @Nullable DataLock lock;

  private Storage(
      DatabaseAddress address,
      Database database,
      @Nullable EmbeddedPostgres embedded,
      @Nullable DataLock lock) {
    this.address = address;
    this.database = database;
    this.embedded = embedded;
    this.lock = lock;
  }

  /**
   * For the server: starts the embedded PostgreSQL unless an external one is configured, waits for
   * an external one for a minute (spec 10 §2), and brings the schema up to date. Blocks.
   */
  public static Storage start(Vertx vertx, Settings settings) throws StartFailure {
    Storage storage = opened(vertx, settings);
    boolean migrated = false;
    try {
      storage.awaitServer(SERVER_START);
      storage.migrate();
      migrated = true;
      return storage;
    } finally {
      if (!migrated) {
        storage.close();
      }
    }
  }

  private static Storage opened(Vertx vertx, Settings settings) throws StartFailure {
    String url = settings.find(Keys.DATABASE_URL);
    try {
      if (url != null) {
        return open(vertx, settings, external(url), null);
      }
      EmbeddedPostgres embedded = EmbeddedPostgres.start(Path.of(settings.get(Keys.DATA_DIR)));
      return open(vertx, settings, embedded.address(), embedded);
    } catch (IOException failure) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE, "database", String.valueOf(failure.getMessage()));
    }
  }

  /**
   * For commands: uses the database of a server that runs, else starts one. Its schema is as it was
   * left. Blocks.
   */
  public static Storage forCommand(Vertx vertx, Settings settings) throws StartFailure {
    if (settings.find(Keys.DATABASE_URL) != null) {
      return opened(vertx, settings);
    }
    Path data = Path.of(settings.get(Keys.DATA_DIR));
    long limit = System.nanoTime() + SERVER_START.toNanos();
    // only who holds the lock may start or stop the embedded server
    while (true) {
      DataLock lock = DataLock.tryAcquire(data).orElse(null);
      if (lock != null) {
        return locked(lock, vertx, settings);
      }
      if (EmbeddedPostgres.isRunning(data)) {
        return beside(vertx, settings, data);
      }
      if (System.nanoTime() > limit) {
        throw new StartFailure(
            StartFailure.UNAVAILABLE,
            "database",
            "another Vedette holds %s, but its PostgreSQL does not run".formatted(data));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static Storage beside(Vertx vertx, Settings settings, Path data) throws StartFailure {
    try {
      return open(vertx, settings, EmbeddedPostgres.running(data), null);
    } catch (IOException failure) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE, "database", String.valueOf(failure.getMessage()));
    }
  }

  private static Storage locked(DataLock lock, Vertx vertx, Settings settings) throws StartFailure {
    boolean opened = false;
    try {
      Storage storage = opened(vertx, settings);
      opened = true;
      return new Storage(storage.address, storage.database, storage.embedded, lock);
    } finally {
      if (!opened) {
        release(lock);
      }
    }
  }

  private static void release(@Nullable DataLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException alreadyReleased) {
        LOG.warn("the lock was not released: {}", alreadyReleased.getMessage());
      }
    }
  }

  private static DatabaseAddress external(String url) throws StartFailure {
    try {
      return DatabaseAddress.parse(url);
    } catch (IllegalArgumentException rule) {
      throw new StartFailure(
          StartFailure.CONFIGURATION, "database.url", String.valueOf(rule.getMessage()));
    }
  }

  private static Storage open(
      Vertx vertx,
      Settings settings,
      DatabaseAddress address,
      @Nullable EmbeddedPostgres embedded) {
    Database database = Database.open(vertx, address, settings.get(Keys.DATABASE_POOL_SIZE));
    return new Storage(address, database, embedded, null);
  }

  /** Waits until PostgreSQL answers; what it answers at once, e.g. a wrong password, stands. */
  private void awaitServer(Duration limit) throws StartFailure {
    long end = System.nanoTime() + limit.toNanos();
    for (long told = 0; ; LockSupport.parkNanos(POLL.toNanos())) {
      try {
        database.sql().list("SELECT 1", row -> row.getInteger(0));
        return;
      } catch (Fault away) {
        if (System.nanoTime() > end) {
          throw silent(away);
        }
        if (System.nanoTime() - told > PROGRESS.toNanos()) {
          told = System.nanoTime();
          LOG.warn("{} does not answer yet, waiting: {}", address, cause(away));
        }
      } catch (RuntimeException refused) {
        throw silent(refused);
      }
    }
  }

  private StartFailure silent(RuntimeException failure) {
    return new StartFailure(
        StartFailure.UNAVAILABLE,
        "database",
        "%s does not answer: %s".formatted(address, cause(failure)));
  }

  private static String cause(RuntimeException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf((cause == null ? failure : cause).getMessage());
  }

  /** Brings the schema up to date. Blocks. */
  public void migrate() throws StartFailure {
    try {
      if (!Migrations.isCurrent(database)) {
        Migrations.migrate(address);
      }
    } catch (Migrations.SchemaTooNew newer) {
      throw tooNew(newer);
    } catch (RuntimeException failure) {
      throw silent(failure);
    }
  }

  /** What {@link #migrate} would apply, as {@code version description}. Blocks. */
  public List<String> pendingMigrations() throws StartFailure {
    try {
      return Migrations.isCurrent(database) ? List.of() : Migrations.pending(address);
    } catch (Migrations.SchemaTooNew newer) {
      throw tooNew(newer);
    } catch (RuntimeException failure) {
      throw silent(failure);
    }
  }

  private static StartFailure tooNew(Migrations.SchemaTooNew newer) {
    return new StartFailure(
        StartFailure.CONFIGURATION, "migrations", String.valueOf(newer.getMessage()));
  }

  /** The pool. */
  public Database database() {
    return database;
  }

  /** Where the database is. */
  public DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {
    try {
      database.close().await();
    } finally {
      stopEmbedded();
      release(lock);
    }
  }

  private void stopEmbedded() {
    if (embedded != null) {
      try {
        embedded.stop();
      } catch (IOException alreadyStopped) {
        LOG.warn("PostgreSQL did not stop: {}", alreadyStopped.getMessage());
      }
    }
  }
}
