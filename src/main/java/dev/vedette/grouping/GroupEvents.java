package dev.vedette.grouping;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import java.util.List;

/**
 * Asks for the hashes of a batch of normalized events; the answer has one entry for each, in order.
 *
 * @param settings each of the settings that the events are grouped by, once
 * @param settingsOf for each event the index of its settings
 */
public record GroupEvents(
    List<Json.Obj> events, List<GroupingSettings> settings, List<Integer> settingsOf)
    implements Request<Groupings> {}
