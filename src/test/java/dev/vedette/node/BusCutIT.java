package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vedette.config.Settings;
import dev.vedette.testing.Awaited;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.TcpProxy;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that reach each other over ways which are cut find together again when they are mended. */
@Timeout(180)
class BusCutIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<Vertx> nodes = new ArrayList<>();
  private final List<TcpProxy> ways = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    nodes.forEach(node -> node.close().await());
    for (TcpProxy way : ways) {
      way.close();
    }
  }

  @Test
  void aCutBetweenNodesHeals() throws Exception {
    int first = RunningNode.freePort();
    int second = RunningNode.freePort();
    TcpProxy toFirst = way(first);
    TcpProxy toSecond = way(second);
    String members = "127.0.0.1:" + toFirst.port() + ",127.0.0.1:" + toSecond.port();
    Vertx one = node(first, toFirst, members);
    Vertx other = node(second, toSecond, members);
    serve(one, "one");
    serve(other, "other");
    assertThat(ask(one, "other")).isEqualTo("other heard you");
    assertThat(ask(other, "one")).isEqualTo("one heard you");

    for (TcpProxy way : ways) {
      way.cut();
    }
    assertThatThrownBy(() -> ask(one, "other")).isInstanceOf(Exception.class);
    assertThat(ask(one, "one")).as("what is here goes on").isEqualTo("one heard you");
    assertThat(Awaited.answer(LIMIT, () -> members(one), count -> count == 1))
        .as("members that one sees during the cut")
        .isEqualTo(1);

    for (TcpProxy way : ways) {
      way.open();
    }
    assertThat(Awaited.answer(LIMIT, () -> failure(one, "other"), String::isEmpty)).isEmpty();
    assertThat(Awaited.answer(LIMIT, () -> failure(other, "one"), String::isEmpty)).isEmpty();
  }

  private TcpProxy way(int port) throws Exception {
    TcpProxy way = TcpProxy.to("127.0.0.1", port);
    way.open();
    ways.add(way);
    return way;
  }

  private Vertx node(int member, TcpProxy way, String members) throws Exception {
    int bus = RunningNode.freePort();
    Settings settings =
        Settings.of(
            List.of(
                new Settings.Layer(
                    "test",
                    Map.of(
                        "cluster.bind",
                        "127.0.0.1:" + member,
                        "cluster.advertise",
                        "127.0.0.1:" + way.port(),
                        "cluster.bus-port",
                        Integer.toString(bus),
                        "cluster.advertise-bus-port",
                        Integer.toString(way(bus).port()),
                        "cluster.members",
                        members))));
    Vertx node =
        RunningNode.waiting(() -> Cluster.join(Vertx.builder(), new VertxOptions(), settings));
    nodes.add(node);
    return node;
  }

  private static void serve(Vertx node, String name) throws Exception {
    node.eventBus()
        .<String>consumer(name, message -> message.reply(name + " heard " + message.body()))
        .completion()
        .await();
  }

  private static String ask(Vertx node, String address) throws Exception {
    return RunningNode.waiting(() ->
        node.eventBus()
            .<String>request(address, "you", new DeliveryOptions().setSendTimeout(2000))
            .await()
            .body());
  }

  private static int members(Vertx node) {
    return ((VertxInternal) node).clusterManager().getNodes().size();
  }

  /** Why a question is not answered; empty when it is. */
  private static String failure(Vertx node, String address) {
    try {
      ask(node, address);
      return "";
    } catch (Exception failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
