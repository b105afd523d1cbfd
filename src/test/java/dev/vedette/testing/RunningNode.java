package dev.vedette.testing;

import dev.vedette.config.Settings;
import dev.vedette.node.VedetteNode;
import dev.vedette.store.Database;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A whole server for tests, with its own PostgreSQL below a temporary folder and a clock to set.
 */
public final class RunningNode implements AutoCloseable {

  private static final int PORTS = 4000;

  /** Test processes that run at the same time have numbers from one on. */
  private static final int FIRST_PORT =
      12_000 + PORTS * (Integer.getInteger("vedette.fork", 1) % 4);

  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private final VedetteNode node;
  private final AtomicReference<Instant> fixed;
  private final Path data;

  private RunningNode(VedetteNode node, AtomicReference<Instant> fixed, Path data) {
    this.node = node;
    this.fixed = fixed;
    this.data = data;
  }

  /** Starts a server whose clock stands at the given time, or runs when it is null. */
  public static RunningNode start(Instant time) throws Exception {
    return start(PreparedData.folder(), time, Map.of());
  }

  /** Starts a server with settings of its own. */
  public static RunningNode with(Map<String, String> settings) throws Exception {
    return start(PreparedData.folder(), null, settings);
  }

  /** Starts a server on a data directory. */
  public static RunningNode start(Path data, Instant time) throws Exception {
    return start(data, time, Map.of());
  }

  private static RunningNode start(Path data, Instant time, Map<String, String> more)
      throws Exception {
    AtomicReference<Instant> fixed = new AtomicReference<>(time);
    InstantSource clock =
        () -> {
          Instant set = fixed.get();
          return set == null ? Instant.now() : set;
        };
    Settings settings =
        Settings.of(
            List.of(
                new Settings.Layer(
                    "test",
                    Map.of(
                        "data.dir", data.toString(),
                        "server.bind", "127.0.0.1:" + freePort(),
                        "management.bind", "127.0.0.1:" + freePort())),
                new Settings.Layer("of the test", more)));
    VedetteNode node = waiting(() -> VedetteNode.start(settings, clock));
    return new RunningNode(node, fixed, data);
  }

  /**
   * A port nobody listens on: below those that connections take, and in a range of this process, so
   * that it is still free when it is needed.
   */
  public static int freePort() throws IOException {
    for (int tried = 0; tried < PORTS; tried++) {
      int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        return port;
      } catch (BindException taken) {
        // the next one
      }
    }
    throw new IOException("no port is free");
  }

  /** Runs work that waits for the database on a virtual thread. */
  public static <T> T waiting(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  public String url() {
    return node.services().url();
  }

  public Database database() {
    return node.services().database();
  }

  public VedetteNode.Services services() {
    return node.services();
  }

  public Path data() {
    return data;
  }

  public java.util.List<dev.vedette.http.Route> routes() {
    return node.routes();
  }

  /** Lets the clock stand at a time, as where an hour must not end in between, or run: null. */
  public void setTime(Instant time) {
    fixed.set(time);
  }

  /** Waits until the feeds have been read to their end. */
  public void awaitDrained() throws Exception {
    await(
        "the feeds were not drained",
        () -> node.services().feed().lag().stream().allMatch(lag -> lag.waiting() == 0));
  }

  /** Waits until issues say what their newest events say. */
  public void awaitMerged() throws Exception {
    awaitDrained();
    await(
        "the issues were not brought up to their events",
        () ->
            database()
                .sql()
                .one("SELECT NOT EXISTS (SELECT FROM issue_latest)", row -> row.getBoolean(0)));
  }

  private static void await(String otherwise, Callable<Boolean> condition) throws Exception {
    long limit = System.nanoTime() + 30_000_000_000L;
    while (!waiting(condition)) {
      if (System.nanoTime() > limit) {
        throw new AssertionError(otherwise + " within 30 s");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() throws Exception {
    waiting(() -> {
      node.close();
      return true;
    });
    try (var files = Files.walk(data)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
