package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.json.Json;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.project.ProjectId;
import dev.vedette.project.Projects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    StatsQuery query = StatsQuery.of(call, Instant.now());
    List<OutcomeSums.Sum> sums =
        OutcomeSums.read(
            context.database(), query.sums(call.organization().organization(), wanted(call)));
    if (sums.size() > OutcomeSums.MOST) {
      throw Fault.invalid(StatsQuery.TOO_MANY);
    }
    Map<Map<String, Json>, long[]> groups = new LinkedHashMap<>();
    if (query.groupBy().isEmpty()) {
      groups.put(Map.of(), new long[query.slots()]);
    }
    for (OutcomeSums.Sum sum : sums) {
      Map<String, Json> by = new LinkedHashMap<>();
      for (String name : query.groupBy()) {
        by.put(name, by(name, sum));
      }
      long[] slots = groups.computeIfAbsent(by, key -> new long[query.slots()]);
      slots[query.hasSeries() ? query.place(sum.time()) : 0] += sum.quantity();
    }
    return Answer.ok(answer(query, groups));
  }

  /**
   * The projects that are asked for and may be seen; null for all, deleted ones too, where nobody
   * has chosen and all may be seen.
   */
  private @Nullable Set<ProjectId> wanted(Call call) {
    boolean all =
        call.all("project").stream().allMatch(name -> name.isEmpty() || name.equals("-1"))
            && call.all("projectSlug").isEmpty();
    return all && call.organization().reach().everywhere()
        ? null
        : context.chosen(call).stream()
            .map(Projects.Project::id)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Json by(String name, OutcomeSums.Sum sum) {
    return switch (name) {
      case "project" -> Json.of(sum.project());
      case "outcome" -> Json.of(sum.kind().label());
      case "category" -> Json.of(StatsQuery.category(sum.category()));
      case "reason" -> Json.of(Outcome.shownReason(sum.kind(), sum.reason()));
      default -> Json.of(sum.key());
    };
  }

  private static Json answer(StatsQuery query, Map<Map<String, Json>, long[]> groups) {
    List<Json> rows = new ArrayList<>();
    groups.forEach((by, counts) -> rows.add(row(query, by, counts)));
    Json.Builder answer =
        Json.object().put("start", Times.of(query.start())).put("end", Times.of(query.end()));
    if (query.hasSeries()) {
      answer.put(
          "intervals",
          new Json.Arr(query.intervals().stream().map(time -> (Json) Times.of(time)).toList()));
    }
    return answer.put("groups", new Json.Arr(rows)).build();
  }

  private static Json row(StatsQuery query, Map<String, Json> by, long[] counts) {
    Json.Builder totals = Json.object();
    Json.Builder series = Json.object();
    for (String field : query.fields()) {
      totals.put(field, Arrays.stream(counts).sum());
      series.put(
          field, new Json.Arr(Arrays.stream(counts).mapToObj(n -> (Json) Json.of(n)).toList()));
    }
    Json.Builder row = Json.object().put("by", new Json.Obj(by)).put("totals", totals.build());
    return (query.hasSeries() ? row.put("series", series.build()) : row).build();
  }
}
