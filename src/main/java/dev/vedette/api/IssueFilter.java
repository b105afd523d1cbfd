package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.issue.ListIssues;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which issues a list is asked for (spec 11 §22.1). */
final class IssueFilter {

  private IssueFilter() {}

  static ListIssues.Filter of(Call call, IssueQuery query) {
    Instant now = Instant.now();
    Instant start = TimeRange.time(call, "start");
    Instant end = TimeRange.time(call, "end");
    if ((start == null) != (end == null)) {
      throw Fault.invalid("start and end are both required");
    }
    if (start != null && end != null && start.isAfter(end)) {
      throw Fault.invalid("start must be before end");
    }
    boolean fortnight = statsPeriod(call).equals("14d");
    Instant from = start == null ? period(call, now) : start;
    if (call.first("statsPeriodStart") != null && call.first("statsPeriodEnd") != null) {
      TimeRange range = TimeRange.of(call, now, Duration.ZERO);
      from = range.start();
      end = range.end();
    }
    return new ListIssues.Filter(
        query.status(),
        query.text(),
        call.all("environment"),
        from,
        end,
        query.priorities(),
        sort(call),
        fortnight,
        query.feedback());
  }

  /** What {@code groupStatsPeriod}, else {@code statsPeriod}, asks the counts for. */
  static String statsPeriod(Call call) {
    String group = call.first("groupStatsPeriod");
    boolean ofProject = !call.parameter("project").isEmpty();
    String given = group == null && ofProject ? call.first("statsPeriod") : group;
    String period = given == null || given.equals("auto") ? "24h" : given;
    if (!period.isEmpty() && !period.equals("24h") && !period.equals("14d")) {
      throw Fault.invalid("Invalid stats_period. Valid choices are '', '24h', and '14d'");
    }
    return period;
  }

  private static @Nullable Instant period(Call call, Instant now) {
    String period = call.first("statsPeriod");
    if (period == null || period.isEmpty() || !call.parameter("project").isEmpty()) {
      return null;
    }
    return now.minus(TimeRange.period(period));
  }

  private static ListIssues.Sort sort(Call call) {
    String sort = call.first("sort");
    return switch (sort) {
      case null -> ListIssues.Sort.DATE;
      case "date", "" -> ListIssues.Sort.DATE;
      case "new" -> ListIssues.Sort.NEW;
      case "freq" -> ListIssues.Sort.FREQ;
      case "priority" -> ListIssues.Sort.PRIORITY;
      default ->
          throw Fault.invalid(
              "Invalid value for sort: '%s'. Supported here: date, new, freq, priority"
                  .formatted(sort));
    };
  }
}
