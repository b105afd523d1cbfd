package dev.vedette.event;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/** Replay events (spec 02 §22). */
public final class ReplayEvents {

  private static final int MAX_LISTED = 100;

  private ReplayEvents() {}

  /** The event with its address resolved, scrubbed by the standard rules, long lists cut. */
  public static Json.Obj normalize(Json.Obj sent, @Nullable String clientAddress) {
    Json.Obj event = Users.inferAddress(sent, clientAddress);
    for (String list : new String[] {"urls", "trace_ids", "error_ids"}) {
      Json.Arr items = event.array(list);
      if (items.size() > MAX_LISTED) {
        event = event.with(list, new Json.Arr(items.items().subList(0, MAX_LISTED)));
      }
    }
    ScrubSettings standard = ScrubSettings.of(Json.Obj.EMPTY, Json.Obj.EMPTY);
    return Scrubber.scrub(event, standard, Meta.root(null));
  }
}
