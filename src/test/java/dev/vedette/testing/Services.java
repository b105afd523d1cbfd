package dev.vedette.testing;

import dev.vedette.devservices.Artifacts;
import dev.vedette.devservices.DevService;
import dev.vedette.devservices.DevServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** PostgreSQL, Redis and Kafka for one test, as {@code vedette devservices} runs them. */
public final class Services implements AutoCloseable {

  private final Path project;
  private final List<DevService> services;

  private Services(Path project, List<DevService> services) {
    this.project = project;
    this.services = services;
  }

  /** Ends a service as a crash would, and starts it again. */
  public void crash(String name) throws Exception {
    Path pidFile = project.resolve("run").resolve(name + ".pid");
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
    DevServices.startAndAwait(service(name));
  }

  /** Starts the services of these names. */
  public static Services start(String... names) throws IOException {
    Path project = Program.dataFolder();
    if (List.of(names).contains("postgres")) {
      PreparedData.fill(Files.createDirectories(project.resolve("postgres")));
    }
    List<DevService> chosen =
        DevServices.of(project, Artifacts.of(Path.of(""))).stream()
            .filter(service -> List.of(names).contains(service.name()))
            .toList();
    Services services = new Services(project, chosen);
    for (DevService service : chosen) {
      DevServices.startAndAwait(service);
    }
    return services;
  }

  public DevService service(String name) {
    return services.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** The settings with which a server uses them. */
  public Map<String, String> settings() throws IOException {
    Map<String, String> all = new HashMap<>();
    for (DevService service : services) {
      all.putAll(service.settings());
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    for (DevService service : services) {
      service.stop();
      service.remove();
    }
  }
}
