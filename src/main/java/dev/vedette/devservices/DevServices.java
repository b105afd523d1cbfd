package dev.vedette.devservices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The services of one project: their data, logs and process ids stand below one folder. */
public final class DevServices {

  private DevServices() {}

  /**
   * All services of a project.
   *
   * @param project folder of its own, e.g. {@code data/dev/vedette}
   */
  public static List<DevService> of(Path project, Artifacts artifacts) {
    Path home = project.toAbsolutePath().normalize();
    return List.of(
        new DevPostgres(home), new DevRedis(home, artifacts), new DevKafka(home, artifacts));
  }

  /**
   * Starts a service that does not run and waits until it answers.
   *
   * @throws IOException when it does not answer within half a minute
   */
  public static void startAndAwait(DevService service) throws IOException {
    if (!service.isRunning()) {
      service.start();
    }
    long limit = System.nanoTime() + 30_000_000_000L;
    while (!service.isHealthy()) {
      if (!service.isRunning()) {
        throw new IOException(service.name() + " has ended; its log tells why");
      }
      if (System.nanoTime() > limit) {
        throw new IOException(service.name() + " does not answer");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }
}
