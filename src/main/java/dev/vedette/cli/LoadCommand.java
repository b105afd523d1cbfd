package dev.vedette.cli;

import dev.vedette.load.EventMix;
import dev.vedette.load.Load;
import dev.vedette.load.LoadReport;
import dev.vedette.project.Dsn;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette load}: sends realistic events to a server and tells what became of them. */
@Command(
    name = "load",
    description = {
      "Sends realistic events to a running server, waits until they are stored, and tells how fast.",
      "The server's database is looked into to count them: give its --data or --config.",
      "Exits 1 when an acknowledged event is not stored."
    },
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {

  private static final int USUAL_WARM_UP = 2;

  @Mixin private SettingsOptions options = new SettingsOptions();
  @Mixin private MixOptions mix = new MixOptions();

  @Option(names = "--dsn", required = true, description = "DSN of the project to send to.")
  private String dsn = "";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events per second; default as many as are answered.")
  private double rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "32",
      description = "Connections (default ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to send (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "How long at the beginning times of answers are left out, since the generator itself is"
              + " slow (default 2, at most half of the duration).")
  private @Nullable Integer warmUp;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Dsn target = Dsn.parse(dsn).orElseThrow(() -> new CommandFailure("--dsn is not a DSN."));
    if (connections < 1 || seconds < 1 || rate < 0) {
      throw new CommandFailure(
          "--connections and --duration must be at least 1, --rate not below 0.");
    }
    int unmeasured = warmUp == null ? Math.min(USUAL_WARM_UP, seconds / 2) : warmUp;
    if (unmeasured < 0 || unmeasured >= seconds) {
      throw new CommandFailure("--warm-up must be 0 or more and less than --duration.");
    }
    EventMix events = mix.mix();
    Vertx vertx = Vertx.vertx();
    try {
      LoadReport report =
          options.withDatabase((storage, settings) ->
              Load.run(
                  vertx,
                  storage.database(),
                  new Load.Plan(
                      endpoint(target),
                      target.projectId(),
                      events,
                      connections,
                      rate,
                      Duration.ofSeconds(seconds),
                      Duration.ofSeconds(unmeasured)),
                  line -> Output.progress(spec, line)));
      var out = Output.of(spec);
      out.print(json ? report.json().text() + "\n" : report.text());
      out.flush();
      return report.complete() ? 0 : 1;
    } finally {
      vertx.close().await();
    }
  }

  private URI endpoint(Dsn target) {
    URI uri = URI.create(dsn.strip());
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(
        "%s://%s%s/api/%d/envelope/?sentry_key=%s"
            .formatted(
                uri.getScheme(), uri.getHost(), port, target.projectId(), target.publicKey()));
  }
}
