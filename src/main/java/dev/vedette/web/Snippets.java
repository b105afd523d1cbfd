package dev.vedette.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to add to a program so that it reports to a project. */
public final class Snippets {

  /** Platforms to choose from. */
  static final List<String> PLATFORMS = List.of("python", "javascript", "node", "java", "other");

  private Snippets() {}

  /** A snippet for one platform. */
  public record Snippet(String platform, String install, String code) {}

  /** The snippets, that of the project's platform first. */
  static List<Snippet> of(String dsn, @Nullable String platform) {
    List<Snippet> all = new ArrayList<>();
    all.add(
        new Snippet(
            "python",
            "pip install sentry-sdk",
            "import sentry_sdk\n\nsentry_sdk.init(dsn=\"%s\")\n\n1 / 0".formatted(dsn)));
    all.add(
        new Snippet(
            "node",
            "npm install @sentry/node",
            "const Sentry = require(\"@sentry/node\");\n\nSentry.init({ dsn: \"%s\" });\nSentry.captureException(new Error(\"first event\"));"
                .formatted(dsn)));
    all.add(
        new Snippet(
            "javascript",
            "npm install @sentry/browser",
            "import * as Sentry from \"@sentry/browser\";\n\nSentry.init({ dsn: \"%s\" });\nSentry.captureException(new Error(\"first event\"));"
                .formatted(dsn)));
    all.add(
        new Snippet(
            "java",
            "io.sentry:sentry (Maven Central)",
            "Sentry.init(options -> options.setDsn(\"%s\"));\nSentry.captureException(new Exception(\"first event\"));"
                .formatted(dsn)));
    all.add(
        new Snippet(
            "other",
            "sentry-cli",
            "export SENTRY_DSN=%s\nsentry-cli send-event --no-environ -m \"first event\""
                .formatted(dsn)));
    all.sort(
        java.util.Comparator.comparing((Snippet snippet) -> !snippet.platform().equals(platform)));
    return all;
  }
}
