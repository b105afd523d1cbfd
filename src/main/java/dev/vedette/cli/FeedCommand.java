package dev.vedette.cli;

import dev.vedette.feed.Feed;
import dev.vedette.json.Json;
import dev.vedette.node.Feeds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vedette feed}: queues and dead letters. */
@Command(
    name = "feed",
    description = "Feeds and dead letters.",
    mixinStandardHelpOptions = true,
    subcommands = {FeedCommand.ListFeeds.class, FeedCommand.ShowLag.class, FeedCommand.Dead.class})
final class FeedCommand {

  @Command(name = "list", description = "Waiting records by feed.", mixinStandardHelpOptions = true)
  static final class ListFeeds implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        Map<String, Long> waiting = new TreeMap<>();
        for (Feed.Lag lag : Feeds.use(settings, storage.database(), Feed::lag)) {
          waiting.merge(lag.feed().label(), lag.waiting(), Long::sum);
        }
        PrintWriter out = Output.of(spec);
        if (json) {
          Json.Builder all = Json.object();
          waiting.forEach(all::put);
          out.println(all.build().text());
        } else {
          waiting.forEach((feed, count) -> out.println(feed + " " + count));
        }
        return 0;
      });
    }
  }

  @Command(
      name = "lag",
      description = "Waiting records by partition.",
      mixinStandardHelpOptions = true)
  static final class ShowLag implements Callable<Integer> {
    @Mixin private SettingsOptions options = new SettingsOptions();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      return options.withDatabase((storage, settings) -> {
        List<Json> all = new ArrayList<>();
        PrintWriter out = Output.of(spec);
        for (Feed.Lag lag : Feeds.use(settings, storage.database(), Feed::lag)) {
          if (!json) {
            out.printf(
                "%s/%d %d (head %d, read %d)%n",
                lag.feed().label(), lag.partition(), lag.waiting(), lag.head(), lag.offset());
          }
          all.add(
              Json.object()
                  .put("feed", lag.feed().label())
                  .put("partition", lag.partition())
                  .put("waiting", lag.waiting())
                  .put("head", lag.head())
                  .put("offset", lag.offset())
                  .build());
        }
        if (json) {
          out.println(new Json.Arr(all).text());
        }
        return 0;
      });
    }
  }

  @Command(
      name = "dead",
      description = "Dead letters.",
      mixinStandardHelpOptions = true,
      subcommands = {
        DeadLetterCommands.ListLetters.class,
        DeadLetterCommands.Show.class,
        DeadLetterCommands.Replay.class,
        DeadLetterCommands.Discard.class
      })
  static final class Dead {}
}
