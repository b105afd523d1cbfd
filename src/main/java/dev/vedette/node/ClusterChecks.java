package dev.vedette.node;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.relay.RelayTopic;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which settings go together in a cluster and outside of one (spec 10 §7.2). */
final class ClusterChecks {

  private ClusterChecks() {}

  static void add(Settings settings, List<StartChecks.Finding> findings) {
    boolean kafka = Feeds.areInKafka(settings);
    boolean brokers = !settings.get(Keys.KAFKA_BROKERS).isEmpty();
    if (kafka && !brokers) {
      findings.add(
          StartChecks.error("kafka.brokers", "is needed for feed.kind: kafka. Set host:port"));
    }
    boolean reads = readsRelay(settings, findings);
    boolean writes = !settings.get(Keys.RELAY_WRITE).equals("none");
    if ((reads || writes) && !kafka && !brokers) {
      String what = reads ? "relay.topics" : "relay.write";
      findings.add(
          StartChecks.error("kafka.brokers", "is needed for %s. Set host:port".formatted(what)));
    }
    if (reads && writes) {
      findings.add(
          StartChecks.error(
              "relay.write", "would write what relay.topics reads. Set one of the two"));
    }
    if (!kafka && !reads && !writes && brokers) {
      findings.add(
          StartChecks.warning(
              "kafka.brokers", "is not used with feed.kind: postgres. Set feed.kind: kafka"));
    }
    Set<NodeRole> roles = roles(settings, findings);
    if (settings.get(Keys.MODE).equals("cluster")) {
      addCluster(settings, kafka, findings);
    } else if (!roles.equals(EnumSet.allOf(NodeRole.class))) {
      findings.add(StartChecks.error("roles", "a standalone server has all roles. Set roles: all"));
    }
    if (settings.get(Keys.CLUSTER_KEYSTORE).isEmpty()
        != settings.get(Keys.CLUSTER_TRUSTSTORE).isEmpty()) {
      findings.add(
          StartChecks.error(
              "cluster.keystore", "goes with cluster.truststore. Set both or neither"));
    }
  }

  private static boolean readsRelay(Settings settings, List<StartChecks.Finding> findings) {
    try {
      return !RelayTopic.named(settings.get(Keys.RELAY_TOPICS)).isEmpty();
    } catch (IllegalArgumentException rule) {
      findings.add(StartChecks.error("relay.topics", String.valueOf(rule.getMessage())));
      return false;
    }
  }

  private static Set<NodeRole> roles(Settings settings, List<StartChecks.Finding> findings) {
    try {
      return NodeRole.of(settings);
    } catch (IllegalArgumentException rule) {
      findings.add(StartChecks.error("roles", String.valueOf(rule.getMessage())));
      return EnumSet.allOf(NodeRole.class);
    }
  }

  private static void addCluster(
      Settings settings, boolean kafka, List<StartChecks.Finding> findings) {
    if (settings.find(Keys.REDIS_URL) == null) {
      findings.add(
          StartChecks.error(
              "redis.url",
              "is needed in a cluster: counters and limits would differ per node. Set redis://…"));
    }
    if (!kafka) {
      findings.add(
          StartChecks.error(
              "feed.kind",
              "a feed in PostgreSQL is meant for one process. Set feed.kind: kafka and"
                  + " kafka.brokers"));
    }
    if (settings.find(Keys.DATABASE_URL) == null) {
      findings.add(
          StartChecks.error(
              "database.url", "is needed in a cluster, whose nodes share one database. Set it"));
    }
    if (settings.find(Keys.SERVER_SECRET_KEY) == null) {
      findings.add(
          StartChecks.error(
              "server.secret-key",
              "is needed in a cluster, the same on all nodes. Use config generate-secret-key"));
    }
    if (settings.find(Keys.SERVER_URL) == null) {
      findings.add(
          StartChecks.error(
              "server.url", "is needed in a cluster. Set the address that users see"));
    }
    if (settings.get(Keys.CLUSTER_MEMBERS).isEmpty()
        && settings.get(Keys.CLUSTER_KUBERNETES_DNS).isEmpty()) {
      findings.add(
          StartChecks.error(
              "cluster.members", "is needed in a cluster. Set it or cluster.kubernetes-dns"));
    }
    if (!settings.get(Keys.BLOB_SHARED)) {
      findings.add(
          StartChecks.error(
              "blob.shared",
              "attachments would be found by one node only. Put blob.dir on a shared volume and"
                  + " set blob.shared: true"));
    }
  }
}
