package dev.vedette.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child process that is waited for; its output is kept for the error message. */
record Command(List<String> words) {

  private static final long LIMIT_SECONDS = 120;

  /** How it ended and what it printed. */
  record Result(int exitCode, String output) {}

  Result run(UnprivilegedUser user) throws IOException {
    List<String> full = new ArrayList<>(user.prefix());
    full.addAll(words);
    // A file, since the server that pg_ctl starts would keep a pipe open.
    Path output = Files.createTempFile("vedette-command", ".log");
    try {
      Process process =
          new ProcessBuilder(full)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(words.getFirst() + " did not end within " + LIMIT_SECONDS + " s");
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(words.getFirst() + " was interrupted", interrupted);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  void runOrFail(UnprivilegedUser user, String purpose) throws IOException {
    Result result = run(user);
    if (result.exitCode() != 0) {
      throw new IOException("cannot " + purpose + ": " + lastLine(result.output()));
    }
  }

  private static String lastLine(String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "no output" : lines.getLast().strip();
  }
}
