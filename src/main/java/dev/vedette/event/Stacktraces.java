package dev.vedette.event;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stack traces and their frames (spec 02 §8). */
final class Stacktraces {

  private static final List<String> AROUND = List.of("pre_context", "post_context");

  private static final int KEEP_OLDEST = 50;
  private static final int KEEP_NEWEST = 200;
  private static final int WITH_DETAILS = 50;
  private static final Set<String> ADJUSTMENTS = Set.of("auto", "all", "all_but_first", "none");

  private static final Shape FRAME =
      Shape.of()
          .with(
              Read::string,
              "function",
              "raw_function",
              "symbol",
              "module",
              "package",
              "filename",
              "abs_path",
              "platform",
              "context_line",
              "source_link",
              "addr_mode",
              "trust",
              "lang")
          .with(Read::unsigned, "lineno", "colno")
          .with(Read::strings, "pre_context", "post_context")
          .with(Read::bool, "in_app", "stack_start", "snapshot")
          .with(Stacktraces::vars, "vars")
          .with(Read::object, "data", "lock")
          .with(Read::array, "errors")
          .with(Read::address, "image_addr", "instruction_addr", "symbol_addr", "function_id")
          .only();

  private static final Shape TRACE = trace((value, meta) -> frames(value, meta, true));
  private static final Shape RAW_TRACE = trace((value, meta) -> frames(value, meta, false));

  private static Shape trace(Read.Reader frames) {
    return Shape.of()
        .with(frames, "frames")
        .with(Stacktraces::registers, "registers")
        .with(Read::array, "frames_omitted")
        .with(Read::string, "lang")
        .with(Read::bool, "snapshot")
        .with(Stacktraces::adjustment, "instruction_addr_adjustment");
  }

  private Stacktraces() {}

  /** Reads a stack trace. */
  static Json read(Json value, Meta meta) {
    return TRACE.read(value, meta);
  }

  /** Reads a stack trace as it was before symbolication, whose files keep the names they have. */
  static Json readRaw(Json value, Meta meta) {
    return RAW_TRACE.read(value, meta);
  }

  private static Json adjustment(Json value, Meta meta) {
    boolean known = value instanceof Json.Str(String text) && ADJUSTMENTS.contains(text);
    return known || value.isNull() ? value : meta.invalid(value, "expected an adjustment");
  }

  private static Json registers(Json value, Meta meta) {
    if (!(value instanceof Json.Obj(Map<String, Json> members))) {
      return Read.object(value, meta);
    }
    Map<String, Json> read = new LinkedHashMap<>();
    members.forEach((name, address) -> read.put(name, Read.address(address, meta.at(name))));
    return new Json.Obj(read);
  }

  private static Json vars(Json value, Meta meta) {
    if (!(value instanceof Json.Arr(List<Json> items))) {
      return Read.object(value, meta);
    }
    Map<String, Json> keyed = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      keyed.put(Integer.toString(i), items.get(i));
    }
    return new Json.Obj(keyed);
  }

  private static Json frames(Json value, Meta meta, boolean named) {
    if (!(value instanceof Json.Arr(List<Json> items))) {
      return Read.array(value, meta);
    }
    if (items.isEmpty()) {
      return meta.invalid(value, "expected a non-empty value");
    }
    List<Json> kept = items;
    if (items.size() > KEEP_OLDEST + KEEP_NEWEST) {
      kept = new ArrayList<>(items.subList(0, KEEP_OLDEST));
      kept.addAll(items.subList(items.size() - KEEP_NEWEST, items.size()));
      meta.length(items.size());
      meta.arrange(
          IntStream.range(0, items.size())
              .filter(i -> i < KEEP_OLDEST || i >= items.size() - KEEP_NEWEST)
              .mapToObj(Integer::toString)
              .toList());
    }
    List<Json> frames = new ArrayList<>(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      Json frame = FRAME.read(kept.get(i), meta.at(i));
      frames.add(
          frame instanceof Json.Obj object
              ? named ? named(known(object), meta.at(i)) : known(object)
              : frame);
    }
    return new Json.Arr(slim(frames));
  }

  /** Clients write {@code ?} for a function that they do not know. */
  private static Json.Obj known(Json.Obj frame) {
    Json.Obj named = frame;
    for (String name : List.of("function", "symbol")) {
      named = "?".equals(named.string(name)) ? named.without(name) : named;
    }
    return withLine(named);
  }

  /** Lines around a line stand for an empty one, and so do lines that are none (spec 03, N10). */
  private static Json.Obj withLine(Json.Obj frame) {
    Json.Obj changed = frame;
    boolean around = false;
    for (String side : AROUND) {
      if (frame.get(side) instanceof Json.Arr lines) {
        around = true;
        if (lines.items().contains(Json.NULL)) {
          changed =
              changed.with(side, lines.mapped((i, line) -> line.isNull() ? Json.of("") : line));
        }
      }
    }
    return around && changed.present("context_line") == null
        ? changed.with("context_line", Json.of(""))
        : changed;
  }

  /** Fills path and file name from each other (spec 02 §8.3). */
  private static Json.Obj named(Json.Obj frame, Meta meta) {
    String absPath = nonEmpty(frame.string("abs_path"));
    String filename = nonEmpty(frame.string("filename"));
    if (absPath != null && filename != null) {
      return frame;
    }
    Map<String, Json> members = new LinkedHashMap<>(frame.members());
    if (absPath == null && members.containsKey("filename")) {
      members.put("abs_path", Json.orNull(members.remove("filename")));
      meta.at("filename").moveTo(meta.at("abs_path"));
      absPath = filename;
      filename = null;
    }
    if (filename == null && absPath != null) {
      members.put("filename", Json.of(fileName(absPath)));
    }
    return new Json.Obj(members);
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static String fileName(String absPath) {
    for (String scheme : List.of("file:", "http:", "https:", "applewebdata:")) {
      if (absPath.startsWith(scheme)) {
        UrlParts url = UrlParts.of(absPath);
        String path = url == null ? "" : url.escapedPath();
        return path.isEmpty() || path.equals("/") ? absPath : path;
      }
    }
    return absPath;
  }

  /**
   * Beyond the first frames from both ends, variables and source lines go; system frames lose them
   * first.
   */
  private static List<Json> slim(List<Json> frames) {
    if (frames.size() <= WITH_DETAILS) {
      return frames;
    }
    List<Integer> own = new ArrayList<>();
    List<Integer> system = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      boolean inApp =
          frames.get(i) instanceof Json.Obj frame && Boolean.TRUE.equals(frame.bool("in_app"));
      (inApp ? own : system).add(i);
    }
    Set<Integer> kept = new HashSet<>(ends(own, WITH_DETAILS));
    kept.addAll(ends(system, WITH_DETAILS - kept.size()));
    List<Json> slim = new ArrayList<>(frames);
    for (int index = 0; index < frames.size(); index++) {
      if (!kept.contains(index) && frames.get(index) instanceof Json.Obj frame) {
        slim.set(index, frame.without("vars").without("pre_context").without("post_context"));
      }
    }
    return slim;
  }

  /** So many of the oldest and newest, half from each end. */
  private static List<Integer> ends(List<Integer> indices, int count) {
    if (indices.size() <= count) {
      return indices;
    }
    List<Integer> ends = new ArrayList<>(indices.subList(0, count / 2));
    ends.addAll(indices.subList(indices.size() - (count - count / 2), indices.size()));
    return ends;
  }
}
