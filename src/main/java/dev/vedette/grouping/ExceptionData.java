package dev.vedette.grouping;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What rules see of the exception that a stack trace belongs to; what is missing reads as {@code
 * <unknown>} (spec 03 §6.1).
 */
record ExceptionData(String type, String value, String mechanism) {

  private static final String UNKNOWN = "<unknown>";

  /** For stack traces of threads, and those that stand alone. */
  static final ExceptionData NONE = new ExceptionData(UNKNOWN, UNKNOWN, UNKNOWN);

  static ExceptionData of(Json.Obj exception) {
    return new ExceptionData(
        known(exception.string("type")),
        known(exception.string("value")),
        known(exception.object("mechanism").string("type")));
  }

  private static String known(@Nullable String text) {
    return text == null ? UNKNOWN : text;
  }
}
