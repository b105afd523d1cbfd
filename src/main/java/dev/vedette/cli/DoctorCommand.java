package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Setting;
import dev.vedette.config.Settings;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.node.Feeds;
import dev.vedette.node.StartChecks;
import dev.vedette.node.StartFailure;
import dev.vedette.store.Database;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vedette doctor}: the state of a server as text for a ticket, without secrets. */
@Command(
    name = "doctor",
    description = "Prints the state of the server for a ticket.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Output.of(spec);
    out.println(new Vedette.Version().getVersion()[0] + " on Java " + Runtime.version());
    Settings known = options.load(Map.of());
    settings(out, known);
    StartChecks.of(known).forEach(finding -> out.println(finding.line()));
    CheckCommand.ofServices(known).forEach(finding -> out.println(finding.line()));
    out.flush();
    try {
      return options.withUnmigratedDatabase((storage, settings) -> {
        out.println("database " + storage.address());
        section(
            out,
            () ->
                StartChecks.ofDatabase(storage.database())
                    .forEach(finding -> out.println(finding.line())));
        section(out, () -> sizes(out, storage.database()));
        section(out, () -> feeds(out, settings, storage.database()));
        section(
            out, () -> out.println("dead letters: " + new DeadLetters(storage.database()).count()));
        section(out, () -> lastErrors(out, storage.database()));
        return 0;
      });
    } catch (StartFailure away) {
      // what is known without the database has been told
      out.println(away.getMessage());
      return away.exitCode();
    }
  }

  /** A part of the report. */
  @FunctionalInterface
  private interface Section {
    void print() throws StartFailure;
  }

  /** Prints a part, or why it cannot be told, so that the others are. */
  private static void section(PrintWriter out, Section section) {
    try {
      section.print();
    } catch (StartFailure | RuntimeException away) {
      out.println("! " + away.getMessage());
    }
  }

  private static void feeds(PrintWriter out, Settings settings, Database database)
      throws StartFailure {
    Feeds.use(settings, database, Feed::lag)
        .forEach(lag ->
            out.printf(
                "feed %s/%d: %d waiting%n", lag.feed().label(), lag.partition(), lag.waiting()));
  }

  private static void lastErrors(PrintWriter out, Database database) {
    database
        .sql()
        .list(
            "SELECT feed, failed_at, error FROM dead_letter ORDER BY id DESC LIMIT 5",
            row ->
                "dead letter of %s at %s: %s"
                    .formatted(row.getString(0), row.getOffsetDateTime(1), row.getString(2)))
        .forEach(out::println);
  }

  private static void settings(PrintWriter out, Settings settings) {
    for (Setting<?> key : Keys.ALL) {
      Settings.Value value = settings.value(key);
      String shown = key.secret() && !value.text().isEmpty() ? "********" : value.text();
      out.printf("%s = %s (%s)%n", key.name(), shown, value.source());
    }
  }

  private static void sizes(PrintWriter out, Database database) {
    database
        .sql()
        .list(
            """
            SELECT relname, pg_total_relation_size(oid) AS size FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            ORDER BY size DESC LIMIT 15\
            """,
            row -> "table %s: %d bytes".formatted(row.getString(0), row.getLong(1)))
        .forEach(out::println);
    long whole =
        database.sql().one("SELECT pg_database_size(current_database())", row -> row.getLong(0));
    out.println("all tables and indexes: %d bytes".formatted(whole));
  }
}
