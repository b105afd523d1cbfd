package dev.vedette.load;

import dev.vedette.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did. Times of acknowledgement are from when the request was due, so that a server that
 * stalls cannot hide it by being asked less.
 *
 * @param saved acknowledged events that were found stored
 * @param answers number of answers by HTTP status; 0 for requests without an answer
 * @param seconds from the first request until everything acknowledged was stored
 * @param meanBytes mean size of an event's JSON
 * @param answered times until requests were acknowledged
 * @param refused times until others were told to come later, from when they were sent
 */
public record LoadReport(
    long sent,
    long accepted,
    long saved,
    Map<Integer, Long> answers,
    double seconds,
    double meanBytes,
    Times answered,
    Times refused) {

  /** How long answers took, in milliseconds. */
  public record Times(long count, double p50, double p90, double p99, double max) {

    private String text() {
      return String.format(
          Locale.ROOT, "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms", p50, p90, p99, max);
    }

    private Json.Builder into(Json.Builder json, String prefix) {
      return json.put(prefix + "p50_ms", rounded(p50))
          .put(prefix + "p90_ms", rounded(p90))
          .put(prefix + "p99_ms", rounded(p99))
          .put(prefix + "max_ms", rounded(max));
    }
  }

  /** Events stored per second, counted until the last one was there. */
  public double eventsPerSecond() {
    return seconds == 0 ? 0 : saved / seconds;
  }

  /** Whether everything that was acknowledged is stored. */
  public boolean complete() {
    return saved == accepted;
  }

  /** The report as JSON. */
  public Json json() {
    Json.Builder byStatus = Json.object();
    new TreeMap<>(answers).forEach((status, count) -> byStatus.put(status.toString(), count));
    Json.Builder json =
        Json.object()
            .put("sent", sent)
            .put("accepted", accepted)
            .put("saved", saved)
            .put("answers", byStatus.build())
            .put("seconds", rounded(seconds))
            .put("events_per_second", rounded(eventsPerSecond()))
            .put("mean_bytes", rounded(meanBytes));
    answered.into(json, "");
    return (refused.count() == 0 ? json : refused.into(json, "refused_")).build();
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** The report for people. */
  public String text() {
    String text =
        String.format(
            Locale.ROOT,
            """
            sent      %,d (%,.0f bytes of JSON each)
            accepted  %,d
            saved     %,d
            rate      %,.0f events/s until all were stored (%.1f s)
            answered  %s
            """,
            sent,
            meanBytes,
            accepted,
            saved,
            eventsPerSecond(),
            seconds,
            answered.text());
    StringBuilder all = new StringBuilder(text);
    if (refused.count() > 0) {
      all.append("refused   ").append(refused.text()).append('\n');
    }
    new TreeMap<>(answers)
        .forEach((status, count) -> {
          if (status != 200) {
            all.append(
                String.format(
                    Locale.ROOT,
                    "%-9s %,d%n",
                    status == 0 ? "no answer" : status.toString(),
                    count));
          }
        });
    return all.toString();
  }
}
