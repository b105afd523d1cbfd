package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.feed.Feed;
import dev.vedette.identity.Secrets;
import dev.vedette.node.FirstSetup;
import dev.vedette.node.VedetteNode;
import dev.vedette.outbound.GuardedClient;
import dev.vedette.outbound.OutboundPolicy;
import dev.vedette.outbound.OutboundRefused;
import dev.vedette.project.Dsn;
import dev.vedette.store.Directories;
import dev.vedette.store.LoopbackPort;
import dev.vedette.telemetry.Logging;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code vedette warm-up}: walks a server on a temporary folder once through what every server does
 * first, so that the JVM can note what it loads. The start script runs it with the JVM's option
 * {@code -XX:AOTCacheOutput} to make the cache that later starts use.
 */
@Command(
    name = "warm-up",
    description = "Runs a server on a temporary folder once, for the JVM's start-up cache.",
    mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {

  private static final int EVENTS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final GuardedClient.Limits LIMITS = new GuardedClient.Limits(1 << 20, LIMIT, 0);

  @Override
  public Integer call() throws Exception {
    Path data = Files.createTempDirectory("vedette-warm-up");
    // the embedded PostgreSQL may run under another user, who must be able to enter
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Settings settings =
          Settings.of(
              List.of(
                  new Settings.Layer(
                      "warm-up",
                      Map.of(
                          Keys.DATA_DIR.name(), data.toString(),
                          Keys.SERVER_BIND.name(), "127.0.0.1:" + LoopbackPort.free(),
                          Keys.MANAGEMENT_BIND.name(), "127.0.0.1:" + LoopbackPort.free()))));
      Logging.configure(false, "error");
      return SettingsOptions.onVirtualThread(() -> {
        try (VedetteNode node = VedetteNode.start(settings, InstantSource.system())) {
          return walk(node.services());
        }
      });
    } finally {
      Directories.delete(data);
    }
  }

  private static int walk(VedetteNode.Services services) throws Exception {
    String printed =
        FirstSetup.run(
                services,
                Map.of(
                    "VEDETTE_ADMIN_EMAIL",
                    "warm-up@localhost",
                    "VEDETTE_ADMIN_PASSWORD",
                    Secrets.hex(16)))
            .orElseThrow();
    Dsn dsn = Dsn.parse(printed).orElseThrow();
    OutboundPolicy itself = new OutboundPolicy(true, List.of("127.0.0.1"));
    try (GuardedClient client = new GuardedClient(services.vertx(), itself)) {
      for (int event = 0; event < EVENTS; event++) {
        send(client, envelope(services.url(), dsn));
      }
      for (String path : List.of("/login", "/api/0/", "/_health/")) {
        send(client, GuardedClient.Outgoing.get(URI.create(services.url() + path)));
      }
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    while (isWaiting(services.feed()) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    return 0;
  }

  private static boolean isWaiting(Feed feed) {
    return feed.lag().stream().anyMatch(lag -> lag.waiting() > 0);
  }

  private static void send(GuardedClient client, GuardedClient.Outgoing request)
      throws OutboundRefused {
    var unused = client.send(request, LIMITS);
  }

  private static GuardedClient.Outgoing envelope(String url, Dsn dsn) {
    String body =
        """
        {}
        {"type":"event"}
        {"platform":"java","exception":{"values":[{"type":"java.lang.IllegalStateException",\
        "value":"warm-up","stacktrace":{"frames":[{"module":"warm.Up","function":"run",\
        "filename":"Up.java","lineno":1,"in_app":true}]}}]},\
        "request":{"url":"http://localhost/","headers":{"User-Agent":"Mozilla/5.0 Firefox/140.0"}},\
        "breadcrumbs":{"values":[{"message":"started"}]},"tags":{"step":"warm-up"}}
        """;
    return new GuardedClient.Outgoing(
        "POST",
        URI.create(url + "/api/" + dsn.projectId() + "/envelope/?sentry_key=" + dsn.publicKey()),
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
