package dev.vedette.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A Redis that keeps nothing on disk. */
final class DevRedis implements DevService {

  private static final int TIMEOUT_MS = 2000;

  private final ServiceProcess process;
  private final Artifacts artifacts;

  DevRedis(Path project, Artifacts artifacts) {
    this.process = new ServiceProcess(project, "redis");
    this.artifacts = artifacts;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Path log() {
    return process.log();
  }

  @Override
  public boolean isRunning() throws IOException {
    return process.running().isPresent();
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(process.data());
    Path program = program();
    var unused =
        process.start(
            List.of(
                program.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(process.port()),
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory-policy",
                "noeviction",
                "--daemonize",
                "no"));
  }

  /** The program for this machine, taken out of its artifact. */
  private Path program() throws IOException {
    Path folder = artifacts.resolve("redis");
    Path program = folder.resolve("redis-server");
    if (Files.exists(program)) {
      return program;
    }
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    boolean arm = System.getProperty("os.arch").contains("aarch64");
    String wanted = (mac ? "-darwin-" : "-linux-") + (arm ? "arm64" : "amd64");
    Path jar = Artifacts.find(folder, "embedded-redis");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(
                  one -> one.getName().contains("redis-server") && one.getName().endsWith(wanted))
              .findFirst()
              .orElseThrow(() -> new IOException("there is no Redis for this machine"));
      try (InputStream in = zip.getInputStream(entry)) {
        Path part = folder.resolve("redis-server.part");
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(part, program, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return program;
  }

  @Override
  public boolean isHealthy() throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(new InetSocketAddress("127.0.0.1", process.port()), TIMEOUT_MS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void stop() throws IOException {
    process.stop();
  }

  @Override
  public void remove() throws IOException {
    Folders.delete(process.data());
  }

  @Override
  public Map<String, String> settings() throws IOException {
    return Map.of("redis.url", "redis://127.0.0.1:" + process.port());
  }

  @Override
  public String address() throws IOException {
    return "127.0.0.1:" + process.port();
  }
}
