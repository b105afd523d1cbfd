package dev.vedette.api;

import dev.vedette.json.Json;
import dev.vedette.project.Category;
import dev.vedette.project.OrganizationId;
import dev.vedette.project.Outcome;
import dev.vedette.project.OutcomeSums;
import dev.vedette.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many errors came in by a key, and what became of them. */
record KeyStats(Database database, OrganizationId organization, long key) {

  Json json(StatsRange range) {
    Map<Instant, Map<Outcome.Kind, Long>> sums = new TreeMap<>();
    range.steps().forEach(at -> sums.put(at, new EnumMap<>(Outcome.Kind.class)));
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
