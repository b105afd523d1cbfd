package dev.vedette.web;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came in, and what was dropped and why. */
public final class StatsPage {

  private static final int HOURS = 24;

  private final Pages pages;

  StatsPage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/{organization}/stats/",
            Access.scopes(Scope.ORG_READ, Scope.ORG_WRITE, Scope.ORG_ADMIN),
            this::stats));
  }

  /** A line of the table. */
  public record Line(
      String project,
      String category,
      String outcome,
      String reason,
      long quantity,
      List<Long> hours) {

    /** The quantity with its unit: some categories count bytes. */
    public String shownQuantity() {
      return category.equals("attachment") || category.equals("log_byte")
          ? Shown.bytes(quantity)
          : Long.toString(quantity);
    }
  }

  private record Key(String project, String category, String outcome, String reason)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return java.util.Comparator.comparing(Key::project)
          .thenComparing(Key::category)
          .thenComparing(Key::outcome)
          .thenComparing(Key::reason)
          .compare(this, other);
    }
  }

  private Answer stats(Call call) {
    Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    Instant start = end.minus(Duration.ofHours(HOURS));
    Map<Long, String> names = new TreeMap<>();
    pages.reachable(call).forEach(project -> names.put(project.id().value(), project.slug()));
    Map<Key, Long[]> sums = new TreeMap<>();
    for (Outcomes.Count count :
        Outcomes.read(pages.database(), call.organization().organization(), start, end)) {
      boolean hidden =
          !call.organization().reach().everywhere() && !names.containsKey(count.project().value());
      if (hidden) {
        continue;
      }
      Key key =
          new Key(
              names.getOrDefault(count.project().value(), "(deleted)"),
              count.category().label(),
              count.kind().label(),
              count.reason());
      Long[] hours =
          sums.computeIfAbsent(
              key,
              fresh -> {
                Long[] zeros = new Long[HOURS];
                java.util.Arrays.fill(zeros, 0L);
                return zeros;
              });
      hours[(int) ChronoUnit.HOURS.between(start, count.hour())] += count.quantity();
    }
    List<Line> lines = new ArrayList<>();
    sums.forEach((key, hours) -> {
      long total = 0;
      for (long hour : hours) {
        total += hour;
      }
      lines.add(
          new Line(
              key.project(), key.category(), key.outcome(), key.reason(), total, List.of(hours)));
    });
    return pages.render(
        200, "stats", Map.of("page", Pages.around("Statistics", call), "lines", lines));
  }
}
