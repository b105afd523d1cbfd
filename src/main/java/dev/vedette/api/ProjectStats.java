package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.project.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much projects have accepted over a while: in hours for a day or less, else in days (spec 11
 * §12.1).
 *
 * @param from beginning of the first step
 * @param sums by project and time
 */
record ProjectStats(Instant from, Duration step, int steps, Map<Long, Map<Instant, Long>> sums) {

  /** Projects of one query, whose sums for ninety days and three categories it gives whole. */
  private static final int AT_ONCE = 150;

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * What was accepted of some categories by the projects of the organization in the path; null when
   * the request does not ask for it. Waits.
   */
  static @Nullable ProjectStats of(
      ApiContext context, Call call, List<ProjectId> projects, Set<Category> categories) {
    Duration period = period(call.first("statsPeriod"));
    if (period == null) {
      return null;
    }
    Duration step = period.compareTo(DAY) > 0 ? DAY : Duration.ofHours(1);
    int steps = (int) period.dividedBy(step);
    long seconds = step.toSeconds();
    long now = context.clock().instant().getEpochSecond();
    Instant to = Instant.ofEpochSecond((Math.floorDiv(now, seconds) + 1) * seconds);
    Instant from = to.minus(step.multipliedBy(steps));
    Map<Long, Map<Instant, Long>> sums = new HashMap<>();
    for (int i = 0; i < projects.size(); i += AT_ONCE) {
      Set<ProjectId> some = Set.copyOf(projects.subList(i, Math.min(projects.size(), i + AT_ONCE)));
      OutcomeSums.Query query =
          new OutcomeSums.Query(
              call.organization().organization(),
              from,
              to,
              step,
              true,
              false,
              false,
              some,
              categories,
              Set.of(Outcome.Kind.ACCEPTED),
              Set.of(),
              Set.of());
      for (OutcomeSums.Sum sum : OutcomeSums.read(context.database(), query)) {
        sums.computeIfAbsent(sum.project(), project -> new HashMap<>())
            .merge(sum.time(), sum.quantity(), Long::sum);
      }
    }
    return new ProjectStats(from, step, steps, sums);
  }

  private static @Nullable Duration period(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "" -> null;
      case "1h" -> Duration.ofHours(1);
      case "24h" -> DAY;
      case "7d" -> Duration.ofDays(7);
      case "14d" -> Duration.ofDays(14);
      case "30d" -> Duration.ofDays(30);
      case "90d" -> Duration.ofDays(90);
      default -> throw Fault.invalid("Invalid statsPeriod: '%s'".formatted(text));
    };
  }

  /** Pairs of a time and what was accepted from then on. */
  Json.Arr of(long project) {
    Map<Instant, Long> known = sums.getOrDefault(project, Map.of());
    List<Json> points = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      Instant at = from.plus(step.multipliedBy(i));
      points.add(
          Json.array(
              Json.of(at.getEpochSecond()), Json.of(known.getOrDefault(at, 0L).longValue())));
    }
    return new Json.Arr(points);
  }
}
