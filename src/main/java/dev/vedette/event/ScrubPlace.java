package dev.vedette.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where in an event a scrubber stands, and what its rules leave alone there (spec 02 §17.4). One
 * serves one event.
 */
final class ScrubPlace {

  private static final Set<String> PAIR_LISTS =
      Set.of("headers", "cookies", "query_string", "tags");

  /** Top-level attributes that generic rules do not touch: ids, times, names (spec 02 §17.4). */
  private static final Set<String> UNTOUCHED =
      Set.of(
          "event_id",
          "type",
          "timestamp",
          "start_timestamp",
          "received",
          "platform",
          "level",
          "logger",
          "release",
          "dist",
          "environment",
          "transaction",
          "transaction_info",
          "culprit",
          "sdk",
          "debug_meta",
          "version",
          "key_id",
          "project",
          "errors",
          "_meta",
          "_metrics",
          "fingerprint",
          "grouping_config",
          "measurements",
          "breakdowns",
          "modules",
          "title",
          "location",
          "metadata");

  private static final Set<String> FRAME_UNTOUCHED =
      Set.of(
          "function",
          "raw_function",
          "symbol",
          "module",
          "package",
          "filename",
          "abs_path",
          "platform",
          "lineno",
          "colno",
          "in_app",
          "instruction_addr",
          "symbol_addr",
          "image_addr",
          "addr_mode",
          "trust",
          "lang");

  /** Names and ids of contexts that Vedette itself reads. */
  private static final Set<String> CONTEXT_UNTOUCHED =
      Set.of(
          "os.name",
          "client_os.name",
          "runtime.name",
          "browser.name",
          "profile.profile_id",
          "profile.profiler_id",
          "replay.replay_id",
          "feedback.associated_event_id",
          "feedback.replay_id",
          "app.app_id",
          "monitor.id");

  private static final Set<String> TRACE_UNTOUCHED =
      Set.of(
          "trace_id",
          "span_id",
          "parent_span_id",
          "segment_id",
          "op",
          "status",
          "type",
          "origin",
          "start_timestamp",
          "timestamp",
          "exclusive_time");

  /** Names from the root to the value at hand, elements of lists by their index. */
  private final List<String> path = new ArrayList<>();

  void enter(String name) {
    path.add(name);
  }

  String leave() {
    return path.removeLast();
  }

  /** Back to the root. */
  void reset() {
    path.clear();
  }

  /** Whether rules leave an attribute of the root alone. */
  static boolean isUntouched(String attribute) {
    return UNTOUCHED.contains(attribute);
  }

  /** Whether the place is the root or below an attribute that rules leave alone. */
  boolean isUntouched() {
    return path.isEmpty() || UNTOUCHED.contains(path.getFirst());
  }

  /** Whether the value at hand is a member of this place, given from the root. */
  private boolean isIn(String... place) {
    if (path.size() != place.length + 1) {
      return false;
    }
    for (int i = 0; i < place.length; i++) {
      if (!place[i].equals("*") && !place[i].equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isInTrace(String... place) {
    int above = path.size() - place.length - 2;
    if (above != 0 && above != 3) {
      return false;
    }
    boolean known =
        above == 0
            || ((path.get(0).equals("exception") || path.get(0).equals("threads"))
                && path.get(1).equals("values"));
    String trace = path.get(above);
    boolean matches = known && (trace.equals("stacktrace") || trace.equals("raw_stacktrace"));
    for (int i = 0; i < place.length && matches; i++) {
      matches = place[i].equals("*") || place[i].equals(path.get(above + 1 + i));
    }
    return matches;
  }

  /**
   * Whether rules leave the value at hand alone, of the given name, and all that is in it: codes by
   * which crashes are told apart, and registers.
   */
  boolean isProtectedWhole(String key) {
    return switch (key) {
      case "meta" -> isIn("exception", "values", "*", "mechanism");
      case "registers" -> isInTrace();
      default -> false;
    };
  }

  /** Whether rules leave the value at hand alone, of the given name. */
  boolean isProtected(String key) {
    if (path.size() < 2) {
      return false;
    }
    if (key.equalsIgnoreCase("User-Agent")
        && (isIn("request", "headers") || isIn("contexts", "response", "headers"))) {
      return true;
    }
    return switch (path.getFirst()) {
      case "exception" -> isProtectedInTrace(key) || isProtectedOfException(key);
      case "threads", "stacktrace", "raw_stacktrace" -> isProtectedInTrace(key);
      case "spans" -> isIn("spans", "*") && TRACE_UNTOUCHED.contains(key);
      case "contexts" -> isProtectedOfContext(key);
      case "breadcrumbs" ->
          isIn("breadcrumbs", "values", "*")
              && (key.equals("timestamp") || key.equals("type") || key.equals("level"));
      default -> false;
    };
  }

  private boolean isProtectedInTrace(String key) {
    return isInTrace("frames", "*") && FRAME_UNTOUCHED.contains(key);
  }

  private boolean isProtectedOfException(String key) {
    return switch (key) {
      case "type" ->
          isIn("exception", "values", "*") || isIn("exception", "values", "*", "mechanism");
      case "module", "thread_id" -> isIn("exception", "values", "*");
      case "source" -> isIn("exception", "values", "*", "mechanism");
      default -> false;
    };
  }

  private boolean isProtectedOfContext(String key) {
    if (isIn("contexts", "trace")) {
      return TRACE_UNTOUCHED.contains(key);
    }
    return isIn("contexts", "*")
        && (key.equals("type") || CONTEXT_UNTOUCHED.contains(path.get(1) + "." + key));
  }

  /** Whether the value at hand is a text of its author's, where words are no secrets. */
  boolean isMessage(String key) {
    return switch (key) {
      case "formatted" -> isIn("logentry");
      case "message" -> isIn("logentry") || isIn("contexts", "feedback");
      case "value" -> isIn("exception", "values", "*");
      default -> false;
    };
  }

  /** A cookie stands as a pair in a list, or under its name. */
  boolean isInCookies() {
    return path.size() >= 3 && path.get(0).equals("request") && path.get(1).equals("cookies")
        || path.size() >= 4
            && path.get(0).equals("contexts")
            && path.get(1).equals("response")
            && path.get(2).equals("cookies");
  }

  /** Whether the value at hand is a list of pairs of names and values. */
  boolean isPairList() {
    return !path.isEmpty() && PAIR_LISTS.contains(path.getLast());
  }

  /** Whether the value at hand is an element of such a list. */
  boolean isInPairList() {
    return path.size() >= 2 && PAIR_LISTS.contains(path.get(path.size() - 2));
  }

  /** Whether the value at hand is an address by its place. */
  boolean isAddress(String key) {
    return switch (key) {
      case "ip_address" -> isIn("user");
      case "REMOTE_ADDR" -> isIn("request", "env");
      case "client_ip" -> isIn("sdk");
      case "user.ip" -> isIn("spans", "*", "tags") || isIn("spans", "*", "sentry_tags");
      default -> false;
    };
  }
}
