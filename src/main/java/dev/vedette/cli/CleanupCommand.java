package dev.vedette.cli;

import dev.vedette.config.Options;
import dev.vedette.node.Retention;
import dev.vedette.store.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette cleanup}: retention at once, instead of on its schedule. */
@Command(
    name = "cleanup",
    description = "Deletes data past its retention.",
    mixinStandardHelpOptions = true)
final class CleanupCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(names = "--days", description = "Days to keep; default the option of the server.")
  private @Nullable Long days;

  @Option(names = "--dry-run", description = "Only prints what would go.")
  private boolean dryRun;

  @Option(
      names = {"-t", "--timed"},
      description = "Tells how long it took.")
  private boolean timed;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (days != null && days < 1) {
      throw new CommandFailure("--days must be at least 1.");
    }
    return options.withDatabase((storage, settings) -> {
      Options stored = new Options(storage.database(), settings.options());
      stored.reload();
      long kept =
          days == null ? stored.number(dev.vedette.config.Option.EVENT_RETENTION_DAYS) : days;
      Instant now = Instant.now();
      Instant oldest = now.minus(Duration.ofDays(kept));
      Partitions partitions = new Partitions(storage.database());
      var out = Output.of(spec);
      for (Partitions.Leaf leaf : partitions.expired(oldest)) {
        out.printf(
            "%s %s (%d bytes)%n", dryRun ? "would drop" : "dropping", leaf.name(), leaf.bytes());
        if (!dryRun) {
          partitions.drop(leaf);
        }
      }
      if (dryRun) {
        Retention.count(storage.database(), oldest)
            .forEach((table, rows) -> {
              if (rows > 0) {
                out.printf("would delete %d rows of %s%n", rows, table);
              }
            });
      } else {
        Retention.deleteRows(storage.database(), oldest, now);
      }
      out.println(dryRun ? "Nothing was deleted." : "Done.");
      if (timed) {
        out.printf(
            "Clean up took %d second(s).%n", Duration.between(now, Instant.now()).toSeconds());
      }
      return 0;
    });
  }
}
