package dev.vedette.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Programs from Maven Central, resolved by the checkout's own Maven into {@code
 * target/devservices}.
 */
public final class Artifacts {

  private static final long RESOLVE_MINUTES = 10;

  private final Path checkout;

  private Artifacts(Path checkout) {
    this.checkout = checkout;
  }

  /**
   * The artifacts of a checkout.
   *
   * @throws IOException when the folder is none, e.g. an installed archive
   */
  public static Artifacts of(Path checkout) throws IOException {
    if (!Files.exists(checkout.resolve("src/devservices/pom.xml"))) {
      throw new IOException(
          "Development services need a checkout of Vedette: run this command from one.");
    }
    return new Artifacts(checkout.toAbsolutePath().normalize());
  }

  /** The folder with the jars of a service, resolved on first use. Blocks, the first time long. */
  Path resolve(String service) throws IOException {
    Path folder = checkout.resolve("target/devservices").resolve(service);
    if (Files.exists(folder)) {
      return folder;
    }
    Path part = folder.resolveSibling(service + ".part" + ProcessHandle.current().pid());
    Path log = folder.resolveSibling(service + ".log");
    Files.createDirectories(folder.getParent());
    Process maven =
        new ProcessBuilder(
                checkout.resolve("mvnw").toString(),
                "-q",
                "-B",
                "-ntp",
                "-f",
                checkout.resolve("src/devservices/pom.xml").toString(),
                "-P" + service,
                "-Ddevservices.folder=" + part,
                "dependency:copy-dependencies")
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!maven.waitFor(RESOLVE_MINUTES, TimeUnit.MINUTES) || maven.exitValue() != 0) {
        maven.destroyForcibly();
        throw new IOException("%s could not be resolved; see %s".formatted(service, log));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    try {
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException another) {
      // another process has resolved it meanwhile
      Folders.delete(part);
      if (!Files.exists(folder)) {
        throw another;
      }
    }
    return folder;
  }

  /** The jar of a folder whose name begins so. */
  static Path find(Path folder, String prefix) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow(() -> new IOException(folder + " lacks " + prefix));
    }
  }
}
