package dev.vedette.issue;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/** Texts on their way into PostgreSQL, which cannot hold U+0000. */
final class Texts {

  private Texts() {}

  static String stored(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static @Nullable String storedOrNull(@Nullable String text) {
    return text == null ? null : stored(text);
  }

  /** JSON text for a jsonb column. */
  static String json(Json value) {
    String text = value.text();
    return text.contains("\\u0000") ? text.replace("\\u0000", "\\uFFFD") : text;
  }
}
