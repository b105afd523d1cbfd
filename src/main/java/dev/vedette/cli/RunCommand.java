package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.node.FirstSetup;
import dev.vedette.node.StartChecks;
import dev.vedette.node.StartFailure;
import dev.vedette.node.VedetteNode;
import dev.vedette.telemetry.Logging;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette run}: the server, until it is told to stop. */
@Command(name = "run", description = "Runs the server.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private static final long STOP_LIMIT_SECONDS = 15;

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(
      names = {"-b", "--bind"},
      paramLabel = "HOST:PORT",
      description = "Address to listen on (server.bind).")
  private @Nullable String bind;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    long began = System.nanoTime();
    Map<String, String> given = new LinkedHashMap<>();
    if (bind != null) {
      given.put(Keys.SERVER_BIND.name(), bind);
    }
    Settings settings = options.load(given);
    Logging.configure(settings.get(Keys.LOG_FORMAT).equals("json"), settings.get(Keys.LOG_LEVEL));
    if (refused(settings)) {
      return StartFailure.CONFIGURATION;
    }
    VedetteNode node =
        SettingsOptions.onVirtualThread(() -> VedetteNode.start(settings, InstantSource.system()));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, stopped), "stop"));
    Optional<String> message =
        SettingsOptions.onVirtualThread(() -> FirstSetup.run(node.services(), System.getenv()));
    PrintWriter out = out();
    out.printf(
        "Vedette is running at %s (started in %.1f s). Stop it with Ctrl-C.%n",
        node.services().url(), (System.nanoTime() - began) / 1e9);
    message.ifPresent(out::println);
    out.flush();
    stopped.await();
    return 0;
  }

  /** Prints what the checks before the start found; whether one of them forbids the start. */
  private static boolean refused(Settings settings) {
    var findings = StartChecks.of(settings);
    findings.forEach(finding -> System.err.println(finding.line()));
    return findings.stream().anyMatch(StartChecks.Finding::isError);
  }

  private PrintWriter out() {
    CommandSpec known = spec;
    return known == null ? new PrintWriter(System.out, true) : known.commandLine().getOut();
  }

  private static void stop(VedetteNode node, CountDownLatch stopped) {
    Thread stopping = Thread.ofVirtual().start(node::close);
    try {
      if (!stopping.join(java.time.Duration.ofSeconds(STOP_LIMIT_SECONDS))) {
        System.err.println("Parts of the server did not stop in time.");
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    stopped.countDown();
  }
}
