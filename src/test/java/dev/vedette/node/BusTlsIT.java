package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.config.Settings;
import dev.vedette.testing.RunningNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The event bus between nodes over mutual TLS: who has no trusted certificate is not heard. */
@Timeout(120)
class BusTlsIT {

  private static final String PASSWORD = "a-store-password";

  @TempDir private Path stores;
  private final List<Vertx> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.close().await());
  }

  @Test
  void onlyNodesWithATrustedCertificateAreHeard() throws Exception {
    Path own = certificate("own");
    Path foreign = certificate("foreign");
    Path trusted = trusting("own");
    int first = RunningNode.freePort();
    Vertx server = node(first, first, own, trusted);
    server
        .eventBus()
        .<String>consumer("echo", message -> message.reply("heard " + message.body()))
        .completion()
        .await();
    Vertx friend = node(RunningNode.freePort(), first, own, trusted);
    assertThat(ask(friend, 20_000)).isEqualTo("heard you");
    Vertx stranger = node(RunningNode.freePort(), first, foreign, trusted);
    assertThatThrownBy(() -> ask(stranger, 3_000)).isInstanceOf(Exception.class);
    assertThat(ask(friend, 20_000)).as("the others go on").isEqualTo("heard you");
  }

  private static String ask(Vertx node, long millis) throws Exception {
    return RunningNode.waiting(() ->
        node.eventBus()
            .<String>request("echo", "you", new DeliveryOptions().setSendTimeout(millis))
            .await()
            .body());
  }

  private Vertx node(int member, int first, Path keystore, Path truststore) throws Exception {
    Settings settings =
        Settings.of(
            List.of(
                new Settings.Layer(
                    "test",
                    Map.of(
                        "cluster.bind",
                        "127.0.0.1:" + member,
                        "cluster.members",
                        "127.0.0.1:" + first + ",127.0.0.1:" + member,
                        "cluster.keystore",
                        keystore.toString(),
                        "cluster.truststore",
                        truststore.toString(),
                        "cluster.store-password",
                        PASSWORD))));
    Vertx node =
        RunningNode.waiting(() -> Cluster.join(Vertx.builder(), new VertxOptions(), settings));
    nodes.add(node);
    return node;
  }

  private Path certificate(String name) throws Exception {
    Path store = stores.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "san=ip:127.0.0.1",
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-alias",
        name,
        "-keystore",
        store.toString(),
        "-file",
        stores.resolve(name + ".cer").toString());
    return store;
  }

  private Path trusting(String name) throws Exception {
    Path store = stores.resolve("trust.p12");
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        stores.resolve(name + ".cer").toString(),
        "-keystore",
        store.toString());
    return store;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
