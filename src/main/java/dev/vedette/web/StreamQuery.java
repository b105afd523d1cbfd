package dev.vedette.web;

import dev.vedette.http.Call;
import dev.vedette.issue.ListIssues;
import dev.vedette.issue.Priority;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the issue stream shows, as it stands in its address.
 *
 * @param projects slugs; none for all
 * @param environments names; none for all
 * @param priority one of {@link #PRIORITIES}
 * @param period one of {@link #PERIODS}; empty where there is a window
 * @param window two moments between which issues were seen
 * @param chart {@code 24h} or {@code 14d}
 */
public record StreamQuery(
    String text,
    String status,
    String priority,
    List<String> projects,
    List<String> environments,
    String period,
    Window window,
    String sort,
    String chart) {

  /** The one search by key that the stream understands, as the API does. */
  private static final Pattern IS_STATUS =
      Pattern.compile("(?<!\\S)is:(unresolved|resolved|archived|ignored)(?!\\S)");

  private static final Pattern BY_KEY = Pattern.compile("(?<!\\S)[!a-zA-Z_.]+:\\S");

  /** Times that the stream can be limited to; empty for all. */
  public static final List<String> PERIODS = List.of("", "1h", "24h", "7d", "14d", "30d", "90d");

  /** Orders of the stream. */
  public static final List<String> SORTS = List.of("date", "new", "freq", "priority");

  /** Statuses that the stream can be limited to. */
  public static final List<String> STATUSES = List.of("unresolved", "resolved", "archived", "all");

  /** Priorities that the stream can be limited to; the first is usual, as in the API. */
  public static final List<String> PRIORITIES = List.of("notable", "all", "high", "low");

  /**
   * A stretch of time in minutes of UTC, as forms write it, e.g. {@code 2026-11-28T09:30}.
   *
   * @param start empty for any time before
   * @param end empty for now
   */
  public record Window(String start, String end) {

    static final Window NONE = new Window("", "");

    private static Window of(Call call) {
      return new Window(minute(text(call, "start")), minute(text(call, "end")));
    }

    /** The minute of a text; empty when it is none. */
    private static String minute(String text) {
      try {
        String minute = text.length() > 16 ? text.substring(0, 16) : text;
        return minute.isEmpty() ? "" : LocalDateTime.parse(minute).toString();
      } catch (DateTimeParseException none) {
        return "";
      }
    }

    public boolean isEmpty() {
      return start.isEmpty() && end.isEmpty();
    }

    private static @Nullable Instant instant(String minute) {
      return minute.isEmpty() ? null : LocalDateTime.parse(minute).toInstant(ZoneOffset.UTC);
    }

    /** In words. */
    public String title() {
      String from = start.isEmpty() ? "" : "from " + start.replace('T', ' ') + " ";
      String until = end.isEmpty() ? "" : "until " + end.replace('T', ' ') + " ";
      return from + until + "UTC";
    }
  }

  static StreamQuery of(Call call) {
    Window window = Window.of(call);
    String text = text(call, "query").strip();
    String status = oneOf(text(call, "status"), STATUSES);
    Matcher word = IS_STATUS.matcher(text);
    if (word.find()) {
      status = word.group(1).equals("ignored") ? "archived" : word.group(1);
      text = word.replaceAll(" ").strip();
    }
    return new StreamQuery(
        text,
        status,
        oneOf(text(call, "priority"), PRIORITIES),
        names(call, "project"),
        names(call, "environment"),
        window.isEmpty() ? oneOf(text(call, "statsPeriod"), PERIODS) : "",
        window,
        oneOf(text(call, "sort"), SORTS),
        text(call, "chart").equals("14d") ? "14d" : "24h");
  }

  private static List<String> names(Call call, String parameter) {
    return call.all(parameter).stream().filter(name -> !name.isEmpty()).distinct().toList();
  }

  private static String text(Call call, String name) {
    String value = call.first(name);
    return value == null ? "" : value;
  }

  private static String oneOf(String value, List<String> known) {
    return known.contains(value) ? value : known.getFirst();
  }

  /** What a period is called. */
  public static String periodTitle(String period) {
    return switch (period) {
      case "" -> "any time";
      case "1h" -> "last hour";
      case "24h" -> "last 24 hours";
      default -> "last " + period.substring(0, period.length() - 1) + " days";
    };
  }

  /** What an order is called. */
  public static String sortTitle(String sort) {
    return switch (sort) {
      case "new" -> "first seen";
      case "freq" -> "events";
      case "priority" -> "priority";
      default -> "last seen";
    };
  }

  ListIssues.Filter filter(Instant now) {
    ListIssues.Sort order =
        switch (sort) {
          case "new" -> ListIssues.Sort.NEW;
          case "freq" -> ListIssues.Sort.FREQ;
          case "priority" -> ListIssues.Sort.PRIORITY;
          default -> ListIssues.Sort.DATE;
        };
    return new ListIssues.Filter(
        statusNumber(),
        text.isEmpty() ? null : text,
        environments,
        period.isEmpty() ? Window.instant(window.start()) : now.minus(length()),
        Window.instant(window.end()),
        priorities(),
        order,
        chart.equals("14d"),
        false);
  }

  private List<Integer> priorities() {
    return switch (priority) {
      case "all" -> List.of();
      case "high" -> List.of(Priority.HIGH.number());
      case "low" -> List.of(Priority.LOW.number());
      default -> List.of(Priority.HIGH.number(), Priority.MEDIUM.number());
    };
  }

  /** What a choice of priorities is called. */
  public static String priorityTitle(String priority) {
    return switch (priority) {
      case "all" -> "any priority";
      case "high" -> "high priority";
      case "low" -> "low priority";
      default -> "high and medium";
    };
  }

  private @Nullable Integer statusNumber() {
    return switch (status) {
      case "resolved" -> 1;
      case "archived" -> 2;
      case "all" -> null;
      default -> 0;
    };
  }

  private Duration length() {
    long number = Long.parseLong(period.substring(0, period.length() - 1));
    return period.endsWith("h") ? Duration.ofHours(number) : Duration.ofDays(number);
  }

  /** This as the query of an address, without what is as usual. */
  public String link() {
    StringJoiner link = new StringJoiner("&");
    add(link, "query", text, "");
    add(link, "status", status, STATUSES.getFirst());
    add(link, "priority", priority, PRIORITIES.getFirst());
    projects.forEach(slug -> add(link, "project", slug, ""));
    environments.forEach(name -> add(link, "environment", name, ""));
    add(link, "statsPeriod", period, "");
    add(link, "start", window.start(), "");
    add(link, "end", window.end(), "");
    add(link, "sort", sort, SORTS.getFirst());
    add(link, "chart", chart, "24h");
    return link.toString();
  }

  private static void add(StringJoiner link, String name, String value, String usual) {
    if (!value.equals(usual)) {
      link.add(name + "=" + Shown.encoded(value));
    }
  }

  /** This with another chart. */
  public StreamQuery withChart(String other) {
    return new StreamQuery(
        text, status, priority, projects, environments, period, window, sort, other);
  }

  private StreamQuery withText(String other) {
    return new StreamQuery(
        other, status, priority, projects, environments, period, window, sort, chart);
  }

  private StreamQuery withStatus(String other) {
    return new StreamQuery(
        text, other, priority, projects, environments, period, window, sort, chart);
  }

  private StreamQuery withAnyPriority() {
    return new StreamQuery(
        text, status, "all", projects, environments, period, window, sort, chart);
  }

  private StreamQuery inAllEnvironments() {
    return new StreamQuery(
        text, status, priority, projects, List.of(), period, window, sort, chart);
  }

  private StreamQuery inAllProjects() {
    return new StreamQuery(
        text, status, priority, List.of(), environments, period, window, sort, chart);
  }

  private StreamQuery atAnyTime() {
    return new StreamQuery(
        text, status, priority, projects, environments, "", Window.NONE, sort, chart);
  }

  /**
   * A condition that excludes issues, and the stream without it.
   *
   * @param title what the link says
   */
  public record Loosened(String title, StreamQuery without) {

    /** The query of the address without the condition. */
    public String link() {
      return without.link();
    }
  }

  /** The conditions, each dropped in turn; that of projects, which says what is meant, last. */
  List<Loosened> loosened() {
    List<Loosened> all = new ArrayList<>();
    if (!text.isEmpty()) {
      all.add(new Loosened("Search without the words.", withText("")));
    }
    if (!environments.isEmpty()) {
      all.add(new Loosened("Look in all environments.", inAllEnvironments()));
    }
    if (!period.isEmpty() || !window.isEmpty()) {
      all.add(new Loosened("Look at any time.", atAnyTime()));
    }
    if (!priority.equals("all")) {
      all.add(new Loosened("Show any priority.", withAnyPriority()));
    }
    if (!status.equals("all")) {
      all.add(new Loosened("Show every status.", withStatus("all")));
    }
    if (!projects.isEmpty()) {
      all.add(new Loosened("Look in all projects.", inAllProjects()));
    }
    return all;
  }

  /** Whether it looks as if a search by key was meant, which is looked for as words. */
  public boolean isByKey() {
    return BY_KEY.matcher(text).find();
  }

  /** What a picker says of the names that were picked. */
  public static String picked(List<String> names) {
    return switch (names.size()) {
      case 0 -> "all";
      case 1 -> names.getFirst();
      default -> names.size() + " of them";
    };
  }
}
