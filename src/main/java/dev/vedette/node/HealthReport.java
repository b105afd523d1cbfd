package dev.vedette.node;

import dev.vedette.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the checks of a node have found, and how it is told (spec 10 §20). */
record HealthReport(List<Check> checks) {

  /**
   * The result of one check.
   *
   * @param problem one sentence, or null when all is well
   * @param critical whether the problem keeps the node from its work
   */
  record Check(String name, @Nullable String problem, boolean critical, long millis) {}

  /** Whether nothing critical is wrong. */
  boolean isHealthy() {
    return checks.stream().noneMatch(check -> check.critical() && check.problem() != null);
  }

  /** All problems, for those who run the server, the critical ones first. */
  Json.Obj problems() {
    List<Json> problems =
        checks.stream()
            .filter(check -> check.problem() != null)
            .sorted(
                Comparator.comparing(Check::critical)
                    .reversed()
                    .thenComparing(check -> String.valueOf(check.problem())))
            .map(HealthReport::problem)
            .toList();
    Json.Builder healthy = Json.object();
    checks.forEach(check -> healthy.put(check.name(), check.problem() == null));
    return Json.object()
        .put("problems", new Json.Arr(problems))
        .put("healthy", healthy.build())
        .build();
  }

  private static Json problem(Check check) {
    return Json.object()
        .put("id", id(String.valueOf(check.problem())))
        .put("message", check.problem())
        .put("severity", check.critical() ? "critical" : "warning")
        .put("url", Json.NULL)
        .build();
  }

  private static String id(String message) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(message.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The report of {@code /_health/?full}.
   *
   * @param details with the checks themselves, which tell of hosts and times
   */
  Json.Obj full(boolean details) {
    List<Json> problems = new ArrayList<>();
    Json.Builder healthy = Json.object();
    Json.Builder told = Json.object();
    for (Check check : checks) {
      boolean critical = check.problem() != null && check.critical();
      if (critical) {
        problems.add(Json.of(check.problem()));
      }
      healthy.put(check.name(), !critical);
      told.put(
          check.name(),
          Json.object()
              .put("ok", check.problem() == null)
              .put("ms", check.millis())
              .put("detail", check.problem())
              .build());
    }
    Json.Builder report =
        Json.object().put("problems", new Json.Arr(problems)).put("healthy", healthy.build());
    if (details) {
      report.put("checks", told.build());
    }
    return report.build();
  }
}
