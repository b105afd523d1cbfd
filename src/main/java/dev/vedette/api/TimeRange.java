package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time as requests name it (spec 11 §5.3).
 *
 * @param start first moment of it
 * @param end first moment behind it
 */
record TimeRange(Instant start, Instant end) {

  /** Nothing is kept longer. */
  private static final Duration LONGEST = Duration.ofDays(100 * 365);

  private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhdw]?)");

  /**
   * The range of a request.
   *
   * @param fallback length of the range, ending now, when the request names none
   * @throws Fault naming the parameter and its rule
   */
  static TimeRange of(Call call, Instant now, Duration fallback) {
    String from = call.first("statsPeriodStart");
    String to = call.first("statsPeriodEnd");
    if (from != null && to != null) {
      return ordered(now.minus(period(from)), now.minus(period(to)));
    }
    String period = call.first("statsPeriod");
    if (period != null && !period.isEmpty()) {
      return new TimeRange(now.minus(period(period)), now);
    }
    Instant start = time(call, "start");
    Instant end = time(call, "end");
    if ((start == null) != (end == null)) {
      throw Fault.invalid("Invalid date range: start and end are both required");
    }
    return start == null || end == null
        ? new TimeRange(now.minus(fallback), now)
        : ordered(start, end);
  }

  private static TimeRange ordered(Instant start, Instant end) {
    if (start.isAfter(end)) {
      throw Fault.invalid("start must be before end");
    }
    return new TimeRange(start, end);
  }

  /** A length of time: digits and a unit, seconds without one. */
  static Duration period(String text) {
    Matcher matcher = PERIOD.matcher(text);
    if (!matcher.matches()) {
      throw Fault.invalid("Invalid statsPeriod: '%s'".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    Duration period =
        Duration.ofSeconds(
            number
                * switch (matcher.group(2)) {
                  case "m" -> 60;
                  case "h" -> 3600;
                  case "d" -> 86_400;
                  case "w" -> 604_800;
                  default -> 1;
                });
    if (period.compareTo(LONGEST) > 0) {
      throw Fault.invalid("Invalid statsPeriod: '%s'".formatted(text));
    }
    return period;
  }

  /** A moment in ISO 8601, UTC unless it says otherwise; null when the request has none. */
  static @Nullable Instant time(Call call, String name) {
    String text = call.first(name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
          ? OffsetDateTime.parse(text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      throw Fault.invalid(
          "Invalid date range: %s is not a valid ISO8601 date query".formatted(text));
    }
  }
}
