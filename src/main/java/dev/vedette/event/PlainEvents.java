package dev.vedette.event;

import dev.vedette.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Normalizes events outside of a server, where no project says what to filter and what to scrub:
 * what grouping sees of them is what it would see of an event that nothing was taken from.
 */
public final class PlainEvents {

  private static final String NIL_ID = "0".repeat(32);
  private static final double TOLERATED_DRIFT_SECONDS = 3300;

  private final Normalizer normalizer = new Normalizer(new UserAgents(), Places.none());
  private final InboundFilters unfiltered = InboundFilters.of(Json.Obj.EMPTY);
  private final ScrubSettings unscrubbed =
      ScrubSettings.of(Json.Obj.EMPTY, Json.object().put("sentry:scrub_data", false).build());

  /** The normalized event; empty for a transaction, which is not grouped. */
  public Optional<Json.Obj> normalized(Json.Obj sent, Instant now) {
    if ("transaction".equals(sent.string("type"))) {
      return Optional.empty();
    }
    String id = sent.string("event_id");
    Normalizer.Origin origin =
        new Normalizer.Origin(
            id == null ? NIL_ID : id,
            "event",
            now.getEpochSecond(),
            null,
            0,
            0,
            7,
            null,
            null,
            null,
            Map.of(),
            TOLERATED_DRIFT_SECONDS);
    return normalizer.normalize(sent, origin, unfiltered, unscrubbed)
            instanceof Normalizer.Kept kept
        ? Optional.of(kept.event())
        : Optional.empty();
  }
}
