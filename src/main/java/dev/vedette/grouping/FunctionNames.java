package dev.vedette.grouping;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Function names without what changes from build to build (spec 03 §5). */
final class FunctionNames {

  private static final Set<String> NATIVE = Set.of("objc", "cocoa", "swift", "native", "c");
  private static final Set<String> JAVASCRIPT = Set.of("javascript", "node");

  private FunctionNames() {}

  /** Families of platforms (spec 03, words used). */
  enum Family {
    NATIVE,
    JAVASCRIPT,
    OTHER;

    static Family of(@Nullable String platform) {
      if (platform == null) {
        return OTHER;
      }
      return FunctionNames.NATIVE.contains(platform)
          ? NATIVE
          : FunctionNames.JAVASCRIPT.contains(platform) ? JAVASCRIPT : OTHER;
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
