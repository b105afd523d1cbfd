package dev.vedette.cli;

import dev.vedette.config.Keys;
import dev.vedette.config.Setting;
import dev.vedette.config.Settings;
import dev.vedette.feed.DeadLetters;
import dev.vedette.feed.Feed;
import dev.vedette.node.Feeds;
import dev.vedette.node.StartChecks;
import dev.vedette.store.Database;
import java.io.PrintWriter;
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
    return options.withDatabase((storage, settings) -> {
      PrintWriter out = Output.of(spec);
      out.println(new Vedette.Version().getVersion()[0] + " on Java " + Runtime.version());
      settings(out, settings);
      StartChecks.of(settings).forEach(finding -> out.println(finding.line()));
      out.println("database " + storage.address());
      sizes(out, storage.database());
      Feeds.use(settings, storage.database(), Feed::lag)
          .forEach(lag ->
              out.printf(
                  "feed %s/%d: %d waiting%n", lag.feed().label(), lag.partition(), lag.waiting()));
      out.println("dead letters: " + new DeadLetters(storage.database()).count());
      return 0;
    });
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
  }
}
