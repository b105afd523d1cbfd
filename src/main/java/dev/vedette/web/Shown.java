package dev.vedette.web;

import dev.vedette.issue.IssueView;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How values are shown on pages. */
public final class Shown {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
  private static final Pattern HASH =
      Pattern.compile(
          "[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}");

  private static final int SHORT_HASH = 12;
  private static final int BAR_WIDTH = 4;
  private static final int CHART_HEIGHT = 24;

  /** Attributes that hold a report of a browser on what a page's rules forbid. */
  public static final List<String> SECURITY_REPORTS =
      List.of("csp", "hpkp", "expectct", "expectstaple");

  private Shown() {}

  /** A time relative to now, e.g. {@code 5 min ago}. */
  public static String ago(Instant time) {
    Duration age = Duration.between(time, Instant.now());
    if (age.toSeconds() < 60) {
      return "just now";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + " min ago";
    }
    return age.toHours() < 48 ? age.toHours() + " h ago" : age.toDays() + " d ago";
  }

  /** How long ago a time was, e.g. {@code 3 d}. */
  public static String age(Instant time) {
    Duration age = Duration.between(time, Instant.now());
    if (age.toMinutes() < 60) {
      return Math.max(0, age.toMinutes()) + " min";
    }
    return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " d";
  }

  /** A release; of hashes of commits the beginning, which tells them apart (spec 11 §14.1). */
  public static String release(String version) {
    return HASH.matcher(version).matches() ? version.substring(0, SHORT_HASH) : version;
  }

  /** A time in full. */
  public static String time(Instant time) {
    return TIME.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
  }

  /** A time before or after another one, e.g. {@code -1.2 s}. */
  public static String offset(Instant time, Instant reference) {
    double seconds = Duration.between(reference, time).toMillis() / 1000.0;
    if (Math.abs(seconds) < 0.05) {
      return "0 s";
    }
    if (Math.abs(seconds) >= 3600) {
      return String.format(Locale.ROOT, "%+.1f h", seconds / 3600);
    }
    return Math.abs(seconds) >= 60
        ? String.format(Locale.ROOT, "%+.1f min", seconds / 60)
        : String.format(Locale.ROOT, "%+.1f s", seconds);
  }

  /** What a chart of hours tells, for those who do not see it. */
  public static String chart(String what, List<Long> hours) {
    return chart(what, "24 hours", "hour", hours);
  }

  /**
   * What a chart tells, for those who do not see it.
   *
   * @param period what it covers, e.g. {@code 24 hours}
   * @param step what a bar covers, e.g. {@code hour}
   */
  public static String chart(String what, String period, String step, List<Long> counts) {
    long total = counts.stream().mapToLong(Long::longValue).sum();
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    if (total == 0) {
      return "%s in the last %s: none".formatted(what, period);
    }
    int peak = counts.size() - 1 - counts.indexOf(most);
    return "%s in the last %s: %d, most %d, %s"
        .formatted(
            what,
            period,
            total,
            most,
            peak == 0 ? "in this " + step : "%d %ss ago".formatted(peak, step));
  }

  /** A text as part of a query string. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The headline of a context: what it is called, and its version. */
  public static String headline(Json.Obj context) {
    return (text(context.get("name")) + " " + text(context.get("version"))).strip();
  }

  /** A number with units, e.g. {@code 1.2k}. */
  public static String count(long number) {
    if (number < 1000) {
      return Long.toString(number);
    }
    return number < 1_000_000
        ? String.format(Locale.ROOT, "%.1fk", number / 1000.0)
        : String.format(Locale.ROOT, "%.1fM", number / 1_000_000.0);
  }

  /** The members of a JSON text in words, e.g. {@code http 2, issues 1}. */
  public static String members(String json) {
    List<String> parts = new java.util.ArrayList<>();
    JsonText.parseTrustedObject(json)
        .members()
        .forEach((name, value) -> parts.add(name + " " + text(value)));
    return String.join(", ", parts);
  }

  /** A rate per second. */
  public static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f", perSecond);
  }

  /** A size in bytes with units. */
  public static String bytes(long size) {
    return size < 1024
        ? size + " B"
        : size < 1 << 20
            ? String.format(Locale.ROOT, "%.1f KiB", size / 1024.0)
            : String.format(Locale.ROOT, "%.1f MiB", size / 1048576.0);
  }

  /**
   * A bar of a chart.
   *
   * @param x left edge
   * @param y upper edge
   */
  public record Bar(int x, int y, int width, int height) {}

  /** The bars of a chart of counts. */
  public static List<Bar> bars(List<Long> counts) {
    long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
    java.util.ArrayList<Bar> bars = new java.util.ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      int height =
          most == 0 || counts.get(i) == 0
              ? 1
              : (int) Math.max(2, Math.round(CHART_HEIGHT * counts.get(i) / (double) most));
      bars.add(new Bar(i * (BAR_WIDTH + 1), CHART_HEIGHT - height, BAR_WIDTH, height));
    }
    return bars;
  }

  /** The badge of an issue, or null. */
  public static @Nullable String badge(IssueView issue) {
    if (issue.status() == 1) {
      return "resolved";
    }
    if (issue.status() == 2) {
      return "archived";
    }
    String substatus = issue.substatusName();
    return "new".equals(substatus)
            || "regressed".equals(substatus)
            || "escalating".equals(substatus)
        ? substatus
        : null;
  }

  /** Under which condition an archived issue opens again, or which release mends it. */
  public static String condition(IssueView issue) {
    Json.Obj details = issue.statusDetails();
    String version = details.string("inRelease");
    if (version != null) {
      return "Resolved by " + version + ".";
    }
    if (Boolean.TRUE.equals(details.bool("inNextRelease"))) {
      return "Resolved by the next release.";
    }
    String condition = condition(details);
    return condition.isEmpty() ? "" : "Archived " + condition + ".";
  }

  static String condition(Json.Obj details) {
    List<String> parts = new java.util.ArrayList<>();
    String until = details.string("ignoreUntil");
    if (until != null) {
      parts.add(time(Instant.parse(until)));
    }
    Json.Num events = details.number("ignoreCount");
    if (events != null) {
      parts.add("%d more events%s".formatted(events.asLong(), within(details, "ignoreWindow")));
    }
    Json.Num users = details.number("ignoreUserCount");
    if (users != null) {
      parts.add("%d more users%s".formatted(users.asLong(), within(details, "ignoreUserWindow")));
    }
    return parts.isEmpty() ? "" : "until " + String.join(" or ", parts);
  }

  private static String within(Json.Obj details, String window) {
    Json.Num minutes = details.number(window);
    return minutes == null ? "" : " within %d min".formatted(minutes.asLong());
  }

  /** A value as text: strings as they are, others as JSON. */
  public static String text(@Nullable Json value) {
    return switch (value) {
      case null -> "";
      case Json.Null ignored -> "";
      case Json.Str(String text) -> text;
      default -> value.text();
    };
  }

  /** The second line of a row: what the title does not say. */
  public static String message(IssueView issue) {
    String value = issue.metadata().string("value");
    String first = value == null ? "" : value.lines().findFirst().orElse("");
    return issue.title().contains(first) ? "" : first;
  }

  /** A value with its place in a list, from 0; equal ones have places of their own. */
  public record Numbered<T>(int number, T value) {}

  /** Values with their places. */
  public static <T> List<Numbered<T>> numbered(List<T> values) {
    List<Numbered<T>> numbered = new ArrayList<>();
    values.forEach(value -> numbered.add(new Numbered<>(numbered.size(), value)));
    return numbered;
  }

  /** A number of things. */
  public static String counted(long number, String thing) {
    return number == 1 ? "1 " + thing : number + " " + thing + "s";
  }
}
