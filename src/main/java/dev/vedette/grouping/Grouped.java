package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.List;

/**
 * A grouped event.
 *
 * @param event the event as it is to be stored, but for its title
 * @param hashes in the order in which issues are looked for, the primary first; never empty
 * @param secondary hashes by the configuration that the project comes from; mostly empty
 */
public record Grouped(Json.Obj event, List<String> hashes, List<String> secondary) {}
