package dev.vedette.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import dev.vedette.config.Keys;
import dev.vedette.config.Setting;
import dev.vedette.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PfxOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The event bus over several nodes. Hazelcast keeps who is there and who serves what, and nothing
 * else that matters: no lock, no counter, no id.
 */
final class Cluster {

  private static final Logger LOG = LogManager.getLogger(Cluster.class);
  private static final String NAME = "vedette";

  private Cluster() {}

  /** Vert.x of a node that belongs to a cluster. Waits until it has joined, or is the first. */
  static Vertx join(VertxBuilder builder, VertxOptions options, Settings settings)
      throws StartFailure {
    Address bind = address(settings, Keys.CLUSTER_BIND);
    boolean direct = settings.get(Keys.CLUSTER_ADVERTISE).isEmpty();
    Address advertised = direct ? bind : address(settings, Keys.CLUSTER_ADVERTISE);
    options.setEventBusOptions(bus(settings, bind, advertised));
    LOG.info("joining the cluster at {}", settings.get(Keys.CLUSTER_BIND));
    try {
      return builder
          .with(options)
          .withClusterManager(new HazelcastClusterManager(hazelcast(settings, bind, advertised)))
          .buildClustered()
          .await();
    } catch (Exception failure) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE,
          "cluster",
          "%s cannot join: %s. Check cluster.bind and cluster.members"
              .formatted(settings.get(Keys.CLUSTER_BIND), failure.getMessage()));
    }
  }

  private static Address address(Settings settings, Setting<String> key) throws StartFailure {
    try {
      return Address.parse(settings.get(key));
    } catch (IllegalArgumentException rule) {
      throw new StartFailure(
          StartFailure.CONFIGURATION, key.name(), String.valueOf(rule.getMessage()));
    }
  }

  private static EventBusOptions bus(Settings settings, Address bind, Address advertised) {
    EventBusOptions bus =
        new EventBusOptions().setHost(bind.host()).setPort(settings.get(Keys.CLUSTER_BUS_PORT));
    int port = settings.get(Keys.CLUSTER_ADVERTISE_BUS_PORT);
    bus.setClusterPublicHost(advertised.host());
    if (port > 0) {
      bus.setClusterPublicPort(port);
    }
    String keystore = settings.get(Keys.CLUSTER_KEYSTORE);
    if (!keystore.isEmpty()) {
      String password = settings.get(Keys.CLUSTER_STORE_PASSWORD);
      bus.setSsl(true)
          .setKeyCertOptions(new PfxOptions().setPath(keystore).setPassword(password))
          .setTrustOptions(
              new PfxOptions().setPath(settings.get(Keys.CLUSTER_TRUSTSTORE)).setPassword(password))
          .setClientAuth(ClientAuth.REQUIRED);
    }
    return bus;
  }

  private static Config hazelcast(Settings settings, Address bind, Address advertised) {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName(NAME);
    config.setProperty("hazelcast.logging.type", "log4j2");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    // while a member that stands still is believed to be there, another one cannot join
    config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "12");
    config.setProperty("hazelcast.operation.call.timeout.millis", "15000");
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    // what Hazelcast keeps is made anew by those who stay: nobody waits for its copies
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "3");
    // halves that were cut from each other look for each other, by default after five minutes
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    config.getJetConfig().setEnabled(false);
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(bind.port()).setPortAutoIncrement(false);
    if (!advertised.equals(bind)) {
      network.setPublicAddress(advertised.host() + ":" + advertised.port());
    }
    network.getInterfaces().setEnabled(true).setInterfaces(List.of(bind.host()));
    config.setProperty("hazelcast.socket.bind.any", "false");
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    String dns = settings.get(Keys.CLUSTER_KUBERNETES_DNS);
    if (dns.isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(settings.get(Keys.CLUSTER_MEMBERS));
    } else {
      join.getTcpIpConfig().setEnabled(false);
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", dns);
    }
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.getWhitelist().addPrefixes("io.vertx.", "com.hazelcast.", "java.", "[");
    filter.setDefaultsDisabled(true);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    return config;
  }
}
