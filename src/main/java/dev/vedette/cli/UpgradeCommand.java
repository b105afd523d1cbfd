package dev.vedette.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette upgrade}: brings the schema up to date, which a start does as well. */
@Command(
    name = "upgrade",
    description = "Applies pending migrations of the database.",
    mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {

  private static final int PENDING = 2;

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(names = "--check", description = "Changes nothing; exits 2 when migrations are pending.")
  private boolean check;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var out = Output.of(spec);
    return options.withNewDatabase((storage, settings) -> {
      var pending = storage.pendingMigrations();
      if (pending.isEmpty()) {
        out.println("The database is up to date.");
        return 0;
      }
      pending.forEach(migration -> out.println((check ? "pending: " : "applying: ") + migration));
      if (check) {
        return PENDING;
      }
      storage.migrate();
      out.println("The database is up to date.");
      return 0;
    });
  }
}
