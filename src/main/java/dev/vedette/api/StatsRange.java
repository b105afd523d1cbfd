package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time that statistics of a key or a project are asked for, in whole hours or days:
 * the steps from a first moment to before a last (spec 11 §12.3, §12.6). Outcomes are counted by
 * the hour, so steps of ten seconds are hours.
 */
record StatsRange(Instant from, Instant to, Duration step) {

  private static final int MOST_POINTS = 1000;
  private static final Duration USUAL = Duration.ofDays(30);

  /** The range that a request asks for, by default the last 30 days in days. */
  static StatsRange of(Call call, Instant now) {
    String resolution = call.first("resolution");
    Duration step =
        switch (resolution) {
          case null -> Duration.ofDays(1);
          case "1d" -> Duration.ofDays(1);
          case "1h", "10s" -> Duration.ofHours(1);
          default -> throw Fault.invalid("Invalid resolution");
        };
    Instant until = moment(call, "until");
    Instant since = moment(call, "since");
    long seconds = step.toSeconds();
    Instant last = until == null ? now : until;
    Instant first = since == null ? last.minus(USUAL) : since;
    Instant from = Instant.ofEpochSecond(Math.floorDiv(first.getEpochSecond(), seconds) * seconds);
    Instant to =
        Instant.ofEpochSecond((Math.floorDiv(last.getEpochSecond(), seconds) + 1) * seconds);
    if (!from.isBefore(to) || Duration.between(from, to).dividedBy(step) > MOST_POINTS) {
      throw Fault.invalid("Invalid time range");
    }
    return new StatsRange(from, to, step);
  }

  private static @Nullable Instant moment(Call call, String name) {
    String text = call.first(name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!text.matches("\\d{1,11}(\\.\\d*)?")) {
      throw Fault.invalid("Invalid " + name);
    }
    return Instant.ofEpochSecond((long) Double.parseDouble(text));
  }

  /** The beginnings of all steps. */
  List<Instant> steps() {
    return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(step)).toList();
  }
}
