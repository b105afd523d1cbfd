package dev.vedette.pipeline;

import dev.vedette.ingest.Item;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import dev.vedette.project.Category;
import dev.vedette.project.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What SDKs and relays say they dropped (spec 01 §20.7). */
final class ClientReports {

  private static final Duration OLDEST = Duration.ofDays(30);
  private static final Duration NEWEST = Duration.ofSeconds(60);
  private static final int MAX_REASON = 200;
  private static final String SAMPLED = "Sampled:";

  private ClientReports() {}

  /**
   * Reads a report.
   *
   * @param maxDrift difference of clocks that is tolerated
   */
  static void read(Item item, ItemGroup group, Duration maxDrift, List<Outcome> into) {
    Json.Obj report;
    try {
      report = JsonText.parse(item.bytes()) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    } catch (JsonText.Malformed malformed) {
      return;
    }
    Instant time = time(report, group, maxDrift);
    boolean plausible =
        time.isAfter(group.received().minus(OLDEST))
            && time.isBefore(group.received().plus(NEWEST));
    if (!plausible) {
      return;
    }
    list(report, "discarded_events", Outcome.Kind.CLIENT_DISCARD, time, group, into);
    list(report, "rate_limited_events", Outcome.Kind.RATE_LIMITED, time, group, into);
    list(report, "filtered_events", Outcome.Kind.FILTERED, time, group, into);
    list(report, "filtered_sampling_events", Outcome.Kind.FILTERED, time, group, into);
  }

  /** What was sampled away names the rules that did it. */
  private static String reason(String list, Json.Obj discarded) {
    String reason = discarded.string("reason");
    String text = reason == null ? "" : reason;
    boolean bare = list.equals("filtered_sampling_events") && !text.startsWith(SAMPLED);
    String whole = bare ? SAMPLED + text : text;
    return whole.length() > MAX_REASON ? whole.substring(0, MAX_REASON) : whole;
  }

  private static Instant time(Json.Obj report, ItemGroup group, Duration maxDrift) {
    Instant sent =
        switch (report.present("timestamp")) {
          case Json.Num number -> Instant.ofEpochMilli((long) (number.asDouble() * 1000));
          case Json.Str(String text) -> parse(text).orElse(group.received());
          case null, default -> group.received();
        };
    Instant sentAt = group.sentAt();
    Duration drift = sentAt == null ? Duration.ZERO : Duration.between(sentAt, group.received());
    return drift.abs().compareTo(maxDrift) >= 0 ? sent.plus(drift) : sent;
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
    } catch (java.time.DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static void list(
      Json.Obj report,
      String name,
      Outcome.Kind kind,
      Instant time,
      ItemGroup group,
      List<Outcome> into) {
    for (Json entry : report.array(name).items()) {
      if (!(entry instanceof Json.Obj discarded)) {
        continue;
      }
      String label = discarded.string("category");
      Optional<Category> category = label == null ? Optional.empty() : Category.of(label);
      Json.Num quantity = discarded.number("quantity");
      if (category.isPresent() && quantity != null && quantity.asLong() > 0) {
        into.add(
            new Outcome(
                group.organization(),
                group.project(),
                group.keyId(),
                time,
                kind,
                reason(name, discarded),
                category.get(),
                quantity.asLong()));
      }
    }
  }
}
