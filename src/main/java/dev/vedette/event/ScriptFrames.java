package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks frames of JavaScript engines and of Node's own modules as not in-app, in events that have a
 * frame of a script to look up (spec 03 §4.5, 3; spec 07 A11).
 */
public final class ScriptFrames {

  private ScriptFrames() {}

  /** The event with its frames marked; the same where nothing changes. */
  public static Json.Obj marked(Json.Obj event) {
    String platform = event.string("platform");
    boolean node = "node".equals(platform);
    List<Json.Obj> traces = new ArrayList<>();
    Json.Obj marked = mapped(event, node, traces);
    boolean script =
        isOfScripts(platform) || traces.stream().anyMatch(ScriptFrames::hasFrameOfScripts);
    return script && traces.stream().anyMatch(trace -> hasScript(trace, node)) ? marked : event;
  }

  private static boolean isOfScripts(@Nullable String platform) {
    return "javascript".equals(platform) || "node".equals(platform);
  }

  private static boolean hasFrameOfScripts(Json.Obj trace) {
    return trace.array("frames").items().stream()
        .anyMatch(item -> item instanceof Json.Obj frame && isOfScripts(frame.string("platform")));
  }

  private static Json.Obj mapped(Json.Obj event, boolean node, List<Json.Obj> traces) {
    return event.mapped((key, value) ->
        switch (key) {
          case "exception", "threads" -> holders(value, node, traces);
          case "stacktrace" -> trace(value, node, traces);
          default -> value;
        });
  }

  private static Json holders(Json value, boolean node, List<Json.Obj> traces) {
    if (!(value instanceof Json.Obj list && list.get("values") instanceof Json.Arr holders)) {
      return value;
    }
    Json.Arr marked =
        holders.mapped((index, item) ->
            item instanceof Json.Obj holder && holder.get("stacktrace") instanceof Json.Obj trace
                ? holder.with("stacktrace", trace(trace, node, traces))
                : item);
    return list.with("values", marked);
  }

  private static Json trace(Json value, boolean node, List<Json.Obj> traces) {
    if (!(value instanceof Json.Obj trace && trace.get("frames") instanceof Json.Arr frames)) {
      return value;
    }
    traces.add(trace);
    Json.Arr marked =
        frames.mapped((index, item) ->
            item instanceof Json.Obj frame && isEngine(frame, node)
                ? frame.with("in_app", Json.FALSE)
                : item);
    return trace.with("frames", marked);
  }

  /** Whether a frame is the engine's or one of Node's modules, neither of which has a source. */
  private static boolean isEngine(Json.Obj frame, boolean node) {
    String path = frame.string("abs_path");
    return path != null
        && !path.isEmpty()
        && (path.equals("native")
            || path.equals("[native code]")
            || (node && !path.matches("(?s)(app:|webpack:|[a-zA-Z]:|/).*")));
  }

  private static boolean hasScript(Json.Obj trace, boolean node) {
    for (Json item : trace.array("frames").items()) {
      if (item instanceof Json.Obj frame && isScript(frame, node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isScript(Json.Obj frame, boolean node) {
    String path = frame.string("abs_path");
    Json.Num line = frame.number("lineno");
    return path != null
        && !path.isEmpty()
        && line != null
        && line.asDouble() != 0
        && !isEngine(frame, node);
  }
}
