package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the variables in fingerprints and titles stand for in one event (spec 03 §17). */
final class FingerprintVariables {

  private static final String TAG = "tags.";

  private final Json.Obj event;
  private final Json.Obj exception;
  private final List<Json.Obj> exceptions;

  FingerprintVariables(Json.Obj event) {
    this.event = event;
    this.exceptions = ThreadStrategy.values(event.object("exception"));
    this.exception = exceptions.isEmpty() ? Json.Obj.EMPTY : exceptions.getLast();
  }

  /** The value of a variable; null for one that is not known. */
  @Nullable String value(String name) {
    return switch (name) {
      case "transaction" -> or(event.string("transaction"), "<no-transaction>");
      case "message" -> message();
      case "type", "error.type" -> or(exception.string("type"), "<no-type>");
      case "value", "error.value" -> or(exception.string("value"), "<no-value>");
      case "function", "stack.function" ->
          or(Texts.cut(frame().string("function"), 256, 20), "<no-function>");
      case "path", "stack.abs_path" -> either("abs_path", "filename", "<no-abs-path>");
      case "stack.filename" -> either("filename", "abs_path", "<no-filename>");
      case "module", "stack.module" -> or(frame().string("module"), "<no-module>");
      case "package", "stack.package" -> packageName();
      case "level" -> or(event.string("level"), "<no-level>");
      case "logger" -> or(event.string("logger"), "<no-logger>");
      default -> name.startsWith(TAG) ? tag(name.substring(TAG.length())) : null;
    };
  }

  private static String or(@Nullable String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }

  private String either(String key, String other, String otherwise) {
    Json.Obj frame = frame();
    String path = Texts.orElse(frame.string(key), frame.string(other));
    return or(Texts.cut(path, 256, 40), otherwise);
  }

  private String message() {
    Json.Obj entry = event.object("logentry");
    String text = Texts.orElse(entry.string("formatted"), entry.string("message"));
    return or(Texts.orElse(text, exception.string("value")), "<no-message>");
  }

  private String packageName() {
    String name = frame().string("package");
    return or(name == null ? null : Texts.baseName(name), "<no-package>");
  }

  private String tag(String key) {
    String value = tag(event, key);
    return or(value, "<no-value-for-tag-" + key + ">");
  }

  /** The value of the first tag of a key. */
  static @Nullable String tag(Json.Obj event, String key) {
    for (Json item : event.array("tags").items()) {
      if (item instanceof Json.Arr pair
          && pair.size() == 2
          && pair.get(0) instanceof Json.Str(String name)
          && name.equals(key)
          && pair.get(1) instanceof Json.Str(String value)) {
        return value;
      }
    }
    return null;
  }

  /** The frame that crashed: the last in-app one, else the last. */
  private Json.Obj frame() {
    Json.Obj last = Json.Obj.EMPTY;
    for (Json item : frames().items().reversed()) {
      if (item instanceof Json.Obj frame) {
        if (Boolean.TRUE.equals(frame.bool("in_app"))) {
          return frame;
        }
        last = last.isEmpty() ? frame : last;
      }
    }
    return last;
  }

  private Json.Arr frames() {
    Json.Arr frames = exception.object("stacktrace").array("frames");
    if (frames.size() == 0) {
      frames = event.object("stacktrace").array("frames");
    }
    List<Json.Obj> threads = ThreadStrategy.values(event.object("threads"));
    return frames.size() == 0 && threads.size() == 1
        ? threads.getFirst().object("stacktrace").array("frames")
        : frames;
  }
}
