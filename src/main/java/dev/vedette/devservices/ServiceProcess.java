package dev.vedette.devservices;

import dev.vedette.store.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that runs in the background and is found again by its process id and start time, so
 * that a number which the system has given to another program is not mistaken for it. Blocks.
 */
final class ServiceProcess {

  private static final long STOP_SECONDS = 15;

  private final Path home;
  private final String name;

  ServiceProcess(Path home, String name) {
    this.home = home;
    this.name = name;
  }

  /** Folder of the service's own data. */
  Path data() {
    return home.resolve(name);
  }

  Path log() {
    return home.resolve("log").resolve(name + ".log");
  }

  private Path pidFile() {
    return home.resolve("run").resolve(name + ".pid");
  }

  private Path portFile() {
    return home.resolve("run").resolve(name + ".port");
  }

  /** The port the service has had, or a free one that it keeps. */
  int port() throws IOException {
    if (Files.exists(portFile())) {
      return Integer.parseInt(Files.readString(portFile()).strip());
    }
    Files.createDirectories(portFile().getParent());
    int port = LoopbackPort.free();
    Files.writeString(portFile(), Integer.toString(port));
    return port;
  }

  /** The process, while it runs. */
  Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile());
    return ProcessHandle.of(Long.parseLong(lines.getFirst()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process).equals(lines.getLast()));
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /** Starts the program; its output goes to its log. */
  Process start(List<String> command) throws IOException {
    Files.createDirectories(log().getParent());
    Files.createDirectories(pidFile().getParent());
    Process process =
        new ProcessBuilder(command)
            .directory(data().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Files.writeString(pidFile(), process.pid() + "\n" + startOf(process.toHandle()) + "\n");
    return process;
  }

  /** Ends the program, by force if it takes too long. */
  void stop() throws IOException {
    ProcessHandle process = running().orElse(null);
    if (process != null) {
      process.destroy();
      try {
        var unused = process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException tooSlow) {
        process.destroyForcibly();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException impossible) {
        throw new IOException(impossible);
      }
    }
    Files.deleteIfExists(pidFile());
  }
}
