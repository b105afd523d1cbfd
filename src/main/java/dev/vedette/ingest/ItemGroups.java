package dev.vedette.ingest;

import dev.vedette.feed.FeedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Splits the items of an envelope into groups that are processed together (spec 01 §20). */
final class ItemGroups {

  private ItemGroups() {}

  /** A group of items and the feed they take. */
  record Group(FeedName feed, boolean ofEvent, List<Item> items) {}

  static List<Group> split(List<Item> items) {
    List<Item> event = new ArrayList<>();
    List<Item> replay = new ArrayList<>();
    List<Group> groups = new ArrayList<>();
    for (Item item : items) {
      switch (item.type()) {
        case SESSION, SESSIONS -> groups.add(new Group(FeedName.SESSIONS, false, List.of(item)));
        case CHECK_IN -> groups.add(new Group(FeedName.CHECK_INS, false, List.of(item)));
        case SPAN, OTEL_SPAN, LOG, OTEL_LOG, TRACE_METRIC, PROFILE_CHUNK ->
            groups.add(new Group(FeedName.TRACES, false, List.of(item)));
        case REPLAY_EVENT, REPLAY_RECORDING, REPLAY_VIDEO -> replay.add(item);
        case CLIENT_REPORT, STATSD, METRIC_BUCKETS ->
            groups.add(new Group(FeedName.EVENTS, false, List.of(item)));
        case METRIC_META, UNKNOWN -> {
          // Ignored without an outcome (spec 01 §8.3).
        }
        default -> event.add(item);
      }
    }
    if (!replay.isEmpty()) {
      groups.add(new Group(FeedName.TRACES, true, replay));
    }
    if (!event.isEmpty()) {
      groups.add(new Group(FeedName.EVENTS, true, event));
    }
    return groups;
  }

  /** Names of the item types in a group with their number, for metrics. */
  static Map<String, Long> types(List<Item> items) {
    return items.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                item -> item.type().label(), java.util.stream.Collectors.counting()));
  }
}
