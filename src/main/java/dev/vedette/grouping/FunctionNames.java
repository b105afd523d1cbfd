package dev.vedette.grouping;

import org.jspecify.annotations.Nullable;

/** Function names without what changes from build to build (spec 03 §5). */
final class FunctionNames {

  private FunctionNames() {}

  /** Families of platforms (spec 03, words used). */
  enum Family {
    NATIVE,
    JAVASCRIPT,
    OTHER;

    static Family of(@Nullable String platform) {
      return switch (platform) {
        case "objc", "cocoa", "swift", "native", "c" -> NATIVE;
        case "javascript", "node" -> JAVASCRIPT;
        case null, default -> OTHER;
      };
    }
  }

  /** The name trimmed as its platform asks. */
  static String trimmed(String function, String platform) {
    if (platform.equals("csharp")) {
      int end = function.indexOf(" (");
      return end < 0 ? function : function.substring(0, end);
    }
    return Family.of(platform) == Family.NATIVE
        ? new NativeName(function, platform).trimmed()
        : function;
  }
}
