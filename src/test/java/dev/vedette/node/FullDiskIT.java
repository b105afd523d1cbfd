package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vedette.project.Dsn;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Shop;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up: events are refused, pages go on, and nothing acknowledged is lost. */
@Timeout(120)
class FullDiskIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void eventsAreRefusedUntilThereIsRoom() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=600m,mode=755", "tmpfs", folder.toString()),
        "a disk of its own needs the right to mount one");
    try (RunningNode node = RunningNode.start(folder, null)) {
      Shop shop = Shop.on(node);
      Dsn dsn = Dsn.parse(shop.project("till", "python")).orElseThrow();
      assertThat(post(node, dsn, "before").statusCode()).isEqualTo(200);
      Path filler = folder.resolve("filler");
      fill(filler);
      HttpResponse<String> refused =
          Awaited.answer(() -> post(node, dsn, "full"), answer -> answer.statusCode() != 200);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(shop.titles("till")).contains("before");
      Files.delete(filler);
      HttpResponse<String> taken =
          Awaited.answer(() -> post(node, dsn, "after"), answer -> answer.statusCode() == 200);
      assertThat(taken.statusCode()).isEqualTo(200);
      node.awaitDrained();
      assertThat(shop.titles("till")).contains("before", "after");
    } finally {
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  /** Leaves three of a hundred bytes. */
  private void fill(Path filler) throws Exception {
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (folder.toFile().getUsableSpace() > folder.toFile().getTotalSpace() * 0.03) {
        out.write(block);
      }
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (java.io.IOException absent) {
      return false;
    }
  }

  private static HttpResponse<String> post(RunningNode node, Dsn dsn, String message)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(
                    "%s/api/%d/store/?sentry_key=%s"
                        .formatted(node.url(), dsn.projectId(), dsn.publicKey())))
            .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"%s\"}".formatted(message)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
