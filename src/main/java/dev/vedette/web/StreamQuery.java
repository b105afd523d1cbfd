package dev.vedette.web;

import dev.vedette.http.Call;
import dev.vedette.issue.ListIssues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the issue stream shows, as it stands in its address.
 *
 * @param project slug, or empty for all
 * @param environments names; none for all
 * @param period one of {@link #PERIODS}
 * @param chart {@code 24h} or {@code 14d}
 */
public record StreamQuery(
    String text,
    String status,
    String project,
    List<String> environments,
    String period,
    String sort,
    String chart) {

  /** Times that the stream can be limited to; empty for all. */
  public static final List<String> PERIODS = List.of("", "1h", "24h", "7d", "14d", "30d", "90d");

  /** Orders of the stream. */
  public static final List<String> SORTS = List.of("date", "new", "freq", "priority");

  /** Statuses that the stream can be limited to. */
  public static final List<String> STATUSES = List.of("unresolved", "resolved", "archived", "all");

  static StreamQuery of(Call call) {
    return new StreamQuery(
        text(call, "query").strip(),
        oneOf(text(call, "status"), STATUSES),
        text(call, "project"),
        call.all("environment").stream().filter(name -> !name.isEmpty()).distinct().toList(),
        oneOf(text(call, "statsPeriod"), PERIODS),
        oneOf(text(call, "sort"), SORTS),
        text(call, "chart").equals("14d") ? "14d" : "24h");
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
        period.isEmpty() ? null : now.minus(length()),
        null,
        order,
        chart.equals("14d"),
        false);
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
    add(link, "project", project, "");
    environments.forEach(name -> add(link, "environment", name, ""));
    add(link, "statsPeriod", period, "");
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
    return new StreamQuery(text, status, project, environments, period, sort, other);
  }

  /**
   * One condition that may exclude too much, and the address without it.
   *
   * @param title what the link says
   */
  public record Loosened(String title, String link) {}

  /** The conditions, each dropped in turn. */
  public List<Loosened> loosened() {
    java.util.ArrayList<Loosened> all = new java.util.ArrayList<>();
    if (!text.isEmpty()) {
      all.add(loosened("Drop the words.", "", project, environments, period, status));
    }
    if (!environments.isEmpty()) {
      all.add(loosened("Look in all environments.", text, project, List.of(), period, status));
    }
    if (!period.isEmpty()) {
      all.add(loosened("Look at any time.", text, project, environments, "", status));
    }
    if (!project.isEmpty()) {
      all.add(loosened("Look in all projects.", text, "", environments, period, status));
    }
    if (!status.equals("all")) {
      all.add(loosened("Show every status.", text, project, environments, period, "all"));
    }
    return all;
  }

  private Loosened loosened(
      String title, String words, String slug, List<String> names, String time, String wanted) {
    return new Loosened(
        title, new StreamQuery(words, wanted, slug, names, time, sort, chart).link());
  }
}
