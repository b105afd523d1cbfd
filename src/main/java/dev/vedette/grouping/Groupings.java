package dev.vedette.grouping;

import java.util.List;

/**
 * The hashes of a batch of events.
 *
 * @param hashes for each event its hash, 32 hexadecimal digits
 */
public record Groupings(List<String> hashes) {}
