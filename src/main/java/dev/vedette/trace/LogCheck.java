package dev.vedette.trace;

import dev.vedette.json.Json;
import java.util.Set;

/**
 * Whether a log entry has the form that SDKs agree on (spec 01 §20.10). What OpenTelemetry sends
 * outside of a trace names none.
 */
final class LogCheck {

  private static final Set<String> LEVELS =
      Set.of("trace", "debug", "info", "warn", "error", "fatal");
  private static final Set<String> TYPES = Set.of("string", "boolean", "integer", "double");

  private LogCheck() {}

  static boolean isValid(Json.Obj log) {
    String level = log.string("level");
    return log.string("body") != null
        && log.number("timestamp") != null
        && (level == null || LEVELS.contains(level))
        && log.object("attributes").members().values().stream().allMatch(LogCheck::isTyped);
  }

  private static boolean isTyped(Json attribute) {
    return attribute.isNull()
        || attribute instanceof Json.Obj typed
            && TYPES.contains(String.valueOf(typed.string("type")));
  }
}
