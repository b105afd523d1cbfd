package dev.vedette.cli;

import dev.vedette.config.Option;
import dev.vedette.config.Options;
import dev.vedette.config.SettingsFiles;
import dev.vedette.json.Json;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette config}: the runtime options and the configuration file (spec 10 §5). */
@Command(
    name = "config",
    description = "Runtime options.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ConfigCommand.ListOptions.class,
      ConfigCommand.Get.class,
      ConfigCommand.Set.class,
      ConfigCommand.Delete.class,
      ConfigCommand.Dump.class,
      ConfigCommand.GenerateSecretKey.class,
      ConfigCommand.Discover.class
    })
final class ConfigCommand {

  private static Option option(String name) {
    return Option.of(name).orElseThrow(() -> new CommandFailure("unknown option: " + name));
  }

  private static void change(Runnable change) {
    try {
      change.run();
    } catch (IllegalStateException fixed) {
      throw new CommandFailure(String.valueOf(fixed.getMessage()));
    }
  }

  private static String text(Json value) {
    return value instanceof Json.Str(String text) ? text : value.text();
  }

  @Command(name = "list", description = "Lists options.", mixinStandardHelpOptions = true)
  static final class ListOptions implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Parameters(arity = "0..1", paramLabel = "PATTERN", description = "Shell pattern.")
    private String pattern = "*";

    @picocli.CommandLine.Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      var found =
          Option.ALL.stream().filter(option -> matcher.matches(Path.of(option.name()))).toList();
      if (json) {
        Json.Builder all = Json.object();
        found.forEach(option -> all.put(option.name(), option.type().name()));
        Output.of(spec).println(all.build().text());
      } else {
        found.forEach(option -> Output.of(spec).println(option.name() + " " + option.type()));
      }
      return 0;
    }
  }

  @Command(name = "get", description = "Shows an option.", mixinStandardHelpOptions = true)
  static final class Get implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @picocli.CommandLine.Option(
        names = {"-q", "--silent"},
        description = "Prints the value alone.")
    private boolean silent;

    @picocli.CommandLine.Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Parameters(paramLabel = "OPTION", description = "Name of the option.")
    private String name = "";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Option option = option(name);
      return options.withDatabase((storage, settings) -> {
        Options stored = new Options(storage.database(), settings.options());
        stored.reload();
        String value = text(stored.get(option));
        var out = Output.of(spec);
        if (json) {
          out.println(
              Json.object()
                  .put("name", option.name())
                  .put("type", option.type().name())
                  .put("value", stored.get(option))
                  .put("source", stored.source(option))
                  .put("default", option.defaultValue())
                  .build()
                  .text());
        } else if (silent) {
          out.println(value);
        } else {
          String channel = stored.channel(option);
          out.printf("           type: %s%n", option.type());
          Json onDisk = stored.fixed(option);
          out.printf("    from config: %s%n", onDisk == null ? "<not set>" : text(onDisk));
          out.printf("        current: %s%n", value);
          out.printf(" last update by: %s%n", channel == null ? "unknown" : channel);
          out.printf("         source: %s%n", stored.source(option));
          out.printf("        default: %s%n", text(option.defaultValue()));
        }
        return 0;
      });
    }
  }

  @Command(name = "set", description = "Changes an option.", mixinStandardHelpOptions = true)
  static final class Set implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "Name of the option.")
    private String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VALUE",
        description = "New value; asked for when it is not given.")
    private @Nullable String given;

    @Override
    public Integer call() throws Exception {
      Option option = option(name);
      String value = given == null ? asked() : given;
      Json read;
      try {
        read = option.read(value);
      } catch (IllegalArgumentException rule) {
        throw new CommandFailure(name + ": " + rule.getMessage());
      }
      return options.withNewDatabase((storage, settings) -> {
        storage.migrate();
        change(() -> new Options(storage.database(), settings.options()).set(option, read, "cli"));
        return 0;
      });
    }

    private static String asked() {
      var console = System.console();
      String answer = console == null ? null : console.readLine("Value: ");
      if (answer == null) {
        throw new CommandFailure("Give the value: vedette config set KEY VALUE.");
      }
      return answer;
    }
  }

  @Command(
      name = "delete",
      description = "Goes back to the default.",
      mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @picocli.CommandLine.Option(names = "--no-input", description = "Asks nothing.")
    private boolean noInput;

    @Parameters(paramLabel = "OPTION", description = "Name of the option.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
      Option option = option(name);
      if (!noInput) {
        Confirmation.require(
            "Are you sure you want to delete '" + name + "'?", "pass --no-input to go on without");
      }
      return options.withDatabase((storage, settings) -> {
        change(() -> new Options(storage.database(), settings.options()).delete(option));
        return 0;
      });
    }
  }

  @Command(
      name = "dump",
      description = "Shows every option with its value.",
      mixinStandardHelpOptions = true)
  static final class Dump implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @picocli.CommandLine.Option(
        names = {"-s", "--only-set"},
        description = "Only options that were changed.")
    private boolean onlySet;

    @picocli.CommandLine.Option(names = "--pretty-print", description = "Prints NAME : VALUE.")
    private boolean pretty;

    @picocli.CommandLine.Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        Options stored = new Options(storage.database(), settings.options());
        stored.reload();
        var shown =
            Option.ALL.stream().filter(option -> !onlySet || stored.channel(option) != null);
        Json.Builder all = Json.object();
        shown.forEach(option -> {
          if (json) {
            all.put(option.name(), stored.get(option));
          } else {
            Output.of(spec).println(line(stored, option));
          }
        });
        if (json) {
          Output.of(spec).println(all.build().text());
        }
        return 0;
      });
    }

    private String line(Options stored, Option option) {
      String value = text(stored.get(option));
      if (pretty) {
        return option.name() + " : " + value;
      }
      String channel = stored.channel(option);
      return "Option: %s. Set: %s. Set in settings: %s. Last channel: %s. Value: %s"
          .formatted(
              option.name(),
              channel == null ? "False" : "True",
              stored.fixed(option) == null ? "False" : "True",
              channel == null ? "None" : channel,
              value);
    }
  }

  @Command(
      name = "generate-secret-key",
      description = "Prints a new value for server.secret-key.",
      mixinStandardHelpOptions = true)
  static final class GenerateSecretKey implements Callable<Integer> {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789!@#%^&*(-_=+)";
    private static final int LENGTH = 50;

    @Mixin private SettingsOptions options = new SettingsOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      Output.of(spec).println(random());
      return 0;
    }

    static String random() {
      StringBuilder key = new StringBuilder(LENGTH);
      new SecureRandom()
          .ints(LENGTH, 0, LETTERS.length())
          .forEach(index -> key.append(LETTERS.charAt(index)));
      return key.toString();
    }
  }

  @Command(
      name = "discover",
      description = "Shows where the configuration file is looked for.",
      mixinStandardHelpOptions = true)
  static final class Discover implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      SettingsFiles.discover(options.config(), System.getenv())
          .forEach(candidate ->
              Output.of(spec).println((candidate.used() ? "used  " : "-     ") + candidate.path()));
      return 0;
    }
  }
}
