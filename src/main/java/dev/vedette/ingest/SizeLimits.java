package dev.vedette.ingest;

import dev.vedette.config.Keys;
import dev.vedette.config.Settings;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size limits of spec 01 §9, in bytes; a payload of exactly the limit passes.
 *
 * @param sessions most session items in one envelope
 * @param lenient whether events may be larger and attachments beyond a limit are left out instead
 *     of refusing all (spec 01 §28)
 */
record SizeLimits(
    long envelope, long event, long attachment, long attachments, int sessions, boolean lenient) {

  /** Most items of an envelope, whatever their type. */
  static final int MAX_ITEMS = 5000;

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final int MAX_ATTACHMENTS = 30;
  private static final int MAX_SPANS = 1000;
  private static final int MAX_CLIENT_REPORTS = 100;
  private static final int LENIENT_FACTOR = 4;

  static SizeLimits of(Settings settings) {
    return new SizeLimits(
        settings.get(Keys.INGEST_MAX_ENVELOPE),
        settings.get(Keys.INGEST_MAX_EVENT),
        settings.get(Keys.INGEST_MAX_ATTACHMENT),
        settings.get(Keys.INGEST_MAX_ATTACHMENTS),
        settings.get(Keys.INGEST_MAX_SESSIONS),
        settings.get(Keys.INGEST_SIZE_POLICY).equals("lenient"));
  }

  /** Limit of one item of a type. */
  long ofOne(ItemType type) {
    return switch (type) {
      case EVENT, TRANSACTION -> lenient ? LENIENT_FACTOR * event : event;
      case SECURITY, RAW_SECURITY, REPLAY_EVENT, FEEDBACK, FORM_DATA -> event;
      case ATTACHMENT, UNREAL_REPORT, USER_REPORT -> attachment;
      case SESSION, SESSIONS, REPLAY_RECORDING, REPLAY_VIDEO -> 10 * MIB;
      case CLIENT_REPORT, CHECK_IN -> 100 * KIB;
      case PROFILE, PROFILE_CHUNK -> 50 * MIB;
      case LOG, TRACE_METRIC -> 12 * MIB;
      case SPAN -> 12 * MIB;
      case OTEL_SPAN, OTEL_LOG, STATSD, METRIC_BUCKETS, METRIC_META, NEL, UNKNOWN -> MIB;
    };
  }

  private int countOf(ItemType type) {
    return switch (type) {
      case ATTACHMENT -> MAX_ATTACHMENTS;
      case SESSION, SESSIONS -> sessions;
      case CLIENT_REPORT -> MAX_CLIENT_REPORTS;
      case CHECK_IN, PROFILE, REPLAY_RECORDING, REPLAY_VIDEO, LOG, TRACE_METRIC -> 1;
      case STATSD, METRIC_BUCKETS -> 1;
      case SPAN, OTEL_SPAN -> MAX_SPANS;
      default -> MAX_ITEMS;
    };
  }

  private long sumOf(ItemType type) {
    return switch (type) {
      case ATTACHMENT, UNREAL_REPORT, USER_REPORT -> attachments;
      case SESSION, SESSIONS -> 10 * MIB;
      case CLIENT_REPORT -> 100 * KIB;
      default -> Long.MAX_VALUE;
    };
  }

  /** The item that violates a limit, or null when all are within. */
  @Nullable Item violation(List<Item> items) {
    return tally(items).violation;
  }

  /** The attachments that are left out so that the rest is within the limits. */
  List<Item> excess(List<Item> items) {
    return tally(items).excess;
  }

  private Tally tally(List<Item> items) {
    Tally tally = new Tally();
    items.forEach(tally::add);
    return tally;
  }

  /** Adds up the items of an envelope as they are read. */
  final class Tally {
    private final Map<ItemType, Integer> counts = new EnumMap<>(ItemType.class);
    private final Map<ItemType, Long> sums = new EnumMap<>(ItemType.class);
    private int events;
    private final List<Item> excess = new ArrayList<>();
    private @Nullable Item violation;

    /** Whether an item has violated a limit, so that the rest need not be kept. */
    boolean isViolated() {
      return violation != null;
    }

    void add(Item item) {
      ItemType family = family(item.type());
      int count = counts.merge(counted(item.type()), 1, Integer::sum);
      long sum = sums.merge(family, item.size(), Long::sum);
      boolean tooMany = item.type() != ItemType.UNKNOWN && count > countOf(item.type());
      if (isEvent(item.type())) {
        events++;
      }
      boolean second = isEvent(item.type()) && events > 1;
      boolean tooLarge =
          item.size() > ofOne(item.type()) || sum > sumOf(family) || isTooLargeForOne(item);
      if (lenient && item.type() == ItemType.ATTACHMENT && (tooLarge || tooMany)) {
        excess.add(item);
        counts.merge(counted(item.type()), -1, Integer::sum);
        sums.merge(family, -item.size(), Long::sum);
        return;
      }
      if (violation == null && (tooLarge || tooMany || second)) {
        violation = item;
      }
    }
  }

  /** A span that comes alone is smaller than a container of many, whose mean is limited. */
  private static boolean isTooLargeForOne(Item item) {
    Json.Num count = item.headers().number("item_count");
    if (count == null) {
      return item.type() == ItemType.SPAN && item.size() > MIB;
    }
    long mean = item.size() / Math.max(1, count.asLong());
    return switch (item.type()) {
      case SPAN -> mean > 10 * MIB;
      case LOG -> mean > 2 * MIB;
      case TRACE_METRIC -> mean > MIB;
      default -> false;
    };
  }

  private static boolean isEvent(ItemType type) {
    return switch (type) {
      case EVENT, TRANSACTION, SECURITY, RAW_SECURITY, FEEDBACK -> true;
      default -> false;
    };
  }

  /** Sessions alone and in aggregates are counted as one kind. */
  private static ItemType counted(ItemType type) {
    return type == ItemType.SESSIONS ? ItemType.SESSION : type;
  }

  /** Types whose sizes are limited together. */
  private static ItemType family(ItemType type) {
    return switch (type) {
      case UNREAL_REPORT, USER_REPORT -> ItemType.ATTACHMENT;
      case SESSIONS -> ItemType.SESSION;
      default -> type;
    };
  }
}
