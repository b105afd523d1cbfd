package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a stack trace as its platform does, to be copied into a chat or a ticket. Pure. */
final class TraceText {

  private TraceText() {}

  /**
   * The text of a trace.
   *
   * @param frames oldest first
   * @param headline type and value of the exception, or empty
   */
  static String of(Json.Obj event, List<Json.Obj> frames, String headline) {
    String platform = String.valueOf(event.string("platform"));
    StringBuilder text = new StringBuilder();
    if (platform.equals("python")) {
      text.append("Traceback (most recent call last):\n");
      frames.forEach(frame -> text.append(python(frame)));
      return text.append(headline).toString().stripTrailing();
    }
    if (!headline.isEmpty()) {
      text.append(headline).append('\n');
    }
    List<Json.Obj> newestFirst = frames.reversed();
    for (int i = 0; i < newestFirst.size(); i++) {
      text.append(line(platform, newestFirst.get(i), i)).append('\n');
    }
    return text.toString().stripTrailing();
  }

  private static String python(Json.Obj frame) {
    String source = frame.string("context_line");
    return "  File \"%s\"%s, in %s\n"
            .formatted(file(frame), place(frame, ", line ", null), function(frame))
        + (source == null || source.isBlank() ? "" : "    " + source.strip() + "\n");
  }

  private static String line(String platform, Json.Obj frame, int index) {
    String function = function(frame);
    String at = file(frame) + place(frame, ":", ":");
    return switch (platform) {
      case "java" -> {
        String module = frame.string("module");
        yield "\tat %s%s(%s)"
            .formatted(
                module == null ? "" : module + ".",
                function,
                either(frame.string("filename"), "Unknown Source") + place(frame, ":", null));
      }
      case "ruby" -> "\tfrom %s:in '%s'".formatted(at, function);
      case "php" -> {
        String line = place(frame, "(", null);
        yield "#%d %s%s: %s"
            .formatted(index, file(frame), line.isEmpty() ? "" : line + ")", function);
      }
      case "native", "cocoa", "objc", "swift", "c" ->
          "%-3d %-24s %s %s%s"
              .formatted(
                  index,
                  either(FrameViews.packageName(frame.string("package")), "<unknown>"),
                  either(frame.string("instruction_addr"), ""),
                  function,
                  frame.string("filename") == null ? "" : " (" + at + ")");
      default -> "    at %s (%s)".formatted(function, at);
    };
  }

  private static String function(Json.Obj frame) {
    return either(either(frame.string("function"), frame.string("raw_function")), "<unknown>");
  }

  private static String file(Json.Obj frame) {
    return either(
        either(frame.string("abs_path"), frame.string("filename")),
        either(frame.string("module"), "<unknown>"));
  }

  /** Line and column behind their marks; nothing without a line. */
  private static String place(Json.Obj frame, String beforeLine, @Nullable String beforeColumn) {
    Json.Num line = frame.number("lineno");
    Json.Num column = beforeColumn == null ? null : frame.number("colno");
    return line == null || line.asLong() == 0
        ? ""
        : beforeLine + line.text() + (column == null ? "" : beforeColumn + column.text());
  }

  private static String either(@Nullable String text, @Nullable String otherwise) {
    return text != null && !text.isEmpty() ? text : otherwise == null ? "" : otherwise;
  }
}
