package dev.vedette.pipeline;

import org.jspecify.annotations.Nullable;

/** Content types of attachments: as given up to the parameters, else guessed from the name. */
final class ContentTypes {

  private static final String UNKNOWN = "application/octet-stream";

  private ContentTypes() {}

  static String of(@Nullable String given, String fileName) {
    if (given != null && !given.isBlank()) {
      return given.split(";", 2)[0].strip();
    }
    String guessed = java.net.URLConnection.guessContentTypeFromName(fileName);
    return guessed == null ? fallback(fileName) : guessed;
  }

  private static String fallback(String fileName) {
    String lower = fileName.toLowerCase(java.util.Locale.ROOT);
    if (lower.endsWith(".log")) {
      return "text/plain";
    }
    return lower.endsWith(".json") ? "application/json" : UNKNOWN;
  }
}
