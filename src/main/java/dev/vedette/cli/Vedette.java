package dev.vedette.cli;

import dev.vedette.config.ConfigurationException;
import dev.vedette.node.StartFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program. Exit codes: 0 done, 1 failed, 2 usage, 69 a service is unreachable, 78
 * configuration.
 */
@Command(
    name = "vedette",
    description = "Error tracking and performance monitoring that you host yourself.",
    mixinStandardHelpOptions = true,
    versionProvider = Vedette.Version.class,
    subcommands = {
      RunCommand.class,
      InitCommand.class,
      CreateUserCommand.class,
      TokenCommand.class,
      ProjectCommand.class,
      ConfigCommand.class,
      CheckCommand.class,
      DoctorCommand.class,
      CleanupCommand.class,
      UpgradeCommand.class,
      ExplainCommand.class,
      LoadCommand.class,
      BenchCommand.class,
      DevServicesCommand.class,
      FeedCommand.class,
      NodesCommand.class,
      WarmUpCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Vedette implements Runnable {

  private static final int CONFIGURATION = 78;

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.setProperty("log4j2.disableJmx", "true");
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
    int code = commandLine().execute(GlobalOptions.behindCommand(arguments));
    System.exit(code);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Vedette()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, result) -> {
      switch (failure) {
        case ConfigurationException wrong -> {
          wrong.findings().forEach(finding -> command.getErr().println("✗ " + finding));
          return CONFIGURATION;
        }
        case StartFailure start -> {
          command.getErr().println(start.getMessage());
          return start.exitCode();
        }
        case CommandFailure known -> {
          command.getErr().println(known.getMessage());
          return 1;
        }
        default -> {
          command.getErr().println("Error: " + failure.getMessage());
          org.apache.logging.log4j.LogManager.getLogger(Vedette.class).debug("failed", failure);
          return 1;
        }
      }
    });
    return line;
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** The version of the program. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Vedette.class.getPackage().getImplementationVersion();
      return new String[] {"vedette " + (version == null ? "(development)" : version)};
    }
  }
}
