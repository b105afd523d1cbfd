package dev.vedette.cli;

import dev.vedette.feed.Feed;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.node.Feeds;
import dev.vedette.telemetry.NodeReport;
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

/** {@code vedette nodes}: who is there, what each does, and what waits. */
@Command(
    name = "nodes",
    description = "Lists the nodes that run, their roles and rates, and what waits in the feeds.",
    mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {

  @Mixin private SettingsOptions options = new SettingsOptions();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    return options.withDatabase((storage, settings) -> {
      List<NodeReport> nodes = NodeReport.all(storage.database());
      Map<String, Long> waiting = new TreeMap<>();
      Feeds.use(settings, storage.database(), Feed::lag)
          .forEach(lag -> waiting.merge(lag.feed().label(), lag.waiting(), Long::sum));
      PrintWriter out = Output.of(spec);
      if (json) {
        out.println(json(nodes, waiting).text());
      } else {
        print(out, nodes, waiting);
      }
      return 0;
    });
  }

  private static void print(PrintWriter out, List<NodeReport> nodes, Map<String, Long> waiting) {
    if (nodes.isEmpty()) {
      out.println("No node runs.");
    }
    for (NodeReport node : nodes) {
      out.printf(
          "%s  %s  %.1f events/s  up since %s%n  verticles %s%n",
          node.address(),
          node.roles(),
          node.eventsPerSecond(),
          node.started().withNano(0),
          node.verticles());
    }
    waiting.forEach((feed, count) -> out.printf("feed %s: %,d waiting%n", feed, count));
  }

  private static Json json(List<NodeReport> nodes, Map<String, Long> waiting) {
    List<Json> all = new ArrayList<>();
    for (NodeReport node : nodes) {
      all.add(
          Json.object()
              .put("id", node.id())
              .put("address", node.address())
              .put("roles", Json.strings(List.of(node.roles().split(","))))
              .put("verticles", JsonText.parseTrusted(node.verticles()))
              .put("events_per_second", node.eventsPerSecond())
              .put("version", node.version())
              .put("started", node.started().toString())
              .put("seen", node.seen().toString())
              .build());
    }
    Json.Builder feeds = Json.object();
    waiting.forEach(feeds::put);
    return Json.object().put("nodes", new Json.Arr(all)).put("waiting", feeds.build()).build();
  }
}
