package dev.vedette.api;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.Outcomes;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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

  /** Sums of one group, in all and for each interval. */
  private static final class Sums {
    private final long[] quantity;
    private final long[] timesSeen;

    Sums(int points) {
      this.quantity = new long[points];
      this.timesSeen = new long[points];
    }

    long[] of(String field) {
      return field.equals("sum(quantity)") ? quantity : timesSeen;
    }
  }

  private Answer stats(Call call) {
    StatsQuery query = StatsQuery.of(call, Instant.now());
    Map<Map<String, Json>, Sums> groups = new LinkedHashMap<>();
    if (query.groupBy().isEmpty()) {
      groups.put(Map.of(), new Sums(query.points()));
    }
    Predicate<ProjectId> wanted = wanted(call);
    for (Outcomes.Count count :
        Outcomes.read(
            context.database(),
            call.organization().organization(),
            query.start().truncatedTo(ChronoUnit.HOURS),
            query.end())) {
      if (wanted.test(count.project()) && query.wants(count)) {
        add(query, groups, count);
      }
    }
    return Answer.ok(answer(query, groups));
  }

  /** The projects that are asked for and may be seen; without a choice deleted ones count too. */
  private Predicate<ProjectId> wanted(Call call) {
    boolean all =
        call.all("project").stream().allMatch(name -> name.isEmpty() || name.equals("-1"))
            && call.all("projectSlug").isEmpty();
    if (all && call.organization().reach().everywhere()) {
      return project -> true;
    }
    return context.chosen(call).stream()
            .map(Projects.Project::id)
            .collect(Collectors.toUnmodifiableSet())
        ::contains;
  }

  private static void add(
      StatsQuery query, Map<Map<String, Json>, Sums> groups, Outcomes.Count count) {
    Map<String, Json> by = new LinkedHashMap<>();
    for (String name : query.groupBy()) {
      by.put(name, by(name, count));
    }
    Sums sums = groups.computeIfAbsent(by, key -> new Sums(query.points()));
    sums.quantity[query.place(count.hour())] += count.quantity();
    sums.timesSeen[query.place(count.hour())] += count.quantity();
  }

  private static Json by(String name, Outcomes.Count count) {
    return switch (name) {
      case "project" -> Json.of(count.project().value());
      case "outcome" -> Json.of(count.kind().label());
      case "category" -> Json.of(StatsQuery.category(count.category()));
      case "reason" -> Json.of(StatsQuery.reason(count.reason()));
      default -> Json.of(count.keyId());
    };
  }

  private static Json answer(StatsQuery query, Map<Map<String, Json>, Sums> groups) {
    List<Json> rows = new ArrayList<>();
    groups.forEach((by, sums) -> rows.add(row(query, by, sums)));
    Json.Builder answer =
        Json.object().put("start", Times.of(query.start())).put("end", Times.of(query.end()));
    if (query.hasSeries()) {
      answer.put(
          "intervals",
          new Json.Arr(query.intervals().stream().map(time -> (Json) Times.of(time)).toList()));
    }
    return answer.put("groups", new Json.Arr(rows)).build();
  }

  private static Json row(StatsQuery query, Map<String, Json> by, Sums sums) {
    Json.Builder totals = Json.object();
    Json.Builder series = Json.object();
    for (String field : query.fields()) {
      long[] counts = sums.of(field);
      totals.put(field, Arrays.stream(counts).sum());
      series.put(
          field, new Json.Arr(Arrays.stream(counts).mapToObj(n -> (Json) Json.of(n)).toList()));
    }
    Json.Builder row = Json.object().put("by", new Json.Obj(by)).put("totals", totals.build());
    return (query.hasSeries() ? row.put("series", series.build()) : row).build();
  }
}
