package dev.vedette.grouping;

import dev.vedette.event.InboundFilters;
import dev.vedette.event.Normalizer;
import dev.vedette.event.Places;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.UserAgents;
import dev.vedette.json.Json;
import java.util.Map;

/** Events as SDKs send them, normalized for grouping without any scrubbing. */
final class SentEvents {

  private static final Normalizer NORMALIZER = new Normalizer(new UserAgents(), Places.none());
  private static final ScrubSettings UNSCRUBBED =
      ScrubSettings.of(Json.Obj.EMPTY, Json.object().put("sentry:scrub_data", false).build());

  private SentEvents() {}

  static Json.Obj normalized(Json.Obj sent) {
    Normalizer.Result result =
        NORMALIZER.normalize(
            sent,
            new Normalizer.Origin(
                "d1c2b3a4958647788695a4b3c2d1e0f9",
                "event",
                1_723_464_000,
                null,
                42,
                1,
                7,
                null,
                null,
                null,
                Map.of(),
                3300),
            InboundFilters.of(Json.Obj.EMPTY),
            UNSCRUBBED);
    return ((Normalizer.Kept) result).event();
  }
}
