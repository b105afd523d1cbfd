package dev.vedette.web;

import dev.vedette.json.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the frames of a stack trace ready for the page (spec 12a §2 to §9). Pure. */
final class FrameViews {

  private static final int MAX_PATH = 100;

  /** A number is read as far as its digits go. */
  private static final Pattern HEX = Pattern.compile("(?:0[xX])?([0-9a-fA-F]+)");

  private static final Set<String> HANGS =
      Set.of("ANR", "AppExitInfo", "AppHang", "mx_hang_diagnostic");

  private final Json.Obj event;
  private final Json.Obj trace;
  private final Json.Obj meta;
  private final List<Json.Obj> frames;
  private final boolean hints;

  /**
   * The frames of a trace.
   *
   * @param meta what was done to the trace
   * @param frames oldest first
   * @param hints whether a frame says why it is shown though it is not of the app
   */
  FrameViews(Json.Obj event, Json.Obj trace, Json.Obj meta, List<Json.Obj> frames, boolean hints) {
    this.event = event;
    this.trace = trace;
    this.meta = meta;
    this.frames = frames;
    this.hints = hints;
  }

  static boolean isInApp(Json.Obj frame) {
    return Boolean.TRUE.equals(frame.bool("in_app"));
  }

  /**
   * A frame.
   *
   * @param index its place, counted from the oldest
   * @param open whether it is the one that is expanded at first
   * @param repeats how many equal frames before it are left out
   */
  FrameView view(int index, boolean open, int repeats) {
    Json.Obj frame = frames.get(index);
    boolean newest = index == frames.size() - 1;
    String own = frame.string("platform");
    String platform = own == null ? String.valueOf(event.string("platform")) : own;
    String path = path(frame, platform);
    String absPath = frame.string("abs_path");
    List<FrameView.Line> lines = lines(frame);
    List<FrameView.Variable> variables =
        variables(frame, meta.object("frames").object(Integer.toString(index)));
    List<FrameView.Register> registers = newest ? registers() : List.of();
    List<String> assembly =
        platform.equals("csharp") ? assembly(frame.string("package"), absPath) : List.of();
    boolean content =
        !lines.isEmpty() || !variables.isEmpty() || !registers.isEmpty() || !assembly.isEmpty();
    return new FrameView(
        index,
        platform,
        hints ? hint(frame, newest, index) : null,
        path == null ? null : cutLeft(path),
        Objects.equals(absPath, path) ? null : absPath,
        function(frame, path != null),
        line(frame),
        platform.equals("csharp") ? null : packageName(frame.string("package")),
        isInApp(frame),
        open && content,
        content,
        open && !content && index == 0,
        repeats,
        lines,
        variables,
        registers,
        assembly);
  }

  private @Nullable String hint(Json.Obj frame, boolean newest, int index) {
    if (isInApp(frame)) {
      return null;
    }
    if (!newest) {
      return isInApp(frames.get(index + 1)) ? "Called from: " : null;
    }
    String mechanism = "";
    for (Json tag : event.array("tags").items()) {
      if (tag instanceof Json.Arr pair
          && pair.size() == 2
          && pair.get(0).equals(Json.of("mechanism"))) {
        mechanism = Shown.text(pair.get(1));
      }
    }
    boolean crashed = "error".equals(event.string("type")) && !HANGS.contains(mechanism);
    return crashed ? "Crashed in non-app: " : "Occurred in non-app: ";
  }

  private static @Nullable String path(Json.Obj frame, String platform) {
    String file = nonEmpty(frame.string("filename"));
    String module = nonEmpty(frame.string("module"));
    boolean moduleFirst = platform.equals("java");
    String first = moduleFirst ? module : file;
    return first == null ? (moduleFirst ? file : module) : first;
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static String cutLeft(String path) {
    return path.length() <= MAX_PATH ? path : "…" + path.substring(path.length() - MAX_PATH);
  }

  private static @Nullable String function(Json.Obj frame, boolean hasPath) {
    String function = nonEmpty(frame.string("function"));
    String raw = nonEmpty(frame.string("raw_function"));
    String known = function != null ? function : raw;
    return known == null && !hasPath ? "<unknown>" : known;
  }

  private static @Nullable String line(Json.Obj frame) {
    Json.Num line = frame.number("lineno");
    if (line == null || line.asLong() == 0) {
      return null;
    }
    Json.Num column = frame.number("colno");
    return column == null ? line.text() : line.text() + ":" + column.text();
  }

  /** The last part of a package's path without its suffix (spec 12a §2). */
  static @Nullable String packageName(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return null;
    }
    boolean windows = path.matches("(?s)[A-Za-z]:\\\\.*") || path.startsWith("\\\\");
    String[] parts = path.split(windows ? "\\\\" : "/", -1);
    String last = parts[parts.length - 1];
    String name = last.isEmpty() && parts.length > 1 ? parts[parts.length - 2] : last;
    for (String suffix : List.of(".dylib", ".so", ".a", ".dll", ".exe")) {
      if (name.endsWith(suffix)) {
        return name.substring(0, name.length() - suffix.length());
      }
    }
    return name;
  }

  private static List<FrameView.Line> lines(Json.Obj frame) {
    Json.Num line = frame.number("lineno");
    Json.Arr before = frame.array("pre_context");
    Json.Arr after = frame.array("post_context");
    String active = frame.string("context_line");
    boolean alone = before.size() == 0 && after.size() == 0;
    if (line == null || (alone && (active == null || active.isBlank()))) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    before.items().forEach(text -> texts.add(source(Shown.text(text))));
    texts.add(source(active == null ? "" : active));
    after.items().forEach(text -> texts.add(source(Shown.text(text))));
    String file = frame.string("filename");
    List<List<Colouring.Token>> coloured =
        Colouring.of(file == null ? frame.string("abs_path") : file, texts);
    List<FrameView.Line> lines = new ArrayList<>();
    long first = line.asLong() - before.size();
    for (int i = 0; i < coloured.size(); i++) {
      lines.add(new FrameView.Line(first + i, coloured.get(i), i == before.size()));
    }
    return lines;
  }

  private static String source(String text) {
    return text.replaceAll("[\\r\\n]+$", "");
  }

  private static List<FrameView.Variable> variables(Json.Obj frame, Json.Obj meta) {
    List<FrameView.Variable> variables = new ArrayList<>();
    frame
        .object("vars")
        .members()
        .forEach((name, value) ->
            variables.add(new FrameView.Variable(name, value, meta.object("vars").object(name))));
    return variables;
  }

  private List<FrameView.Register> registers() {
    String arch = event.object("contexts").object("device").string("arch");
    List<FrameView.Register> registers = new ArrayList<>();
    Map<String, Json> sent = trace.object("registers").members();
    List<String> names = new ArrayList<>(sent.keySet());
    Registers.sort(names, arch);
    for (String name : names) {
      Json value = sent.get(name);
      if (value instanceof Json.Str(String text)) {
        registers.add(register(name, text));
      }
    }
    return registers;
  }

  /** Computed with exact integers, unlike the original (spec 12a §8). */
  static FrameView.Register register(String name, String text) {
    Matcher digits = HEX.matcher(text);
    if (!digits.lookingAt()) {
      return new FrameView.Register(name, text, text);
    }
    BigInteger value = new BigInteger(digits.group(1), 16);
    String hex = value.toString(16);
    String padded = "0".repeat(Math.max(0, 16 - hex.length())) + hex;
    return new FrameView.Register(name, "0x" + padded, value.toString());
  }

  private static List<String> assembly(@Nullable String text, @Nullable String path) {
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    String[] parts = text.split(",");
    String version = "-";
    List<String> shown = new ArrayList<>();
    shown.add("Assembly: " + parts[0].strip());
    List<String> rest = new ArrayList<>();
    for (String part : parts) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length == 2) {
        switch (pair[0]) {
          case "Version" -> version = pair[1];
          case "Culture" -> addUnless(rest, "neutral", "Culture: ", pair[1]);
          case "PublicKeyToken" -> addUnless(rest, "null", "PublicKeyToken: ", pair[1]);
          default -> {
            // Other parts are not shown.
          }
        }
      }
    }
    shown.add("Version: " + version);
    shown.addAll(rest);
    if (path != null) {
      shown.add("Path: " + path);
    }
    return shown;
  }

  private static void addUnless(List<String> to, String absent, String label, String value) {
    if (!value.equals(absent)) {
      to.add(label + value);
    }
  }
}
