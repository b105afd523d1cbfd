package dev.vedette.web;

import java.util.Map;

/** Why something was not kept, in words; the codes are those of spec 01 §23.2. */
public final class Reasons {

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          // inbound filters
          Map.entry("browser-extensions", "filter: error of a browser extension"),
          Map.entry("legacy-browsers", "filter: old browser"),
          Map.entry("localhost", "filter: from localhost"),
          Map.entry("web-crawlers", "filter: web crawler"),
          Map.entry("filtered-transaction", "filter: health check"),
          Map.entry("error-message", "filter: error message"),
          Map.entry("release-version", "filter: release"),
          Map.entry("ip-address", "filter: address of the sender"),
          Map.entry("invalid-csp", "filter: source that security reports are not wanted of"),
          Map.entry("chunk-load-error", "filter: chunk that could not be loaded"),
          Map.entry("react-hydration-errors", "filter: hydration error of React"),
          Map.entry("discarded-hash", "like an issue that was deleted and discarded"),
          Map.entry("crash-report-limit", "more crash reports than its issue may keep"),
          Map.entry("garbage-feedback", "feedback without sense"),
          Map.entry("dynamic-sampling", "not among the sample"),
          Map.entry("Sampled", "not among the sample"),
          // limits
          Map.entry("key_quota", "limit of the key"),
          Map.entry("project_quota", "limit of the project"),
          Map.entry("org_quota", "limit of the organization"),
          Map.entry("monitor_rate_limit", "more check-ins than there are monitors for"),
          Map.entry("project_abuse_limit", "limit of the project against abuse"),
          Map.entry("org_abuse_limit", "limit of the organization against abuse"),
          Map.entry("global_abuse_limit", "limit of the server against abuse"),
          Map.entry("usage_exceeded", "limit of the month"),
          Map.entry("spike_protection", "protection against spikes"),
          Map.entry("disabled", "switched off"),
          Map.entry("killswitch", "dropped by those who run the server"),
          // what could not be used
          Map.entry("duplicate", "its id was there already"),
          Map.entry("duplicate_item", "a second item of its kind"),
          Map.entry("too_large", "too large"),
          Map.entry("project_id", "key or project that is switched off"),
          Map.entry("multi_project_id", "key of another project"),
          Map.entry("cors", "page whose origin is not allowed"),
          Map.entry("no_data", "empty"),
          Map.entry("content_type", "content type"),
          Map.entry("timestamp", "time too far away"),
          Map.entry("invalid_json", "JSON that could not be read"),
          Map.entry("invalid_msgpack", "MessagePack that could not be read"),
          Map.entry("invalid_multipart", "form that could not be read"),
          Map.entry("invalid_envelope", "envelope that could not be read"),
          Map.entry("invalid_compression", "could not be decompressed"),
          Map.entry("invalid_transaction", "transaction without what it needs"),
          Map.entry("invalid_minidump", "no minidump"),
          Map.entry("missing_minidump_upload", "no minidump in the upload"),
          Map.entry("invalid_session", "session without what it needs"),
          Map.entry("invalid_check_in", "check-in without what it needs"),
          Map.entry("invalid_span", "span without what it needs"),
          Map.entry("invalid_log", "log entry without what it needs"),
          Map.entry("invalid_replay", "replay without what it needs"),
          Map.entry("security_report", "security report without what it needs"),
          Map.entry("process_unreal", "crash of the Unreal Engine that could not be read"),
          Map.entry("internal", "failure of the server"),
          // what clients tell of themselves
          Map.entry("before_send", "dropped by the application"),
          Map.entry("event_processor", "dropped by the application"),
          Map.entry("sample_rate", "not among the client's sample"),
          Map.entry("queue_overflow", "the client had too much to send"),
          Map.entry("cache_overflow", "the client had too much to keep"),
          Map.entry("ratelimit_backoff", "the client waited, as it was told to"),
          Map.entry("network_error", "the client could not reach the server"),
          Map.entry("send_error", "refused by the server"));

  private Reasons() {}

  /** A reason in words; the code itself where it speaks for itself or is not known. */
  public static String text(String reason) {
    int colon = reason.indexOf(':');
    String words = WORDS.get(colon < 0 ? reason : reason.substring(0, colon));
    if (words == null) {
      return reason;
    }
    return colon < 0 ? words : "%s: %s".formatted(words, reason.substring(colon + 1));
  }
}
