package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.testing.PreparedData;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A port on which another program listens: one sentence, and nothing is left behind. */
class PortTakenIT {

  @Test
  void theAddressIsNamedAndPostgresStops() throws Exception {
    int port = RunningNode.freePort();
    Path data = PreparedData.folder();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      String bind = "127.0.0.1:" + other.getLocalPort();
      Program.Ended ended =
          Program.run(
              "run",
              "--data",
              data.toString(),
              "--bind",
              bind,
              "-D",
              "management.bind=127.0.0.1:0");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.output())
          .contains("server.bind: " + bind + " cannot be used")
          .doesNotContain("\tat ");
    }
    assertThat(data.resolve("postgres/cluster/PG_VERSION")).exists();
    assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
  }
}
