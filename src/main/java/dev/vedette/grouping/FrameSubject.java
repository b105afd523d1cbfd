package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import org.jspecify.annotations.Nullable;

/** The fields of a frame as globs compare them, made once for all conditions. */
record FrameSubject(
    Family family,
    Value function,
    @Nullable Value module,
    @Nullable Value path,
    @Nullable Value packageName) {

  /** The bytes of a field, and which pairs of them there are. */
  record Value(byte[] bytes, Bigrams bigrams) {

    boolean matches(Glob glob) {
      return bigrams.mayInclude(glob.required()) && glob.matches(bytes);
    }
  }

  static FrameSubject of(Frame frame, String effectiveFunction) {
    return new FrameSubject(
        frame.family(),
        value(effectiveFunction, false),
        valueOrNull(frame.module(), false),
        valueOrNull(frame.path(), true),
        valueOrNull(frame.packageName(), true));
  }

  private static Value value(String text, boolean path) {
    byte[] bytes = Glob.subject(text, path, path);
    return new Value(bytes, Bigrams.of(bytes));
  }

  private static @Nullable Value valueOrNull(@Nullable String text, boolean path) {
    return text == null ? null : value(text, path);
  }

  /** The value of a field; null when the frame has none. */
  @Nullable Value value(RuleField field) {
    return switch (field) {
      case FUNCTION -> function;
      case MODULE -> module;
      case PATH -> path;
      case PACKAGE -> packageName;
      default -> null;
    };
  }
}
