package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of an event that search looks into (spec 02 §25.4). */
public final class SearchMessage {

  private static final int MAX_MESSAGE = 8192;

  private SearchMessage() {}

  /** The text of an event with its title. */
  public static String of(Json.Obj event) {
    List<String> parts = new ArrayList<>();
    Json.Obj logentry = event.object("logentry");
    String formatted = logentry.string("formatted");
    add(parts, formatted == null ? logentry.string("message") : formatted);
    event
        .object("metadata")
        .members()
        .forEach((key, value) -> {
          if (!key.equals("in_app_frame_mix") && value instanceof Json.Str(String text)) {
            add(parts, text);
          }
        });
    add(parts, event.string("culprit"));
    String message = String.join(" ", parts).strip();
    return message.codePointCount(0, message.length()) > MAX_MESSAGE
        ? message.substring(0, message.offsetByCodePoints(0, MAX_MESSAGE))
        : message;
  }

  private static void add(List<String> parts, @Nullable String text) {
    if (text != null && !text.isEmpty() && parts.stream().noneMatch(part -> part.contains(text))) {
      parts.add(text);
    }
  }
}
