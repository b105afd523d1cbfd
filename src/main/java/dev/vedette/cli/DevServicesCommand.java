package dev.vedette.cli;

import dev.vedette.config.ConfigurationException;
import dev.vedette.config.Keys;
import dev.vedette.devservices.Artifacts;
import dev.vedette.devservices.DevService;
import dev.vedette.devservices.DevServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette devservices}: real servers for development (spec 10 §14). */
@Command(
    name = "devservices",
    description = "Runs PostgreSQL, Redis and Kafka for development, on loopback.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DevServicesCommand.Up.class,
      DevServicesCommand.Attach.class,
      DevServicesCommand.Down.class,
      DevServicesCommand.Remove.class
    })
final class DevServicesCommand {

  /** The project, and which of its services are meant. */
  static final class Selection {
    @Option(
        names = "--project",
        paramLabel = "NAME",
        defaultValue = "vedette",
        description = "Keeps its services apart from others' (default ${DEFAULT-VALUE}).")
    private String project = "vedette";

    @Mixin private SettingsOptions options = new SettingsOptions();

    List<DevService> all() throws IOException, ConfigurationException {
      if (!project.matches("[a-z0-9][a-z0-9_-]*")) {
        throw new CommandFailure("--project must be of a-z, 0-9, - and _.");
      }
      Path data = Path.of(options.load(Map.of()).get(Keys.DATA_DIR));
      return DevServices.of(data.resolve("dev").resolve(project), Artifacts.of(Path.of("")));
    }

    List<DevService> chosen(List<String> names) throws IOException, ConfigurationException {
      List<DevService> all = all();
      for (String name : names) {
        if (all.stream().noneMatch(service -> service.name().equals(name))) {
          throw new CommandFailure(
              "Service `%s` is not known or not enabled.%nServices that are available:%n%s"
                  .formatted(name, String.join("\n", all.stream().map(DevService::name).toList())));
        }
      }
      return all.stream()
          .filter(service -> names.isEmpty() || names.contains(service.name()))
          .toList();
    }

    String label(DevService service) {
      return project + "_" + service.name();
    }
  }

  @Command(
      name = "up",
      description = "Starts services in the background and checks that they answer.",
      mixinStandardHelpOptions = true)
  static final class Up implements Callable<Integer> {
    @Mixin private Selection selection = new Selection();

    @Option(names = "--exclude", paramLabel = "SERVICE", description = "Leaves a service out.")
    private List<String> excluded = List.of();

    @Parameters(arity = "0..*", paramLabel = "SERVICE", description = "postgres, redis, kafka")
    private List<String> names = List.of();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = Output.of(spec);
      var unused = selection.chosen(excluded);
      boolean failed = false;
      List<DevService> wanted =
          selection.chosen(names).stream()
              .filter(service -> !excluded.contains(service.name()))
              .toList();
      for (DevService service : wanted) {
        failed |= !start(service, out);
      }
      if (!failed) {
        out.println("Settings to use them:");
        for (DevService service : wanted) {
          service.settings().forEach((key, value) -> out.println("  -D " + key + "=" + value));
        }
      }
      return failed ? 1 : 0;
    }

    private boolean start(DevService service, PrintWriter out) {
      String label = selection.label(service);
      try {
        if (service.isRunning()) {
          out.println("> Service '" + label + "' is already running");
        } else {
          out.println("> Starting service '" + label + "'");
        }
        DevServices.startAndAwait(service);
        out.println(
            "  > '" + service.name() + "' is healthy (listening: " + service.address() + ")");
        return true;
      } catch (IOException failure) {
        out.println("> Failed to start service: " + failure.getMessage());
        return false;
      }
    }
  }

  @Command(
      name = "attach",
      description = "Runs one service in the foreground, with its output, until Ctrl-C.",
      mixinStandardHelpOptions = true)
  static final class Attach implements Callable<Integer> {
    private static final long POLL_MS = 200;

    @Mixin private Selection selection = new Selection();

    @Parameters(paramLabel = "SERVICE", description = "postgres, redis or kafka")
    private String name = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = Output.of(spec);
      DevService service = selection.chosen(List.of(name)).getFirst();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(service), "stop"));
      DevServices.startAndAwait(service);
      out.println("'" + service.name() + "' is listening on " + service.address());
      service.settings().forEach((key, value) -> out.println("  -D " + key + "=" + value));
      out.flush();
      long shown = 0;
      while (service.isRunning()) {
        shown = copyNew(service.log(), shown, out);
        Thread.sleep(POLL_MS);
      }
      return 1;
    }

    /** Prints what has been added to a log; gives its new length. */
    private static long copyNew(Path log, long from, PrintWriter out) throws IOException {
      if (!Files.exists(log) || Files.size(log) <= from) {
        return from;
      }
      try (var file = Files.newByteChannel(log)) {
        byte[] added = new byte[(int) Math.min(file.size() - from, 1 << 16)];
        var unused = file.position(from).read(java.nio.ByteBuffer.wrap(added));
        out.print(new String(added, java.nio.charset.StandardCharsets.UTF_8));
        out.flush();
        return from + added.length;
      }
    }

    private static void end(DevService service) {
      System.out.println("Stopping " + service.name());
      try {
        service.stop();
      } catch (IOException failure) {
        System.err.println(failure.getMessage());
      }
    }
  }

  @Command(
      name = "down",
      description = "Stops services; their data stays.",
      mixinStandardHelpOptions = true)
  static final class Down implements Callable<Integer> {
    @Mixin private Selection selection = new Selection();

    @Parameters(arity = "0..*", paramLabel = "SERVICE", description = "Default: all.")
    private List<String> names = List.of();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      for (DevService service : selection.chosen(names)) {
        if (service.isRunning()) {
          Output.of(spec).println("> Stopping service '" + selection.label(service) + "'");
          service.stop();
        }
      }
      return 0;
    }
  }

  @Command(
      name = "rm",
      description = "Stops services and deletes their data.",
      mixinStandardHelpOptions = true)
  static final class Remove implements Callable<Integer> {
    @Mixin private Selection selection = new Selection();

    @Option(names = "--no-input", description = "Asks nothing.")
    private boolean noInput;

    @Parameters(arity = "0..*", paramLabel = "SERVICE", description = "Default: all.")
    private List<String> names = List.of();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = Output.of(spec);
      List<DevService> chosen = selection.chosen(names);
      chosen.forEach(service -> out.println("  " + selection.label(service)));
      out.flush();
      if (!noInput) {
        Confirmation.require(
            "Are you sure you want to continue?", "pass --no-input to go on without");
      }
      for (DevService service : chosen) {
        service.stop();
        service.remove();
        out.println("> Removed '" + selection.label(service) + "'");
      }
      return 0;
    }
  }
}
