package dev.vedette.ingest;

import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container of items; every request is turned into one.
 *
 * @param header the first line
 * @param eventId 32 lower-case hexadecimal digits, or null
 */
record Envelope(Json.Obj header, @Nullable String eventId, List<Item> items) {

  /**
   * The envelope with the event id its items need: a new one where there is none or the nil UUID.
   */
  Envelope withNeededEventId() {
    boolean needed = items.stream().anyMatch(item -> item.type().needsEventId());
    boolean creates = items.stream().anyMatch(Item::createsEvent);
    boolean missing = eventId == null ? needed : creates && EventIds.isNil(eventId);
    return missing ? new Envelope(header, EventIds.random(), items) : this;
  }
}
