package dev.vedette.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vedette.store.Database;
import dev.vedette.store.DatabaseAddress;
import dev.vedette.testing.Program;
import dev.vedette.testing.RunningNode;
import dev.vedette.testing.Sender;
import dev.vedette.testing.Services;
import dev.vedette.testing.TcpProxy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes over real PostgreSQL, Kafka and Redis: what one acknowledged, others keep. */
@Timeout(420)
class ClusterIT {

  private static Services services;
  private static Path blobs;
  private static Vertx vertx;
  private static Database database;

  private final List<Process> nodes = new ArrayList<>();
  private final int firstMember = port();
  private final int secondMember = port();

  private static int port() {
    try {
      return RunningNode.freePort();
    } catch (IOException none) {
      throw new AssertionError(none);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    services = Services.start("postgres", "redis", "kafka");
    blobs = Program.dataFolder();
    vertx = Vertx.vertx();
    database =
        Database.open(vertx, DatabaseAddress.parse(services.settings().get("database.url")), 4);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close().await();
    vertx.close().await();
    services.close();
  }

  @AfterEach
  void stopNodes() throws Exception {
    for (Process node : nodes) {
      node.destroy();
    }
    for (Process node : nodes) {
      if (!node.waitFor(20, TimeUnit.SECONDS)) {
        node.destroyForcibly().waitFor();
      }
    }
  }

  /** A node and where it is. */
  private record Node(Process process, Path data, int port, String dsn) {}

  private Node node(String roles, int member) throws Exception {
    return node(roles, member, Map.of());
  }

  private Node node(String roles, int member, Map<String, String> others) throws Exception {
    int port = RunningNode.freePort();
    Path data = Program.dataFolder();
    Map<String, String> settings = new HashMap<>(services.settings());
    settings.put("mode", "cluster");
    settings.put("roles", roles);
    settings.put("server.url", "http://127.0.0.1:" + port);
    settings.put("server.secret-key", "0123456789abcdef0123456789abcdef");
    settings.put("cluster.bind", "127.0.0.1:" + member);
    settings.put("cluster.members", "127.0.0.1:" + firstMember + ",127.0.0.1:" + secondMember);
    settings.put("blob.dir", blobs.toString());
    settings.put("blob.shared", "true");
    settings.putAll(others);
    Process process = Program.server(data, port, settings);
    nodes.add(process);
    return new Node(process, data, port, Program.awaitDsn(data, port));
  }

  private long count(String sql) throws Exception {
    return RunningNode.waiting(() -> database.sql().one(sql, row -> row.getLong(0)));
  }

  /**
   * Waits until what has been acknowledged so far is stored. Counting is not enough: an event whose
   * sender gave up waiting may be stored too.
   */
  private List<String> awaitStored(Sender sender) throws Exception {
    Set<String> wanted = Set.copyOf(sender.acknowledged());
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (true) {
      List<String> stored =
          RunningNode.waiting(() ->
              database
                  .sql()
                  .list(
                      "SELECT replace(event_id::text, '-', '') FROM event",
                      row -> row.getString(0)));
      if (new HashSet<>(stored).containsAll(wanted)) {
        return stored;
      }
      assertThat(System.nanoTime()).as("all events are stored in time").isLessThan(limit);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void assertEachOnce(Sender sender) throws Exception {
    List<String> stored = awaitStored(sender);
    assertThat(new HashSet<>(stored)).hasSameSizeAs(stored).containsAll(sender.acknowledged());
    // one statement sees one state: what comes in late comes with all its counts
    assertThat(
            count(
                """
                SELECT CASE WHEN e.n = i.n AND e.n = o.n THEN 0 ELSE e.n END FROM
                  (SELECT count(*) AS n FROM event) e,
                  (SELECT sum(times_seen)::int8 AS n FROM issue_stat) i,
                  (SELECT sum(quantity)::int8 AS n FROM (
                    SELECT * FROM outcome_hour UNION ALL SELECT * FROM outcome_delta) all_of_them
                   WHERE outcome = 0 AND category = 1) o\
                """))
        .as("events, sightings and outcomes are as many")
        .isZero();
    assertThat(count("SELECT count(*) FROM dead_letter")).isZero();
  }

  @Test
  void aNodeThatIsKilledOrPausedLosesAndRepeatsNothing() throws Exception {
    Node web = node("web,scheduler", firstMember);
    Node ingest = node("ingest", secondMember);
    Node first = node("pipeline,grouping,issue", port());
    try (Sender sender = Sender.to(ingest.port(), ingest.dsn(), Duration.ofMillis(20))) {
      sender.awaitMore(200);
      awaitStored(sender);
      String token = token();
      String issues = get(web, token, "organizations/acme/issues/");
      assertThat(issues).contains("crash");
      Matcher issue = Pattern.compile("\\{\"id\":\"(\\d+)\"").matcher(issues);
      assertThat(issue.find()).isTrue();
      String hashes = "organizations/acme/issues/" + issue.group(1) + "/hashes/";
      Matcher event = Pattern.compile("\"eventID\":\"(\\w{32})\"").matcher(get(web, token, hashes));
      assertThat(event.find()).isTrue();
      // what a node with pages only knows nothing of, another explains
      assertThat(get(web, token, "projects/acme/shop/events/" + event.group(1) + "/grouping-info/"))
          .contains("\"hashMismatch\":false", "\"newstyle:2023-01-11\"");

      first.process().destroyForcibly().waitFor();
      Node second = node("pipeline,grouping,issue", port());
      sender.awaitMore(200);
      awaitStored(sender);

      signal(second, "STOP");
      Node third = node("pipeline,grouping,issue", port());
      sender.awaitMore(200);
      awaitStored(sender);
      signal(second, "CONT");
      sender.awaitMore(200);
      sender.stop();
      assertEachOnce(sender);
      assertThat(third.process().isAlive()).isTrue();
      assertThat(second.process().isAlive()).isTrue();
    }
  }

  @Test
  void servicesThatCrashOrAreCutOffLoseNothing() throws Exception {
    TcpProxy toDatabase = way("database.url");
    TcpProxy toRedis = way("redis.url");
    Node all =
        node(
            "all",
            firstMember,
            Map.of(
                "database.url", over(toDatabase, "database.url"),
                "redis.url", over(toRedis, "redis.url")));
    try (toDatabase;
        toRedis;
        Sender sender = Sender.to(all.port(), all.dsn(), Duration.ofMillis(20))) {
      sender.awaitMore(100);
      toDatabase.cut();
      toRedis.cut();
      sender.awaitMore(50);
      toDatabase.open();
      toRedis.open();
      sender.awaitMore(100);
      services.crash("kafka");
      sender.awaitMore(100);
      services.crash("redis");
      sender.awaitMore(100);
      sender.stop();
      assertEachOnce(sender);
    }
    signal(all, "TERM");
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
    while (status(all, "ready") != 503 && System.nanoTime() < limit) {
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(status(all, "ready")).as("it goes on serving, not ready any more").isEqualTo(503);
    assertThat(status(all, "live")).isEqualTo(200);
  }

  /** A way to a service, which can be cut. */
  private static TcpProxy way(String setting) throws Exception {
    URI target = URI.create(services.settings().get(setting));
    TcpProxy way = TcpProxy.to(target.getHost(), target.getPort());
    way.open();
    return way;
  }

  private static String over(TcpProxy way, String setting) throws Exception {
    String url = services.settings().get(setting);
    return url.replace(":" + URI.create(url).getPort(), ":" + way.port());
  }

  private static int status(Node node, String check) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:%d/api/relay/healthcheck/%s/".formatted(node.port(), check));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void signal(Node node, String name) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(node.process().pid()))
                .start()
                .waitFor())
        .isZero();
  }

  private String token() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("token", "create", "--user", "a@example.org"));
    services
        .settings()
        .forEach((key, value) -> {
          arguments.add("-D");
          arguments.add(key + "=" + value);
        });
    return Program.run(arguments.toArray(String[]::new)).output().strip();
  }

  /** What the API of a node answers. */
  private static String get(Node web, String token, String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/0/%s".formatted(web.port(), path)))
                    .header("Authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.body();
  }
}
