package dev.vedette.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The built program as processes of its own. */
public final class Program {

  private static final Map<String, String> SETUP =
      Map.of(
          "VEDETTE_ADMIN_EMAIL", "a@example.org",
          "VEDETTE_ADMIN_PASSWORD", "password1",
          "VEDETTE_ORG", "acme",
          "VEDETTE_PROJECT", "shop");

  private Program() {}

  /**
   * A folder that the embedded PostgreSQL may enter, whoever runs it; deleted when the tests end.
   */
  public static Path dataFolder() throws IOException {
    Path data = Files.createTempDirectory("vedette-test");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(data)));
    return Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What a command printed, and how it ended. */
  public record Ended(int code, String output) {}

  /** Runs a command to its end. */
  public static Ended run(String... arguments) throws Exception {
    Path output = Files.createTempFile("vedette", ".out");
    try {
      Process process = process(arguments).redirectOutput(output.toFile()).start();
      try {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
          throw new AssertionError("no end of " + List.of(arguments));
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(output);
    }
  }

  /** Starts a command whose temporary files go to a folder of their own. */
  public static Process start(Path output, Path temporary, String... arguments) throws IOException {
    ProcessBuilder builder = process(arguments);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    return builder.redirectOutput(output.toFile()).start();
  }

  /** Starts a server that is set up unattended; its output goes to {@code server.log}. */
  public static Process server(Path data, int port) throws IOException {
    return server(data, port, Map.of());
  }

  /** The same with settings of its own. */
  public static Process server(Path data, int port, Map<String, String> settings)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--data",
                data.toString(),
                "--bind",
                "127.0.0.1:" + port,
                "-D",
                "management.bind=127.0.0.1:0"));
    settings.forEach((key, value) -> {
      arguments.add("-D");
      arguments.add(key + "=" + value);
    });
    ProcessBuilder builder = process(arguments.toArray(String[]::new));
    builder.environment().putAll(SETUP);
    return builder.redirectOutput(data.resolve("server.log").toFile()).start();
  }

  /** Waits until a server has printed its DSN. */
  public static String awaitDsn(Path data, int port) throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    Path log = data.resolve("server.log");
    while (System.nanoTime() < limit) {
      for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
        if (line.startsWith("http://") && line.contains("@127.0.0.1:" + port)) {
          return line;
        }
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("no start: " + Files.readString(log));
  }

  private static ProcessBuilder process(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx384m",
                // what runs for seconds only is not worth the second compiler
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                "target/vedette.jar"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
