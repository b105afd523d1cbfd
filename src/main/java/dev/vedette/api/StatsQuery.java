package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.project.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to know of outcomes (spec 11 §16.1).
 *
 * @param fields sums that are asked for
 * @param groupBy what the sums are told apart by
 * @param categories those that count; empty for all
 * @param outcomes those that count; empty for all
 * @param reasons that count; empty for all
 * @param keys numbers of keys that count; empty for all
 * @param start of the first interval
 * @param interval length of each, a divisor of a day
 * @param points how many intervals
 */
record StatsQuery(
    List<String> fields,
    List<String> groupBy,
    Set<Category> categories,
    Set<Outcome.Kind> outcomes,
    Set<String> reasons,
    Set<Long> keys,
    Instant start,
    Duration interval,
    int points) {

  private static final List<String> FIELDS = List.of("sum(quantity)", "sum(times_seen)");
  private static final List<String> GROUPS =
      List.of("project", "outcome", "category", "reason", "key_id");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final int MOST_POINTS = 1000;

  static final String TOO_MANY =
      "Your interval and date range would create too many results. Use a larger interval, or a"
          + " smaller date range.";

  /** Categories that statistics of errors take together. */
  private static final Set<Category> ERRORS =
      Set.of(Category.DEFAULT, Category.ERROR, Category.SECURITY);

  /**
   * Reads the parameters.
   *
   * @throws Fault naming the parameter and its rule
   */
  static StatsQuery of(Call call, Instant now) {
    List<String> fields = call.all("field");
    if (fields.isEmpty()) {
      throw Fault.invalid("At least one \"field\" is required.");
    }
    List<String> groupBy = call.all("groupBy");
    refuseOthers("field", fields, FIELDS);
    refuseOthers("groupBy", groupBy, GROUPS);
    Set<Category> categories = categories(call.all("category"));
    if (categories.isEmpty() && !groupBy.contains("category")) {
      throw Fault.invalid("Query must have category as groupby or filter");
    }
    if (categories.contains(Category.ATTACHMENT) && categories.size() > 1) {
      throw Fault.invalid("if filtering by attachment no other category may be present");
    }
    TimeRange range = TimeRange.of(call, now, LONGEST);
    Duration interval = interval(call.first("interval"), range);
    Instant start = floor(range.start(), interval);
    Instant last = floor(range.end().minusNanos(1), interval);
    long points = Math.max(1, Duration.between(start, last).dividedBy(interval) + 1);
    if (points > MOST_POINTS) {
      throw Fault.invalid(TOO_MANY);
    }
    return new StatsQuery(
        fields,
        groupBy,
        categories,
        outcomes(call.all("outcome")),
        reasons(call.all("reason")),
        keys(call.all("key_id")),
        start,
        interval,
        (int) points);
  }

  private static void refuseOthers(String parameter, List<String> asked, List<String> known) {
    for (String one : asked) {
      if (!known.contains(one)) {
        throw Fault.invalid("Invalid %s: \"%s\"".formatted(parameter, one));
      }
    }
  }

  private static Set<Category> categories(List<String> asked) {
    Set<Category> categories = new HashSet<>();
    for (String name : asked) {
      Category category =
          Arrays.stream(Category.values())
              .filter(one -> one.label().equals(name))
              .findFirst()
              .orElseThrow(() -> Fault.invalid("Invalid category: \"%s\"".formatted(name)));
      categories.addAll(category == Category.ERROR ? ERRORS : Set.of(category));
    }
    return categories;
  }

  private static Set<Outcome.Kind> outcomes(List<String> asked) {
    Set<Outcome.Kind> outcomes = new HashSet<>();
    for (String name : asked) {
      outcomes.add(
          Arrays.stream(Outcome.Kind.values())
              .filter(one -> one.label().equals(name))
              .findFirst()
              .orElseThrow(() -> Fault.invalid("Invalid outcome: \"%s\"".formatted(name))));
    }
    return outcomes;
  }

  /** The reasons as they may be stored, where statistics give them a name of their own. */
  private static Set<String> reasons(List<String> asked) {
    return asked.stream()
        .flatMap(name ->
            switch (name) {
              case "spike_protection", "smart_rate_limit" ->
                  Stream.of("spike_protection", "smart_rate_limit");
              case "dynamic-sampling" -> Stream.of("Sampled");
              default -> Stream.of(name);
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Long> keys(List<String> asked) {
    Set<Long> keys = new HashSet<>();
    for (String id : asked) {
      if (!id.matches("\\d{1,18}")) {
        throw Fault.invalid("Invalid key_id: \"%s\"".formatted(id));
      }
      keys.add(Long.parseLong(id));
    }
    return keys;
  }

  /** The interval that was asked for; else an hour, or a day where hours would be too many. */
  private static Duration interval(@Nullable String text, TimeRange range) {
    if (text == null || text.isEmpty()) {
      Duration length = Duration.between(range.start(), range.end());
      return length.toHours() >= MOST_POINTS - 1 ? DAY : Duration.ofHours(1);
    }
    boolean isPeriod = text.matches("\\d{1,9}[smhdw]?");
    Duration interval = isPeriod ? TimeRange.period(text) : Duration.ZERO;
    boolean fits =
        interval.toSeconds() >= 60
            && interval.toSeconds() % 60 == 0
            && interval.compareTo(DAY) <= 0
            && DAY.toSeconds() % interval.toSeconds() == 0;
    if (!fits) {
      throw Fault.invalid(
          "Invalid interval: \"%s\". It must be whole minutes and divide a day.".formatted(text));
    }
    return interval;
  }

  private static Instant floor(Instant time, Duration interval) {
    long seconds = interval.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }

  /** First moment behind the last interval. */
  Instant end() {
    return start.plus(interval.multipliedBy(points));
  }

  /** Starts of all intervals. */
  List<Instant> intervals() {
    List<Instant> all = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      all.add(start.plus(interval.multipliedBy(i)));
    }
    return all;
  }

  /** The number of the interval that begins at a time. */
  int place(Instant time) {
    long place = Duration.between(start, time).dividedBy(interval);
    return (int) Math.clamp(place, 0, points - 1);
  }

  /** How many sums each group has. */
  int slots() {
    return hasSeries() ? points : 1;
  }

  /** The same for the database; projects that are null are all. */
  OutcomeSums.Query sums(OrganizationId organization, @Nullable Set<ProjectId> projects) {
    return new OutcomeSums.Query(
        organization,
        start,
        end(),
        hasSeries() ? interval : null,
        groupBy.contains("project"),
        groupBy.contains("key_id"),
        groupBy.contains("reason"),
        projects,
        categories,
        outcomes,
        reasons,
        keys);
  }

  /** The name under which a category is counted here. */
  static String category(Category category) {
    return (ERRORS.contains(category) ? Category.ERROR : category).label();
  }

  /** Grouped by projects there are sums only. */
  boolean hasSeries() {
    return !groupBy.contains("project");
  }
}
