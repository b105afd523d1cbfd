package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.http.Call;
import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many errors came in by a key, and what became of them. */
record KeyStats(Database database, OrganizationId organization, long key) {

  private static final int MOST_POINTS = 1000;

  /** Steps from a first moment to before a last. */
  record Range(Instant from, Instant to, Duration step) {}

  /** The range that a request asks for: whole hours or days, by default the last 30 days. */
  static Range range(Call call, Instant now) {
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
    Instant first = since == null ? last.minus(Duration.ofDays(30)) : since;
    Instant from = Instant.ofEpochSecond(Math.floorDiv(first.getEpochSecond(), seconds) * seconds);
    Instant to =
        Instant.ofEpochSecond((Math.floorDiv(last.getEpochSecond(), seconds) + 1) * seconds);
    if (!from.isBefore(to) || Duration.between(from, to).dividedBy(step) > MOST_POINTS) {
      throw Fault.invalid("Invalid time range");
    }
    return new Range(from, to, step);
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

  Json json(Range range) {
    Map<Instant, Map<Outcome.Kind, Long>> sums = new TreeMap<>();
    for (Instant at = range.from(); at.isBefore(range.to()); at = at.plus(range.step())) {
      sums.put(at, new EnumMap<>(Outcome.Kind.class));
    }
    OutcomeSums.Query query =
        new OutcomeSums.Query(
            organization,
            range.from(),
            range.to(),
            range.step(),
            false,
            false,
            false,
            null,
            Set.of(Category.DEFAULT, Category.ERROR, Category.SECURITY),
            Set.of(),
            Set.of(),
            Set.of(key));
    for (OutcomeSums.Sum sum : OutcomeSums.read(database, query)) {
      Map<Outcome.Kind, Long> kinds = sums.get(sum.time());
      if (kinds != null) {
        kinds.merge(sum.kind(), sum.quantity(), Long::sum);
      }
    }
    List<Json> points = new ArrayList<>();
    sums.forEach((at, kinds) -> points.add(point(at, kinds)));
    return new Json.Arr(points);
  }

  private static Json point(Instant at, Map<Outcome.Kind, Long> kinds) {
    long accepted = kinds.getOrDefault(Outcome.Kind.ACCEPTED, 0L);
    long filtered = kinds.getOrDefault(Outcome.Kind.FILTERED, 0L);
    long dropped =
        kinds.getOrDefault(Outcome.Kind.RATE_LIMITED, 0L)
            + kinds.getOrDefault(Outcome.Kind.INVALID, 0L)
            + kinds.getOrDefault(Outcome.Kind.ABUSE, 0L);
    return Json.object()
        .put("ts", at.getEpochSecond())
        .put("total", accepted + filtered + dropped)
        .put("dropped", dropped)
        .put("accepted", accepted)
        .put("filtered", filtered)
        .build();
  }
}
