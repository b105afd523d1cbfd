package dev.vedette.web;

import dev.vedette.feed.Feed;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.telemetry.NodeReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Is the server well? Nodes, what waits, what could not be processed, what takes room. */
public final class AdminPage {

  private static final int LARGEST = 15;

  private final Pages pages;

  AdminPage(Pages pages) {
    this.pages = pages;
  }

  /**
   * A feed and what waits in it.
   *
   * @param dead records that could not be processed
   */
  public record FeedLine(String name, long waiting, long dead) {}

  /** A table and its bytes, indexes included; partitions count for the table. */
  public record TableLine(String name, long bytes) {}

  List<Route> routes() {
    return List.of(new Route("GET", "/admin/", new Access.BySuperuser(), this::show));
  }

  private Answer show(Call call) {
    return pages.render(
        200,
        "admin",
        Map.of(
            "page",
                Pages.around("The server", call)
                    .within(pages.home(call.caller().account()).orElse(null)),
            "nodes", NodeReport.all(pages.database()),
            "feeds", feeds(),
            "tables", tables()));
  }

  private List<FeedLine> feeds() {
    Map<String, Long> dead = new LinkedHashMap<>();
    pages
        .database()
        .sql()
        .list(
            "SELECT feed, count(*) FROM dead_letter GROUP BY feed",
            row -> Map.entry(row.getString(0), row.getLong(1)))
        .forEach(entry -> dead.put(entry.getKey(), entry.getValue()));
    Map<String, Long> waiting = new LinkedHashMap<>();
    for (Feed.Lag lag : pages.feed().lag()) {
      waiting.merge(lag.feed().label(), lag.waiting(), Long::sum);
    }
    List<FeedLine> lines = new ArrayList<>();
    waiting.forEach(
        (name, count) -> lines.add(new FeedLine(name, count, dead.getOrDefault(name, 0L))));
    return lines;
  }

  private List<TableLine> tables() {
    return pages
        .database()
        .sql()
        .list(
            """
            SELECT coalesce(p.inhparent, c.oid)::regclass::text, sum(pg_total_relation_size(c.oid))::int8
            FROM pg_class c LEFT JOIN pg_inherits p ON p.inhrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
            GROUP BY 1 ORDER BY 2 DESC LIMIT $1\
            """,
            row -> new TableLine(row.getString(0), row.getLong(1)),
            LARGEST);
  }
}
