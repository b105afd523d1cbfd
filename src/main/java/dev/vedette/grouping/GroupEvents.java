package dev.vedette.grouping;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import java.util.List;

/**
 * Asks for the hashes of a batch of normalized events; the answer has one entry for each, in order.
 */
public record GroupEvents(List<Json.Obj> events) implements Request<Groupings> {}
