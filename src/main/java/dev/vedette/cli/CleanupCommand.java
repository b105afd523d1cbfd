package dev.vedette.cli;

import dev.vedette.config.Options;
import dev.vedette.config.Settings;
import dev.vedette.node.BlobSweep;
import dev.vedette.node.Retention;
import dev.vedette.project.ProjectId;
import dev.vedette.store.Database;
import dev.vedette.store.Partitions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette cleanup}: retention at once, instead of on its schedule (spec 10 §13). */
@Command(
    name = "cleanup",
    description = "Deletes data past its retention.",
    mixinStandardHelpOptions = true)
final class CleanupCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(names = "--days", description = "Days to keep; default the option of the server.")
  private @Nullable Long days;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "Only some of: events, issues, files, tokens.")
  private Set<Retention.Kind> only = EnumSet.allOf(Retention.Kind.class);

  @Option(
      names = "--project",
      paramLabel = "ID|ORG/SLUG",
      description = "Only what is this project's.")
  private @Nullable String project;

  @Option(names = "--dry-run", description = "Only prints what would go.")
  private boolean dryRun;

  @Option(
      names = {"-q", "--silent"},
      description = "Prints nothing but errors.")
  private boolean silent;

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
      Database database = storage.database();
      Options stored = new Options(database, settings.options());
      stored.reload();
      long kept =
          days == null ? stored.number(dev.vedette.config.Option.EVENT_RETENTION_DAYS) : days;
      Instant now = Instant.now();
      Instant oldest = now.minus(Duration.ofDays(kept));
      Retention retention =
          new Retention(database, oldest, now, project == null ? null : find(database, project));
      PrintWriter out = silent ? new PrintWriter(PrintWriter.nullWriter()) : Output.of(spec);
      partitions(database, oldest, out);
      if (dryRun) {
        retention
            .count(only)
            .forEach((table, rows) -> {
              if (rows > 0) {
                out.printf("would delete %d rows of %s%n", rows, table);
              }
            });
      } else {
        retention.delete(only);
        sweep(database, settings, now, out);
      }
      out.println(dryRun ? "Nothing was deleted." : "Done.");
      if (timed) {
        out.printf(
            "Clean up took %d second(s).%n", Duration.between(now, Instant.now()).toSeconds());
      }
      return 0;
    });
  }

  /** Events go with the whole day they came in, those of all projects. */
  private void partitions(Database database, Instant oldest, PrintWriter out) {
    if (!only.contains(Retention.Kind.EVENTS)) {
      return;
    }
    if (project != null) {
      out.println("Events are kept by the day, those of all projects together: none are deleted.");
      out.println("Neither are counts of issues, log-ins, tokens and files without reference.");
      return;
    }
    Partitions partitions = new Partitions(database);
    for (Partitions.Leaf leaf : partitions.expired(oldest)) {
      out.printf(
          "%s %s (%d bytes)%n", dryRun ? "would drop" : "dropping", leaf.name(), leaf.bytes());
      if (!dryRun) {
        partitions.drop(leaf);
      }
    }
  }

  private void sweep(Database database, Settings settings, Instant now, PrintWriter out)
      throws IOException {
    if (only.contains(Retention.Kind.FILES) && project == null) {
      out.printf("%d files without reference deleted%n", BlobSweep.once(database, settings, now));
    }
  }

  private static ProjectId find(Database database, String name) {
    int slash = name.indexOf('/');
    return database
        .sql()
        .find(
            """
            SELECT p.id FROM project p JOIN organization o ON o.id = p.organization_id
            WHERE p.status = 'active' AND ($1 = '' AND p.id::text = $2 OR o.slug = $1 AND p.slug = $2)\
            """,
            row -> new ProjectId(row.getLong(0)),
            slash < 0 ? "" : name.substring(0, slash),
            name.substring(slash + 1))
        .orElseThrow(() -> new CommandFailure("Project not found"));
  }
}
