package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import dev.vedette.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What grouping looks at in one stack frame. Texts are cut to the lengths that hashes are made with
 * (spec 03 §3, N13), which are shorter than what is stored.
 *
 * @param platform the frame's own, else the event's
 * @param origInApp {@code in_app} before any rule, or null where no rule has changed it
 * @param isSourceMapped whether a source map was applied
 */
record Frame(
    String platform,
    Family family,
    @Nullable String function,
    @Nullable String rawFunction,
    @Nullable String module,
    @Nullable String filename,
    @Nullable String absPath,
    @Nullable String packageName,
    @Nullable String contextLine,
    @Nullable Json lineno,
    @Nullable Json colno,
    @Nullable Boolean inApp,
    @Nullable InAppBefore origInApp,
    @Nullable String category,
    boolean isSourceMapped) {

  /** The value that {@code in_app} had, as {@code data.orig_in_app} keeps it. */
  enum InAppBefore {
    UNKNOWN(-1, null),
    NO(0, false),
    YES(1, true);

    private final int code;
    private final @Nullable Boolean value;

    InAppBefore(int code, @Nullable Boolean value) {
      this.code = code;
      this.value = value;
    }

    int code() {
      return code;
    }

    @Nullable Boolean value() {
      return value;
    }

    static InAppBefore of(@Nullable Boolean value) {
      return value == null ? UNKNOWN : value ? YES : NO;
    }

    static @Nullable InAppBefore decode(Json.@Nullable Num code) {
      if (code == null) {
        return null;
      }
      return switch ((int) code.asLong()) {
        case -1 -> UNKNOWN;
        case 0 -> NO;
        case 1 -> YES;
        default -> null;
      };
    }
  }

  private static final int NAME = 256;
  private static final int NAME_ALLOWANCE = 20;
  private static final int PATH_ALLOWANCE = 40;

  /** Reads a frame of an event of the given platform; anything but an object has no field. */
  static Frame of(Json json, String eventPlatform) {
    Reader reader = new Reader();
    if (json instanceof Json.Obj frame) {
      frame.members().forEach(reader::read);
    }
    return reader.frame(eventPlatform);
  }

  /** Collects the fields on one walk over the members, of which a frame has a dozen. */
  private static final class Reader {
    private @Nullable String platform;
    private @Nullable String function;
    private @Nullable String rawFunction;
    private @Nullable String module;
    private @Nullable String filename;
    private @Nullable String absPath;
    private @Nullable String packageName;
    private @Nullable String contextLine;
    private @Nullable Json lineno;
    private @Nullable Json colno;
    private @Nullable Boolean inApp;
    private Json.Obj data = Json.Obj.EMPTY;

    void read(String key, Json value) {
      switch (key) {
        case "platform" -> platform = text(value);
        case "function" -> function = Texts.cut(text(value), NAME, NAME_ALLOWANCE);
        case "raw_function" -> rawFunction = Texts.cut(text(value), NAME, NAME_ALLOWANCE);
        case "module" -> module = text(value);
        case "filename" -> filename = Texts.cut(text(value), NAME, PATH_ALLOWANCE);
        case "abs_path" -> absPath = Texts.cut(text(value), NAME, PATH_ALLOWANCE);
        case "package" -> packageName = text(value);
        case "context_line" -> contextLine = text(value);
        case "lineno" -> lineno = value.isNull() ? null : value;
        case "colno" -> colno = value.isNull() ? null : value;
        case "in_app" ->
            inApp = value instanceof Json.Bool(boolean flag) ? Boolean.valueOf(flag) : null;
        case "data" -> data = value instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        default -> {
          // of no meaning for grouping
        }
      }
    }

    private static @Nullable String text(Json value) {
      return value instanceof Json.Str(String text) ? text : null;
    }

    Frame frame(String eventPlatform) {
      String own = platform;
      String effective = own == null || own.isEmpty() ? eventPlatform : own;
      return new Frame(
          effective,
          Family.of(effective),
          function,
          rawFunction,
          module,
          filename,
          absPath,
          packageName,
          contextLine,
          lineno,
          colno,
          inApp,
          InAppBefore.decode(data.number("orig_in_app")),
          data.string("category"),
          data.present("sourcemap") != null);
    }
  }

  /** The frame as rules have decided, its function trimmed (spec 03 §4). */
  Frame decided(boolean isInApp, @Nullable String ofCategory) {
    String name = function;
    boolean trims = name != null && !name.isEmpty() && rawFunction == null;
    String trimmed = trims && name != null ? FunctionNames.trimmed(name, platform) : name;
    boolean isTrimmed = trims && !Objects.equals(trimmed, name);
    boolean isSame = inApp != null && inApp == isInApp;
    if (isSame && !isTrimmed && Objects.equals(category, ofCategory)) {
      return this;
    }
    return new Frame(
        platform,
        family,
        trimmed,
        isTrimmed ? name : rawFunction,
        module,
        filename,
        absPath,
        packageName,
        contextLine,
        lineno,
        colno,
        isInApp,
        isSame || origInApp != null ? origInApp : InAppBefore.of(inApp),
        ofCategory,
        isSourceMapped);
  }

  /** What rules on paths look at. */
  @Nullable String path() {
    return absPath == null || absPath.isEmpty() ? filename : absPath;
  }

  /** The name that rules look at (spec 03 §5). */
  String effectiveFunction() {
    String name = function == null ? "" : function;
    boolean isTrimmed = rawFunction != null && !rawFunction.isEmpty();
    String effective = isTrimmed || name.isEmpty() ? name : FunctionNames.trimmed(name, platform);
    return effective.isEmpty() ? "<unknown>" : effective;
  }

  /** Whether the frame is the same call as the one before it (spec 03 §11.1). */
  boolean isRecursionOf(Frame before) {
    return Objects.equals(function, before.function)
        && Objects.equals(lineno, before.lineno)
        && Objects.equals(colno, before.colno)
        && Objects.equals(module, before.module)
        && Objects.equals(filename, before.filename)
        && Objects.equals(absPath, before.absPath)
        && Objects.equals(packageName, before.packageName);
  }
}
