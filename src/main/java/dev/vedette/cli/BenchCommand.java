package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.load.Bench;
import dev.vedette.load.EventMix;
import dev.vedette.node.VedetteNode;
import dev.vedette.store.LoopbackPort;
import dev.vedette.telemetry.Logging;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette bench}: the whole pipeline against the least a server must do. */
@Command(
    name = "bench",
    description = {
      "Measures this machine against a bare server.",
      "A server of its own on temporary data, in turn with one that only unpacks, parses, compresses and inserts; prints both medians and their ratio."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();
  @Mixin private MixOptions mix = new MixOptions();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Length of each run (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  private final CountDownLatch cleared = new CountDownLatch(1);

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || seconds < 1) {
      throw new CommandFailure("--rounds and --duration must be at least 1.");
    }
    EventMix events = mix.mix();
    Logging.configure(false, "warn");
    Path data =
        Files.setPosixFilePermissions(
            Files.createTempDirectory("vedette-bench"),
            PosixFilePermissions.fromString("rwxr-xr-x"));
    Vertx vertx = Vertx.vertx();
    Thread measuring = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(measuring), "stop"));
    try {
      Bench.Result result = SettingsOptions.onVirtualThread(() -> measure(vertx, data, events));
      var out = Output.of(spec);
      out.print(json ? result.json().text() + "\n" : result.text());
      out.flush();
      return result.complete() ? 0 : 1;
    } finally {
      try {
        vertx.close().await();
      } finally {
        delete(data);
        cleared.countDown();
      }
    }
  }

  /** Who is stopped takes the server and its data away first. */
  private void end(Thread measuring) {
    if (cleared.getCount() == 0) {
      return;
    }
    measuring.interrupt();
    try {
      var unused = cleared.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private Bench.Result measure(Vertx vertx, Path data, EventMix events) throws Exception {
    Settings settings =
        options.load(
            Map.of(
                Keys.DATA_DIR.name(),
                data.toString(),
                Keys.SERVER_BIND.name(),
                "127.0.0.1:" + LoopbackPort.free(),
                Keys.MANAGEMENT_BIND.name(),
                "127.0.0.1:0"));
    try (VedetteNode node = VedetteNode.start(settings, InstantSource.system())) {
      return Bench.run(
          vertx,
          node,
          events,
          rounds,
          Duration.ofSeconds(seconds),
          line -> Output.progress(spec, line));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
