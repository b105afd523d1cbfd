package dev.vedette.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Clients that are programs of their own; tests that need one are skipped where it is absent. */
final class Programs {

  private static final Path FOLDER = Path.of("src/test/clients").toAbsolutePath();
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final long LIMIT_SECONDS = 300;

  private Programs() {}

  /** Runs a Node program of the folder of clients; gives what it prints last. */
  static String node(Map<String, String> environment, String... arguments) throws Exception {
    assumeTrue(
        Files.isDirectory(FOLDER.resolve("node_modules")),
        "skipped: no npm packages (npm ci in src/test/clients)");
    String[] command = new String[arguments.length + 1];
    command[0] = "node";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(environment, command);
  }

  /** As {@link #node}, for a program that drives a browser. */
  static String browser(Map<String, String> environment, String script) throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no " + CHROMIUM);
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("CHROMIUM", CHROMIUM.toString());
    return node(all, script);
  }

  /** Runs a program with Debian's Python and its SDK. */
  static String python(Map<String, String> environment, String script) throws Exception {
    assumeTrue(
        Files.isExecutable(PYTHON)
            && new ProcessBuilder(PYTHON.toString(), "-c", "import sentry_sdk").start().waitFor()
                == 0,
        "skipped: no Debian package python3-sentry-sdk");
    return run(environment, PYTHON.toString(), script);
  }

  private static String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile());
    builder.environment().putAll(environment);
    File errors = File.createTempFile("client", ".err");
    builder.redirectError(errors);
    Process process = builder.start();
    try {
      Thread watch =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                  }
                } catch (InterruptedException ended) {
                  Thread.currentThread().interrupt();
                }
              });
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      watch.interrupt();
      assertThat(code)
          .as("%s: %s%s", List.of(command), printed, Files.readString(errors.toPath()))
          .isZero();
      return printed.strip();
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(errors.toPath());
    }
  }
}
