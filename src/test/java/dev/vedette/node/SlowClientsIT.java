package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.vedette.project.Dsn;
import dev.vedette.testing.PreparedData;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand clients that are too slow hold up nobody else. */
@Timeout(180)
class SlowClientsIT {

  private static final int CLIENTS = 10_000;

  /** Files that a process needs besides its connections. */
  private static final int OTHER_FILES = 2000;

  /** Half of them never end their head, half never send the body they announced. */
  @Test
  void slowClientsDoNotHoldUpOthers() throws Exception {
    int port = RunningNode.freePort();
    Path data = PreparedData.folder();
    Process server = Program.server(data, port);
    List<SocketChannel> slow = new ArrayList<>();
    try {
      Dsn dsn = Dsn.parse(Program.awaitDsn(data, port)).orElseThrow();
      String path = "/api/%d/store/?sentry_key=%s".formatted(dsn.projectId(), dsn.publicKey());
      String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n";
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      for (int i = 0; i < clients(); i++) {
        SocketChannel channel = SocketChannel.open();
        slow.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(address);
        String sent = i % 2 == 0 ? head : head + "\r\n{";
        channel.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.US_ASCII)));
      }
      try (HttpClient http = HttpClient.newHttpClient()) {
        for (int i = 0; i < 20; i++) {
          assertThat(post(http, URI.create("http://127.0.0.1:" + port + path))).isEqualTo(200);
        }
      }
    } finally {
      for (SocketChannel channel : slow) {
        channel.close();
      }
      server.destroy();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).as("it stops").isTrue();
    }
  }

  /** As many as this process may have, where that is less. */
  private static int clients() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(CLIENTS, unix.getMaxFileDescriptorCount() - OTHER_FILES)
        : CLIENTS;
  }

  private static int post(HttpClient http, URI uri) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"in between\"}"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
