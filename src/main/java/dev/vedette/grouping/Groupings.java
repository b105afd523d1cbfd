package dev.vedette.grouping;

import java.util.List;

/**
 * A batch of grouped events.
 *
 * @param events in the order in which they were asked for
 */
public record Groupings(List<Grouped> events) {}
