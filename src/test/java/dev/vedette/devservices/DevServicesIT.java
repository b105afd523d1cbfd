package dev.vedette.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Local services and those who are in their way. */
@Timeout(120)
class DevServicesIT {

  /** Whoever listens in its place is not taken for the broker. */
  @Test
  void aBrokerWhosePortIsTakenSaysThatItHasEnded() throws Exception {
    Path project = Program.dataFolder();
    DevService kafka =
        DevServices.of(project, Artifacts.of(Path.of(""))).stream()
            .filter(service -> service.name().equals("kafka"))
            .findFirst()
            .orElseThrow();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path port = Files.createDirectories(project.resolve("run")).resolve("kafka.port");
      Files.writeString(port, Integer.toString(other.getLocalPort()));
      assertThatThrownBy(() -> DevServices.startAndAwait(kafka))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("kafka has ended");
      assertThat(kafka.isHealthy()).isFalse();
    } finally {
      kafka.stop();
      kafka.remove();
    }
  }
}
