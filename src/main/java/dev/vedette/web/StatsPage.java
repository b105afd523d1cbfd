package dev.vedette.web;

import dev.vedette.http.Access;
import dev.vedette.http.Answer;
import dev.vedette.http.Call;
import dev.vedette.http.Route;
import dev.vedette.identity.Scope;
import dev.vedette.project.Outcome;
import dev.vedette.project.Outcomes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came in, and what was dropped and why. */
public final class StatsPage {

  /** How far back the page looks, and in which steps. */
  public enum Period {
    DAY("24h", "24 hours", 24, ChronoUnit.HOURS),
    WEEK("7d", "7 days", 7, ChronoUnit.DAYS),
    MONTH("30d", "30 days", 30, ChronoUnit.DAYS);

    private final String label;
    private final String title;
    private final int steps;
    private final ChronoUnit unit;

    Period(String label, String title, int steps, ChronoUnit unit) {
      this.label = label;
      this.title = title;
      this.steps = steps;
      this.unit = unit;
    }

    /** The name in addresses. */
    public String label() {
      return label;
    }

    /** What the reader chooses. */
    public String title() {
      return title;
    }

    private static Period of(@Nullable String label) {
      return Arrays.stream(values())
          .filter(period -> period.label.equals(label))
          .findFirst()
          .orElse(DAY);
    }

    /** What a chart over the period tells, for those who do not see it. */
    public String chart(String what, List<Long> counts) {
      return Shown.chart(what, title, unit == ChronoUnit.HOURS ? "hour" : "day", counts);
    }
  }

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
      List<Long> steps) {

    /** Whether the project is still there. */
    public boolean isKnown() {
      return !project.startsWith("(");
    }

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
    Period period = Period.of(call.first("period"));
    Instant end = Instant.now().truncatedTo(period.unit).plus(1, period.unit);
    Instant start = end.minus(period.steps, period.unit);
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
              Outcome.shownReason(count.kind(), count.reason()));
      Long[] steps =
          sums.computeIfAbsent(
              key,
              fresh -> {
                Long[] zeros = new Long[period.steps];
                java.util.Arrays.fill(zeros, 0L);
                return zeros;
              });
      steps[(int) period.unit.between(start, count.hour())] += count.quantity();
    }
    List<Line> lines = new ArrayList<>();
    sums.forEach((key, steps) -> {
      long total = 0;
      for (long step : steps) {
        total += step;
      }
      lines.add(
          new Line(
              key.project(), key.category(), key.outcome(), key.reason(), total, List.of(steps)));
    });
    return pages.render(
        200,
        "stats",
        Map.of("page", Pages.around("Statistics", call), "period", period, "lines", lines));
  }
}
