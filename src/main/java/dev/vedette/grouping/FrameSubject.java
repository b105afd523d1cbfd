package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import org.jspecify.annotations.Nullable;

/** The fields of a frame as globs compare them, made once for all conditions. */
record FrameSubject(
    Family family,
    byte[] function,
    byte @Nullable [] module,
    byte @Nullable [] path,
    byte @Nullable [] packageName) {

  static FrameSubject of(Frame frame, String effectiveFunction) {
    return new FrameSubject(
        frame.family(),
        Glob.subject(effectiveFunction, false, false),
        bytes(frame.module(), false),
        bytes(frame.path(), true),
        bytes(frame.packageName(), true));
  }

  private static byte @Nullable [] bytes(@Nullable String value, boolean path) {
    return value == null ? null : Glob.subject(value, path, path);
  }

  /** The bytes of a field; null when the frame has none. */
  byte @Nullable [] value(RuleField field) {
    return switch (field) {
      case FUNCTION -> function;
      case MODULE -> module;
      case PATH -> path;
      case PACKAGE -> packageName;
      default -> null;
    };
  }
}
