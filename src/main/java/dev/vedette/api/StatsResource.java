package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code stats_v2}: sums of outcomes over time (spec 11 §16.1). */
final class StatsResource {

  private final ApiContext context;

  StatsResource(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/api/0/organizations/{organization}/stats_v2/",
            Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN),
            this::stats));
  }

  private Answer stats(Call call) {
    String period = call.first("statsPeriod") == null ? "24h" : call.first("statsPeriod");
    int hours = hours(period == null ? "24h" : period);
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    Instant start = end.minus(Duration.ofHours(hours));
    List<String> groupBy = call.all("groupBy");
    Map<Map<String, Json>, long[]> groups = new LinkedHashMap<>();
    Set<ProjectId> reachable =
        context.reachable(call).stream().map(Projects.Project::id).collect(Collectors.toSet());
    for (Outcomes.Count count :
        Outcomes.read(context.database(), call.organization().organization(), start, end)) {
      if (!call.organization().reach().everywhere() && !reachable.contains(count.project())) {
        continue;
      }
      Map<String, Json> by = new LinkedHashMap<>();
      for (String name : groupBy) {
        by.put(
            name,
            switch (name) {
              case "project" -> Json.of(count.project().value());
              case "outcome" -> Json.of(count.kind().label());
              case "category" -> Json.of(count.category().label());
              case "reason" -> Json.of(count.reason());
              default -> throw Fault.invalid("Invalid groupBy: '" + name + "'");
            });
      }
      int hour = (int) ChronoUnit.HOURS.between(start, count.hour());
      groups.computeIfAbsent(by, key -> new long[hours])[hour] += count.quantity();
    }
    return Answer.ok(answer(start, end, hours, groups));
  }

  private static int hours(String period) {
    if (!period.matches("\\d{1,4}[hdw]")) {
      throw Fault.invalid("Invalid statsPeriod: '" + period + "'");
    }
    int number = Integer.parseInt(period.substring(0, period.length() - 1));
    int unit =
        switch (period.charAt(period.length() - 1)) {
          case 'h' -> 1;
          case 'd' -> 24;
          default -> 168;
        };
    int hours = number * unit;
    if (hours < 1 || hours > 90 * 24) {
      throw Fault.invalid("Invalid statsPeriod: '" + period + "'");
    }
    return hours;
  }

  private static Json answer(
      Instant start, Instant end, int hours, Map<Map<String, Json>, long[]> groups) {
    List<Json> intervals = new ArrayList<>();
    for (int i = 0; i < hours; i++) {
      intervals.add(Times.of(start.plus(i, ChronoUnit.HOURS)));
    }
    List<Json> rows = new ArrayList<>();
    groups.forEach((by, counts) -> {
      long total = 0;
      List<Json> series = new ArrayList<>();
      for (long count : counts) {
        total += count;
        series.add(Json.of(count));
      }
      rows.add(
          Json.object()
              .put("by", new Json.Obj(by))
              .put("totals", Json.object().put("sum(quantity)", total).build())
              .put("series", Json.object().put("sum(quantity)", new Json.Arr(series)).build())
              .build());
    });
    return Json.object()
        .put("start", Times.of(start))
        .put("end", Times.of(end))
        .put("intervals", new Json.Arr(intervals))
        .put("groups", new Json.Arr(rows))
        .build();
  }
}
