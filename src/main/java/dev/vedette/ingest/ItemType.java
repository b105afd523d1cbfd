package dev.vedette.ingest;

import dev.vedette.project.Category;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of envelope items (spec 01 §8.1). */
public enum ItemType {
  EVENT("event", Category.ERROR, true, true),
  TRANSACTION("transaction", Category.TRANSACTION, true, true),
  ATTACHMENT("attachment", Category.ATTACHMENT, true, false),
  SESSION("session", Category.SESSION, false, false),
  SESSIONS("sessions", Category.SESSION, false, false),
  USER_REPORT("user_report", Category.FEEDBACK, true, false),
  FEEDBACK("feedback", Category.FEEDBACK, true, true),
  CLIENT_REPORT("client_report", null, false, false),
  CHECK_IN("check_in", Category.MONITOR, false, false),
  SECURITY("security", Category.SECURITY, true, true),
  RAW_SECURITY("raw_security", Category.SECURITY, true, true),
  PROFILE("profile", Category.PROFILE, true, false),
  PROFILE_CHUNK("profile_chunk", Category.PROFILE_CHUNK, false, false),
  REPLAY_EVENT("replay_event", Category.REPLAY, true, false),
  REPLAY_RECORDING("replay_recording", Category.REPLAY, false, false),
  REPLAY_VIDEO("replay_video", Category.REPLAY, false, false),
  SPAN("span", Category.SPAN, false, false),
  OTEL_SPAN("otel_span", Category.SPAN, false, false),
  LOG("log", Category.LOG_ITEM, false, false),
  OTEL_LOG("otel_log", Category.LOG_ITEM, false, false),
  TRACE_METRIC("trace_metric", Category.TRACE_METRIC, false, false),
  STATSD("statsd", null, false, false),
  METRIC_BUCKETS("metric_buckets", null, false, false),
  METRIC_META("metric_meta", null, false, false),
  FORM_DATA("form_data", null, true, false),
  UNREAL_REPORT("unreal_report", Category.ERROR, true, true),
  NEL("nel", Category.ERROR, false, true),
  UNKNOWN("", null, false, false);

  private static final Map<String, ItemType> BY_LABEL = new HashMap<>();

  static {
    for (ItemType type : values()) {
      if (type != UNKNOWN) {
        BY_LABEL.put(type.label, type);
      }
    }
    BY_LABEL.put("profile_chunk_ui", PROFILE_CHUNK);
  }

  private final String label;
  private final @Nullable Category category;
  private final boolean needsEventId;
  private final boolean createsEvent;

  ItemType(String label, @Nullable Category category, boolean needsEventId, boolean createsEvent) {
    this.label = label;
    this.category = category;
    this.needsEventId = needsEventId;
    this.createsEvent = createsEvent;
  }

  /** The type of a label; {@link #UNKNOWN} for one nobody knows. */
  public static ItemType of(String label) {
    return BY_LABEL.getOrDefault(label, UNKNOWN);
  }

  /** The text in item headers. */
  public String label() {
    return label;
  }

  /** What quotas and outcomes count it as, or null when it is not counted. */
  public @Nullable Category category() {
    return category;
  }

  /** Whether an envelope with such an item has an event id. */
  public boolean needsEventId() {
    return needsEventId;
  }

  /** Whether the item makes an event come into being. */
  public boolean createsEvent() {
    return createsEvent;
  }

  /** Whether large payloads go to the blob store before the append. */
  public boolean mayBeBlob() {
    return switch (this) {
      case ATTACHMENT, PROFILE, PROFILE_CHUNK, REPLAY_RECORDING, REPLAY_VIDEO, UNREAL_REPORT ->
          true;
      default -> false;
    };
  }
}
