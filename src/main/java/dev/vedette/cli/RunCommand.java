package dev.vedette.cli;

import dev.vedette.config.ConfigurationException;
import dev.vedette.config.Keys;
import dev.vedette.config.Setting;
import dev.vedette.config.Settings;
import dev.vedette.node.FirstSetup;
import dev.vedette.node.ServiceManager;
import dev.vedette.node.StartChecks;
import dev.vedette.node.StartFailure;
import dev.vedette.node.VedetteNode;
import dev.vedette.telemetry.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

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

  @Option(
      names = "--roles",
      paramLabel = "ROLES",
      description = "What this node does (roles); all, or a list.")
  private @Nullable String roles;

  @Option(
      names = "--instances",
      paramLabel = "NAME=COUNT",
      description = "How many of each verticle this node runs (instances), e.g. grouping=4.")
  private @Nullable String instances;

  @Option(names = "--pid-file", paramLabel = "FILE", description = "Writes the process id there.")
  private @Nullable Path pidFile;

  @Spec private @Nullable CommandSpec spec;

  private final CompletableFuture<VedetteNode> started = new CompletableFuture<>();
  private volatile int exitCode;

  @Override
  public Integer call() throws Exception {
    long began = System.nanoTime();
    Map<String, String> given = new LinkedHashMap<>();
    if (bind != null) {
      given.put(Keys.SERVER_BIND.name(), bind);
    }
    if (roles != null) {
      given.put(Keys.ROLES.name(), roles);
    }
    if (instances != null) {
      given.put(Keys.INSTANCES.name(), instances);
    }
    Settings settings = options.load(given);
    Logging.configure(settings.get(Keys.LOG_FORMAT).equals("json"), settings.get(Keys.LOG_LEVEL));
    if (refused(settings)) {
      return StartFailure.CONFIGURATION;
    }
    ServiceManager manager = new ServiceManager(System.getenv());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(manager), "stop"));
    try {
      serve(settings, given, manager, began);
    } catch (Exception failed) {
      exitCode = failed instanceof StartFailure refused ? refused.exitCode() : 1;
      started.completeExceptionally(failed);
      throw failed;
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private void serve(
      Settings settings, Map<String, String> given, ServiceManager manager, long began)
      throws Exception {
    VedetteNode node =
        SettingsOptions.onVirtualThread(() -> VedetteNode.start(settings, InstantSource.system()));
    started.complete(node);
    Signal.handle(new Signal("HUP"), signal -> reload(settings, given, manager));
    writePid();
    Optional<String> message =
        SettingsOptions.onVirtualThread(() -> FirstSetup.run(node.services(), System.getenv()));
    PrintWriter out = out();
    out.printf(
        "Vedette%s is running at %s (started in %.1f s, %s). Stop it with Ctrl-C.%n",
        version(),
        node.services().url(),
        (System.nanoTime() - began) / 1e9,
        "roles %s, database %s, feed %s"
            .formatted(
                String.join(",", settings.get(Keys.ROLES)),
                settings.find(Keys.DATABASE_URL) == null ? "embedded" : "external",
                settings.get(Keys.FEED_KIND)));
    message.ifPresent(out::println);
    out.flush();
    manager.ready();
  }

  /** The version of a built program, after a blank. */
  private static String version() {
    String version = RunCommand.class.getPackage().getImplementationVersion();
    return version == null ? "" : " " + version;
  }

  private void writePid() throws IOException {
    if (pidFile != null) {
      Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
    }
  }

  /** Reads the settings again; those of the log take effect at once, others at the next start. */
  private void reload(Settings before, Map<String, String> given, ServiceManager manager) {
    manager.reloading();
    try {
      Settings now = options.load(given);
      Logging.configure(now.get(Keys.LOG_FORMAT).equals("json"), now.get(Keys.LOG_LEVEL));
      Logger log = LogManager.getLogger(RunCommand.class);
      log.info("settings were read again");
      StartChecks.of(now).forEach(finding -> log.warn("{}", finding.line()));
      for (Setting<?> key : Keys.ALL) {
        boolean changed = !now.value(key).text().equals(before.value(key).text());
        if (changed && !key.name().startsWith("log.")) {
          log.warn("{} has changed; it takes effect at the next start", key.name());
        }
      }
    } catch (ConfigurationException wrong) {
      LogManager.getLogger(RunCommand.class)
          .error("settings were not read again: {}", String.join("; ", wrong.findings()));
    }
    manager.ready();
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

  /**
   * Ends the process: 0 when all has stopped in time, 1 with a list of what was still open. A start
   * that is under way is waited for, as it may have started PostgreSQL.
   */
  private void stop(ServiceManager manager) {
    manager.stopping();
    Thread stopping = Thread.ofVirtual().start(this::closeNode);
    boolean inTime = false;
    try {
      inTime = stopping.join(java.time.Duration.ofSeconds(STOP_LIMIT_SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      VedetteNode node = started.isDone() ? started.getNow(null) : null;
      String open = node == null ? "the start" : String.join(", ", node.running());
      System.err.println("Still open after 15 s: " + open);
    }
    if (pidFile != null) {
      pidFile.toFile().delete();
    }
    LogManager.shutdown();
    // the JVM would report the signal as its exit code
    Runtime.getRuntime().halt(inTime ? exitCode : 1);
  }

  private void closeNode() {
    try {
      started.join().close();
    } catch (CompletionException neverStarted) {
      // its own failure has been told
    }
  }
}
