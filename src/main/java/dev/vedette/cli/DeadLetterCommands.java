package dev.vedette.cli;

import dev.vedette.bus.Fault;
import dev.vedette.config.Settings;
import dev.vedette.feed.DeadLetters;
import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroupCodec;
import dev.vedette.json.Json;
import dev.vedette.node.Feeds;
import dev.vedette.node.StartFailure;
import dev.vedette.store.Database;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vedette feed dead list|show|replay|discard}. */
final class DeadLetterCommands {

  private static final int MOST_LISTED = 1000;

  private static final int SHOWN = 32;

  private DeadLetterCommands() {}

  private static CommandFailure unknown(long id) {
    return new CommandFailure("No dead letter " + id);
  }

  @Command(name = "list", description = "Lists dead letters.", mixinStandardHelpOptions = true)
  static final class ListLetters implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        List<Json> all = new ArrayList<>();
        for (DeadLetters.Letter letter : new DeadLetters(storage.database()).list(MOST_LISTED)) {
          if (!json) {
            Output.of(spec)
                .printf(
                    "%d %s/%d@%d %s %s%n",
                    letter.id(),
                    letter.feed().label(),
                    letter.partition(),
                    letter.position(),
                    letter.failedAt(),
                    letter.error());
          }
          all.add(
              Json.object()
                  .put("id", letter.id())
                  .put("feed", letter.feed().label())
                  .put("partition", letter.partition())
                  .put("position", letter.position())
                  .put("failedAt", letter.failedAt().toString())
                  .put("error", letter.error())
                  .put("size", letter.size())
                  .build());
        }
        if (json) {
          Output.of(spec).println(new Json.Arr(all).text());
        }
        return 0;
      });
    }
  }

  @Command(name = "show", description = "Shows a dead letter.", mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Parameters(paramLabel = "ID", description = "Number of the letter.")
    private long id;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        DeadLetters letters = new DeadLetters(storage.database());
        DeadLetters.Letter letter = letters.find(id).orElseThrow(() -> unknown(id));
        byte[] body = letters.body(id).orElseThrow(() -> unknown(id));
        var out = Output.of(spec);
        out.printf(
            "%s/%d@%d failed at %s: %s%n",
            letter.feed().label(),
            letter.partition(),
            letter.position(),
            letter.failedAt(),
            letter.error());
        describe(body, out);
        return 0;
      });
    }
  }

  private static void describe(byte[] body, PrintWriter out) {
    try {
      for (Item item : ItemGroupCodec.decode(body).items()) {
        out.printf("item %s, %d bytes%n", item.headers().text(), item.size());
      }
    } catch (Fault unreadable) {
      String start = HexFormat.ofDelimiter(" ").formatHex(body, 0, Math.min(SHOWN, body.length));
      out.printf("%s; %d bytes, the first of them: %s%n", unreadable.detail(), body.length, start);
    }
  }

  /** A change of the letters that are named, one after the other. */
  private abstract static class Change implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of the letters.")
    private List<Long> ids = List.of();

    @Spec private @Nullable CommandSpec spec;

    private final String done;

    Change(String done) {
      this.done = done;
    }

    /** Whether there was such a letter. */
    abstract boolean change(Settings settings, Database database, long id) throws StartFailure;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        for (long id : ids) {
          if (!change(settings, storage.database(), id)) {
            throw unknown(id);
          }
          Output.of(spec).println(done + " " + id);
        }
        return 0;
      });
    }
  }

  @Command(
      name = "replay",
      description = "Puts dead letters back into their feed.",
      mixinStandardHelpOptions = true)
  static final class Replay extends Change {
    Replay() {
      super("replayed");
    }

    @Override
    boolean change(Settings settings, Database database, long id) throws StartFailure {
      DeadLetters letters = new DeadLetters(database);
      return Feeds.use(settings, database, feed -> letters.replay(feed, id));
    }
  }

  @Command(
      name = "discard",
      description = "Removes dead letters for good.",
      mixinStandardHelpOptions = true)
  static final class Discard extends Change {
    Discard() {
      super("discarded");
    }

    @Override
    boolean change(Settings settings, Database database, long id) {
      return new DeadLetters(database).discard(id);
    }
  }
}
