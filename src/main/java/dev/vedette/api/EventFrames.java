package dev.vedette.api;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The frames of a stack trace as the API gives them (spec 02 §26.3). Pure. */
final class EventFrames {

  private static final Pattern RAW_GITHUB =
      Pattern.compile("https://raw\\.githubusercontent\\.com/([^/]+)/([^/]+)/([^/]+)/(.+)");

  /** What a frame was before its source map was applied, by its name in the API. */
  private static final Map<String, String> ORIGINALS = new LinkedHashMap<>();

  /** What symbolication and grouping say of a frame, by its name in the API. */
  private static final Map<String, String> FINDINGS = new LinkedHashMap<>();

  static {
    ORIGINALS.put("origFunction", "orig_function");
    ORIGINALS.put("origAbsPath", "orig_abs_path");
    ORIGINALS.put("origFilename", "orig_filename");
    ORIGINALS.put("origLineNo", "orig_lineno");
    ORIGINALS.put("origColNo", "orig_colno");
    FINDINGS.put("symbolicatorStatus", "symbolicator_status");
    FINDINGS.put("isSentinel", "is_sentinel");
    FINDINGS.put("isPrefix", "is_prefix");
    FINDINGS.put("minGroupingLevel", "min_grouping_level");
  }

  private EventFrames() {}

  /** The frames, oldest first; addresses are as long as the longest of the trace. */
  static Json.Arr of(Json.Obj trace) {
    List<Json.Obj> stored = new ArrayList<>();
    int width = 0;
    for (Json item : trace.array("frames").items()) {
      if (item instanceof Json.Obj frame) {
        stored.add(frame);
        width = Math.max(width, length(frame, "instruction_addr"));
        width = Math.max(width, length(frame, "symbol_addr"));
      }
    }
    List<Json> frames = new ArrayList<>();
    for (Json.Obj frame : stored) {
      frames.add(frame(frame, width));
    }
    return new Json.Arr(frames);
  }

  /** How the frames of an event came by their sources, each way once (spec 02 §26.1). */
  static Json.Arr resolvedWith(Json.Obj event) {
    Set<Json> found = new LinkedHashSet<>();
    addResolved(event, found);
    for (String list : List.of("exception", "threads")) {
      for (Json holder : event.object(list).array("values").items()) {
        if (holder instanceof Json.Obj object) {
          addResolved(object, found);
        }
      }
    }
    return new Json.Arr(List.copyOf(found));
  }

  private static void addResolved(Json.Obj holder, Set<Json> found) {
    for (Json item : holder.object("stacktrace").array("frames").items()) {
      if (item instanceof Json.Obj frame && !frame.object("data").isEmpty()) {
        found.add(Json.orNull(frame.object("data").get("resolved_with")));
      }
    }
  }

  private static int length(Json.Obj frame, String key) {
    String text = frame.string(key);
    return text == null ? 0 : text.length();
  }

  private static @Nullable String padded(Json.Obj frame, String key, int width) {
    String text = frame.string(key);
    return text == null || !text.startsWith("0x") || text.length() >= width
        ? text
        : "0x" + "0".repeat(width - text.length()) + text.substring(2);
  }

  private static Json.Obj frame(Json.Obj frame, int width) {
    Json.Builder out =
        Json.object()
            .put("filename", frame.string("filename"))
            .put("absPath", frame.string("abs_path"))
            .put("module", frame.string("module"))
            .put("package", frame.string("package"))
            .put("platform", frame.string("platform"))
            .put("instructionAddr", padded(frame, "instruction_addr", width))
            .put("symbolAddr", padded(frame, "symbol_addr", width))
            .put("function", frame.string("function"))
            .put("rawFunction", frame.string("raw_function"))
            .put("symbol", frame.string("symbol"))
            .put("context", context(frame))
            .put("lineNo", Json.orNull(frame.get("lineno")))
            .put("colNo", Json.orNull(frame.get("colno")))
            .put("inApp", Boolean.TRUE.equals(frame.bool("in_app")))
            .put("trust", frame.string("trust"))
            .put("errors", Json.orNull(frame.get("errors")))
            .put("lock", Json.orNull(frame.get("lock")))
            .put("sourceLink", sourceLink(frame))
            .put("vars", Json.orNull(frame.get("vars")));
    String mode = frame.string("addr_mode");
    if (mode != null && !mode.equals("abs")) {
      out.put("addrMode", mode);
    }
    addData(frame.object("data"), out);
    return out.build();
  }

  private static void addData(Json.Obj data, Json.Builder out) {
    String map = data.string("sourcemap");
    if (map != null && !map.isEmpty()) {
      out.put("map", map.substring(map.lastIndexOf('/') + 1));
      if (isUrl(map)) {
        out.put("mapUrl", map);
      }
      ORIGINALS.forEach((name, key) -> {
        Json value = data.present(key);
        out.put(name, value == null ? Json.of("?") : value);
      });
    }
    FINDINGS.forEach((name, key) -> out.putPresent(name, data.present(key)));
  }

  private static boolean isUrl(String text) {
    return text.startsWith("http://") || text.startsWith("https://");
  }

  /** Raw files on GitHub are shown in its pages, at the line. */
  private static @Nullable String sourceLink(Json.Obj frame) {
    String link = frame.string("source_link");
    if (link == null || !isUrl(link)) {
      return null;
    }
    Matcher raw = RAW_GITHUB.matcher(link);
    if (!raw.matches()) {
      return link;
    }
    Json.Num line = frame.number("lineno");
    return "https://www.github.com/%s/%s/blob/%s/%s%s"
        .formatted(
            raw.group(1),
            raw.group(2),
            raw.group(3),
            raw.group(4),
            line == null ? "" : "#L" + line.text());
  }

  /** The lines around a place with their numbers; none where no line or no number is known. */
  static Json context(Json.Obj frame) {
    Json.Num line = frame.number("lineno");
    Json.Arr before = frame.array("pre_context");
    Json.Arr after = frame.array("post_context");
    String active = frame.string("context_line");
    if (line == null || (active == null && before.size() == 0 && after.size() == 0)) {
      return Json.Arr.EMPTY;
    }
    List<Json> lines = new ArrayList<>();
    long number = line.asLong() - before.size();
    for (Json text : before.items()) {
      lines.add(Json.array(Json.of(number++), text));
    }
    lines.add(Json.array(Json.of(number++), Json.of(active)));
    for (Json text : after.items()) {
      lines.add(Json.array(Json.of(number++), text));
    }
    return new Json.Arr(lines);
  }
}
