package dev.vedette.testing;

import dev.vedette.devservices.Artifacts;
import dev.vedette.devservices.DevService;
import dev.vedette.devservices.DevServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL, Redis and Kafka for one test, as {@code vedette devservices} runs them. */
public final class Services implements AutoCloseable {

  private final List<DevService> services;

  private Services(List<DevService> services) {
    this.services = services;
  }

  /** Starts the services of these names. */
  public static Services start(String... names) throws IOException {
    Path project = Program.dataFolder();
    List<DevService> chosen =
        DevServices.of(project, Artifacts.of(Path.of(""))).stream()
            .filter(service -> List.of(names).contains(service.name()))
            .toList();
    Services services = new Services(chosen);
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
