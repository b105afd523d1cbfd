package dev.vedette.monitor;

import dev.vedette.json.Json;
import dev.vedette.json.JsonText;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A check-in as it is stored (spec 01 §20.6).
 *
 * @param id the nil UUID stands for the latest check-in in progress
 * @param config schedule and limits to create or change the monitor with, or null
 */
record CheckIn(
    UUID id,
    String slug,
    String status,
    @Nullable Double duration,
    @Nullable String release,
    String environment,
    Json.@Nullable Obj config,
    @Nullable UUID traceId) {

  private static final int MAX_SLUG = 50;
  private static final int MAX_ENVIRONMENT = 64;

  /** Reads a check-in; null when it is invalid. */
  static @Nullable CheckIn read(byte[] payload) {
    Json.Obj sent;
    try {
      sent = JsonText.parse(payload) instanceof Json.Obj object ? object : Json.Obj.EMPTY;
    } catch (JsonText.Malformed malformed) {
      return null;
    }
    UUID id = uuid(sent.string("check_in_id"));
    String slug = slug(sent.string("monitor_slug"));
    String environment = sent.string("environment");
    boolean tooLong = environment != null && environment.length() > MAX_ENVIRONMENT;
    if (id == null || slug.isEmpty() || tooLong) {
      return null;
    }
    Json.Num duration = sent.number("duration");
    Json.Obj config = sent.object("monitor_config");
    return new CheckIn(
        id,
        slug,
        status(sent.string("status")),
        duration == null ? null : duration.asDouble(),
        sent.string("release"),
        environment == null || environment.isEmpty() ? "production" : environment,
        config.isEmpty() ? null : config,
        uuid(sent.object("contexts").object("trace").string("trace_id")));
  }

  private static String status(@Nullable String sent) {
    return switch (sent) {
      case "ok", "error", "in_progress" -> sent;
      case null, default -> "unknown";
    };
  }

  private static @Nullable UUID uuid(@Nullable String text) {
    String hex = text == null ? "" : text.replace("-", "");
    return hex.matches("[0-9a-fA-F]{32}")
        ? new UUID(
            Long.parseUnsignedLong(hex.substring(0, 16), 16),
            Long.parseUnsignedLong(hex.substring(16), 16))
        : null;
  }

  /** A slug: lower case, blanks and hyphens as one hyphen, other characters left out. */
  static String slug(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_\\s-]", "")
            .strip()
            .replaceAll("[\\s-]+", "-")
            .replaceAll("^[-_]+|[-_]+$", "");
    return plain.length() > MAX_SLUG ? plain.substring(0, MAX_SLUG) : plain;
  }
}
