package dev.vedette.devservices;

import dev.vedette.store.DatabaseAddress;
import dev.vedette.store.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

/** PostgreSQL, as a standalone server brings it along. */
final class DevPostgres implements DevService {

  private static final int TIMEOUT_MS = 2000;

  private final Path home;

  DevPostgres(Path project) {
    this.home = project.resolve("postgres");
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Path log() {
    return home.resolve("postgres/postgres.log");
  }

  @Override
  public boolean isRunning() throws IOException {
    return EmbeddedPostgres.isRunning(home);
  }

  @Override
  public void start() throws IOException {
    var unused = EmbeddedPostgres.start(home);
  }

  @Override
  public boolean isHealthy() throws IOException {
    if (!isRunning()) {
      return false;
    }
    DatabaseAddress address = EmbeddedPostgres.running(home);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Override
  public void stop() throws IOException {
    if (isRunning()) {
      EmbeddedPostgres.stop(home);
    }
  }

  @Override
  public void remove() throws IOException {
    Folders.delete(home);
  }

  @Override
  public Map<String, String> settings() throws IOException {
    return Map.of("database.url", EmbeddedPostgres.running(home).url());
  }

  @Override
  public String address() throws IOException {
    DatabaseAddress address = EmbeddedPostgres.running(home);
    return address.host() + ":" + address.port();
  }
}
