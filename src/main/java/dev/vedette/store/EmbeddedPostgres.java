package dev.vedette.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that Vedette brings along: unpacked below the data directory, initialised with
 * SCRAM and a random password, listening on loopback only. A server left behind by a killed process
 * is stopped and started again. All methods block.
 */
public final class EmbeddedPostgres {

  private static final String VERSION = "18.6.0";
  private static final String USER = "vedette";

  private final Path home;
  private final Path binaries;
  private final Path cluster;
  private final Path passwordFile;
  private final UnprivilegedUser owner;

  private EmbeddedPostgres(Path home, UnprivilegedUser owner) {
    this.home = home;
    this.binaries = home.resolve("server-" + VERSION);
    this.cluster = home.resolve("cluster");
    this.passwordFile = home.resolve("password");
    this.owner = owner;
  }

  /**
   * Starts the server below a data directory and waits until it answers.
   *
   * @throws IOException with one sentence that says what to do
   */
  public static EmbeddedPostgres start(Path dataDirectory) throws IOException {
    Path home = dataDirectory.toAbsolutePath().normalize().resolve("postgres");
    Files.createDirectories(home);
    UnprivilegedUser owner = UnprivilegedUser.of(home);
    EmbeddedPostgres server = new EmbeddedPostgres(home, owner);
    server.unpack();
    if (!Files.exists(server.cluster.resolve("PG_VERSION"))) {
      server.initialise();
    }
    server.stopLeftBehind();
    server.launch();
    return server;
  }

  /** Stops the server that runs below a data directory, if one does. */
  public static void stop(Path dataDirectory) throws IOException {
    if (isRunning(dataDirectory)) {
      Path home = dataDirectory.toAbsolutePath().normalize().resolve("postgres");
      new EmbeddedPostgres(home, UnprivilegedUser.of(home)).stop();
    }
  }

  /**
   * The address of the server that runs below a data directory, for commands beside a running
   * server.
   *
   * @throws IOException when none runs there
   */
  public static DatabaseAddress running(Path dataDirectory) throws IOException {
    Path home = dataDirectory.toAbsolutePath().normalize().resolve("postgres");
    return new EmbeddedPostgres(home, UnprivilegedUser.of(home)).address();
  }

  /** Whether a data directory holds a database, running or not. */
  public static boolean exists(Path dataDirectory) {
    return Files.exists(dataDirectory.resolve("postgres").resolve("cluster").resolve("PG_VERSION"));
  }

  /** Whether a server below this data directory accepts connections. */
  public static boolean isRunning(Path dataDirectory) {
    Path home = dataDirectory.toAbsolutePath().normalize().resolve("postgres");
    try {
      EmbeddedPostgres server = new EmbeddedPostgres(home, UnprivilegedUser.of(home));
      return server.binariesExist() && server.pgCtl("status").run(server.owner).exitCode() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private boolean binariesExist() {
    return Files.exists(binaries.resolve("bin/pg_ctl"));
  }

  private void unpack() throws IOException {
    if (binariesExist()) {
      return;
    }
    PostgresArchive.unpack(binaries);
    owner.own(home);
  }

  private void initialise() throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, HexFormat.of().formatHex(random));
    owner.own(passwordFile);
    Path unfinished = home.resolve("cluster.new");
    Directories.delete(unfinished);
    new Command(
            List.of(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums"))
        .runOrFail(owner, "initialise PostgreSQL");
    Files.move(unfinished, cluster);
  }

  private void stopLeftBehind() throws IOException {
    if (isDead()) {
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }
    if (pgCtl("status").run(owner).exitCode() == 0) {
      pgCtl("stop", "--mode=fast", "--timeout=60")
          .runOrFail(owner, "stop a PostgreSQL left behind");
    }
  }

  /**
   * Whether the postmaster was killed but nobody has taken note of its end, as in containers
   * without an init process: it then still counts as running.
   */
  private boolean isDead() throws IOException {
    if (!Files.exists(cluster.resolve("postmaster.pid"))) {
      return false;
    }
    Path process = Path.of("/proc", Long.toString(pid()));
    Path program = program(process);
    if (program != null && !program.startsWith(binaries.toRealPath())) {
      return true;
    }
    try {
      return Files.readAllLines(process.resolve("status")).stream()
          .anyMatch(line -> line.matches("State:\\s*Z.*"));
    } catch (IOException goneMeanwhile) {
      // pg_ctl itself knows that a number without a process is stale
      return false;
    }
  }

  /** The program of a process; null when it has none any more, as a killed one. */
  private static @Nullable Path program(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("exe"));
    } catch (IOException | UnsupportedOperationException gone) {
      return null;
    }
  }

  private void launch() throws IOException {
    int port = LoopbackPort.free();
    Path configuration = cluster.resolve("vedette.conf");
    Files.writeString(configuration, configuration(port));
    owner.own(configuration);
    Path main = cluster.resolve("postgresql.conf");
    String text = Files.readString(main);
    if (!text.contains("include 'vedette.conf'")) {
      Files.writeString(main, text + "\ninclude 'vedette.conf'\n");
    }
    pgCtl("start", "--wait", "--timeout=60", "--log=" + home.resolve("postgres.log"))
        .runOrFail(owner, "start PostgreSQL; see " + home.resolve("postgres.log"));
  }

  private static String configuration(int port) {
    Map<String, String> values = new TreeMap<>();
    values.put("listen_addresses", "'127.0.0.1'");
    values.put("port", Integer.toString(port));
    values.put("unix_socket_directories", "''");
    values.put("max_connections", "100");
    values.put("shared_buffers", "'128MB'");
    values.put("max_wal_size", "'2GB'");
    values.put("wal_compression", "off");
    values.put("checkpoint_timeout", "'15min'");
    // most reads are answered from memory, for which no other process need be woken
    values.put("io_method", "sync");
    values.put("jit", "off");
    values.put("random_page_cost", "1.1");
    values.put("fsync", "on");
    values.put("synchronous_commit", "on");
    values.put("log_min_messages", "warning");
    values.put("log_statement", "none");
    values.put("timezone", "'UTC'");
    StringBuilder out = new StringBuilder("# Written by Vedette at every start.\n");
    values.forEach((name, value) -> out.append(name).append(" = ").append(value).append('\n'));
    return out.toString();
  }

  /** Where the server listens; the database exists. */
  public DatabaseAddress address() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
    } catch (IOException notRunning) {
      throw new IOException("PostgreSQL is not running below " + home, notRunning);
    }
    return new DatabaseAddress(
        "127.0.0.1",
        Integer.parseInt(lines.get(3).strip()),
        "postgres",
        USER,
        Files.readString(passwordFile).strip());
  }

  /** The process id of the postmaster. */
  public long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst().strip());
  }

  /** Stops the server, ending its sessions. */
  public void stop() throws IOException {
    pgCtl("stop", "--mode=fast", "--timeout=60").runOrFail(owner, "stop PostgreSQL");
  }

  private Command pgCtl(String verb, String... options) {
    var words = new java.util.ArrayList<String>();
    words.add(binaries.resolve("bin/pg_ctl").toString());
    words.add(verb);
    words.add("--pgdata=" + cluster);
    words.addAll(List.of(options));
    return new Command(words);
  }
}
