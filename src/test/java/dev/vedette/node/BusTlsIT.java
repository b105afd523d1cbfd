package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.config.Settings;
import dev.vedette.testing.Certificates;
import dev.vedette.testing.RunningNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
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
    Certificates certificates = new Certificates(stores, PASSWORD);
    Path own = certificates.keyStore("own");
    Path foreign = certificates.keyStore("foreign");
    Path trusted = certificates.trusting("own");
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
}
