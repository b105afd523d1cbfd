package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which settings go together (spec 10 §7.2); each that does not is refused with one sentence. */
class StartChecksTest {

  private static final Map<String, String> CLUSTER =
      Map.of(
          "mode", "cluster",
          "feed.kind", "kafka",
          "kafka.brokers", "127.0.0.1:9092",
          "redis.url", "redis://127.0.0.1:6379",
          "database.url", "postgresql://u:p@127.0.0.1:5432/vedette",
          "server.url", "https://errors.example.com",
          "server.secret-key", "0123456789abcdef0123456789abcdef",
          "cluster.members", "127.0.0.1:5701",
          "blob.shared", "true",
          "cookies.secure", "true");

  private static List<String> errors(Map<String, String> values) throws Exception {
    Settings settings = Settings.of(List.of(new Settings.Layer("test", values)));
    return StartChecks.of(settings).stream()
        .filter(StartChecks.Finding::isError)
        .map(StartChecks.Finding::setting)
        .toList();
  }

  private static List<String> errors(Map<String, String> values, String key, String value)
      throws Exception {
    Map<String, String> changed = new HashMap<>(values);
    changed.put(key, value);
    return errors(changed);
  }

  @Test
  void aWholeClusterIsFine() throws Exception {
    assertThat(errors(CLUSTER)).isEmpty();
    assertThat(errors(CLUSTER, "roles", "ingest,web")).isEmpty();
  }

  @Test
  void whatAClusterLacksIsNamed() throws Exception {
    assertThat(errors(CLUSTER, "redis.url", "")).containsExactly("redis.url");
    assertThat(errors(CLUSTER, "feed.kind", "postgres")).containsExactly("feed.kind");
    assertThat(errors(CLUSTER, "kafka.brokers", "")).containsExactly("kafka.brokers");
    assertThat(errors(CLUSTER, "database.url", "")).containsExactly("database.url");
    assertThat(errors(CLUSTER, "server.url", "")).containsExactly("server.url");
    assertThat(errors(CLUSTER, "server.secret-key", "")).containsExactly("server.secret-key");
    assertThat(errors(CLUSTER, "server.secret-key", "short")).containsExactly("server.secret-key");
    assertThat(errors(CLUSTER, "cluster.members", "")).containsExactly("cluster.members");
    assertThat(errors(CLUSTER, "blob.shared", "false")).containsExactly("blob.shared");
    assertThat(errors(CLUSTER, "roles", "ingest,cook")).containsExactly("roles");
    assertThat(errors(CLUSTER, "cluster.keystore", "x.p12")).containsExactly("cluster.keystore");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() throws Exception {
    assertThat(errors(Map.of("mode", "cluster")))
        .containsExactlyInAnyOrder(
            "redis.url",
            "feed.kind",
            "database.url",
            "server.secret-key",
            "server.url",
            "cluster.members",
            "blob.shared");
  }

  @Test
  void aStandaloneServerHasAllRoles() throws Exception {
    assertThat(errors(Map.of("roles", "ingest"))).containsExactly("roles");
    assertThat(errors(Map.of("feed.kind", "kafka"))).containsExactly("kafka.brokers");
  }

  @Test
  void numbersOfVerticlesAreWithinTheirBounds() throws Exception {
    assertThat(errors(Map.of("instances", "grouping=4,pipeline=2,http=1"))).isEmpty();
    assertThat(errors(Map.of("instances", "kitchen=2"))).containsExactly("instances");
    assertThat(errors(Map.of("instances", "grouping=0"))).containsExactly("instances");
    assertThat(errors(Map.of("instances", "pipeline=5"))).containsExactly("instances");
    assertThat(errors(Map.of("instances", "pipeline=5", "feed.partitions", "8"))).isEmpty();
  }
}
