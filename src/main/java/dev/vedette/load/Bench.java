package dev.vedette.load;

import dev.vedette.identity.Secrets;
import dev.vedette.json.Json;
import dev.vedette.node.FirstSetup;
import dev.vedette.node.VedetteNode;
import dev.vedette.project.Dsn;
import dev.vedette.store.LoopbackPort;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the whole pipeline against the thin path, in turn on one machine, so that the ratio says
 * something where absolute figures do not.
 */
public final class Bench {

  private static final int CONNECTIONS = 64;
  private static final int THIN_PROJECT = 1;

  /** Nobody logs in while it runs. */
  private static Map<String, String> setup() {
    return Map.of(
        "VEDETTE_ADMIN_EMAIL", "bench@localhost",
        "VEDETTE_ADMIN_PASSWORD", Secrets.hex(16),
        "VEDETTE_ORG", "bench");
  }

  private Bench() {}

  /**
   * Rates of the rounds in events per second.
   *
   * @param complete whether everything that was acknowledged was stored
   */
  public record Result(List<Double> thin, List<Double> pipeline, boolean complete) {

    /** The median rate of the pipeline as a share of the thin path's. */
    public double ratio() {
      return median(pipeline) / median(thin);
    }

    private static double median(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /** The result for people. */
    public String text() {
      return String.format(
          Locale.ROOT,
          "thin path  %,.0f events/s %s%npipeline   %,.0f events/s %s%nratio      %.2f%n",
          median(thin),
          rounded(thin),
          median(pipeline),
          rounded(pipeline),
          ratio());
    }

    private static List<Long> rounded(List<Double> rates) {
      return rates.stream().map(Math::round).toList();
    }

    /** The result as JSON. */
    public Json json() {
      return Json.object()
          .put("thin_path_events_per_second", Math.round(median(thin)))
          .put("pipeline_events_per_second", Math.round(median(pipeline)))
          .put("ratio", Math.round(ratio() * 1000) / 1000.0)
          .put("complete", complete)
          .build();
    }
  }

  /**
   * Runs the rounds, after one that only warms up. To be called on a virtual thread.
   *
   * @param node a server of its own, whose data may go afterwards
   */
  public static Result run(
      Vertx vertx,
      VedetteNode node,
      EventMix mix,
      int rounds,
      Duration each,
      Consumer<String> progress)
      throws IOException {
    Dsn dsn =
        FirstSetup.run(node.services(), setup())
            .flatMap(Dsn::parse)
            .orElseThrow(() -> new IllegalStateException("the server was set up before"));
    int port = LoopbackPort.free();
    ThinPath.prepare(node.services().database());
    String thin =
        vertx
            .deployVerticle(
                () -> new ThinPath(node.services().database(), port),
                new DeploymentOptions().setInstances(2))
            .await();
    List<Double> thinRates = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    boolean complete = true;
    for (int round = 0; round <= rounds; round++) {
      String name = round == 0 ? "warming up" : "round %d of %d".formatted(round, rounds);
      Consumer<String> told = line -> progress.accept(name + ": " + line);
      LoadReport least =
          Load.run(
              vertx,
              node.services().database(),
              plan(URI.create("http://127.0.0.1:" + port + "/"), THIN_PROJECT, mix, each),
              StoredEvents.Table.THIN,
              line -> told.accept("thin path, " + line));
      LoadReport whole =
          Load.run(
              vertx,
              node.services().database(),
              plan(endpoint(node, dsn), dsn.projectId(), mix, each),
              StoredEvents.Table.EVENT,
              line -> told.accept("pipeline, " + line));
      complete &= least.complete() && whole.complete();
      if (round > 0) {
        thinRates.add(least.eventsPerSecond());
        rates.add(whole.eventsPerSecond());
      }
    }
    vertx.undeploy(thin).await();
    return new Result(thinRates, rates, complete);
  }

  private static Load.Plan plan(URI target, long project, EventMix mix, Duration each) {
    return new Load.Plan(target, project, mix, CONNECTIONS, 0, each, Duration.ZERO);
  }

  private static URI endpoint(VedetteNode node, Dsn dsn) {
    return URI.create(
        "%s/api/%d/envelope/?sentry_key=%s"
            .formatted(node.services().url(), dsn.projectId(), dsn.publicKey()));
  }
}
