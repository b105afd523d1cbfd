package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decides for every frame of an event whether it is in-app and of which category, and trims
 * function names (spec 03 §4). Done again on its own result it changes nothing.
 */
final class StackPreparation {

  private enum Mix {
    IN_APP_ONLY("in-app-only"),
    SYSTEM_ONLY("system-only"),
    MIXED("mixed");

    private final String label;

    Mix(String label) {
      this.label = label;
    }
  }

  private final StackRules rules;
  private final String platform;
  private final Map<Json.Obj, FrameStates> traces = new IdentityHashMap<>();
  private final Set<Mix> mixes = EnumSet.noneOf(Mix.class);

  private StackPreparation(StackRules rules, String platform) {
    this.rules = rules;
    this.platform = platform;
  }

  /** The event with its stack traces prepared. */
  static PreparedEvent prepare(Json.Obj event, StackRules rules) {
    StackPreparation work = new StackPreparation(rules, platform(event));
    Json.Obj prepared =
        event.mapped((key, value) ->
            switch (key) {
              case "exception" -> work.holders(value, true);
              case "threads" -> work.holders(value, false);
              case "stacktrace" -> work.trace(value, ExceptionData.NONE);
              default -> value;
            });
    Json.Obj metadata = work.metadata(prepared);
    return new PreparedEvent(
        metadata.isEmpty() ? prepared : prepared.with("metadata", metadata), work.traces);
  }

  /** The platform of an event; a missing one is {@code other}. */
  static String platform(Json.Obj event) {
    String platform = event.string("platform");
    return platform == null ? "other" : platform;
  }

  /** What lists of issues show of the frames and of the client (spec 02 §14.2). */
  private Json.Obj metadata(Json.Obj event) {
    Json.Obj metadata = event.object("metadata");
    if (!mixes.isEmpty()) {
      Mix mix = mixes.size() == 1 ? mixes.iterator().next() : Mix.MIXED;
      metadata = metadata.with("in_app_frame_mix", Json.of(mix.label));
    }
    String sdk = event.object("sdk").string("name");
    return sdk == null
        ? metadata
        : metadata.with(
            "sdk",
            Json.object().put("name", sdk).put("name_normalized", SdkName.normalized(sdk)).build());
  }

  /** Exceptions or threads: each holds a stack trace, and what it was before symbolication. */
  private Json holders(Json value, boolean areExceptions) {
    if (!(value instanceof Json.Obj list && list.get("values") instanceof Json.Arr holders)) {
      return value;
    }
    Json.Arr prepared =
        holders.mapped((index, item) ->
            item instanceof Json.Obj holder
                    && holder.get("stacktrace") instanceof Json.Obj trace
                    && hasFrames(trace)
                ? holder(holder, areExceptions ? ExceptionData.of(holder) : ExceptionData.NONE)
                : item);
    return prepared == holders ? list : list.with("values", prepared);
  }

  private Json.Obj holder(Json.Obj holder, ExceptionData exception) {
    return holder.mapped((key, value) ->
        switch (key) {
          case "stacktrace" -> trace(value, exception);
          case "raw_stacktrace" -> trace(value, ExceptionData.NONE);
          default -> value;
        });
  }

  /** Whether a stack trace has a frame that is one. */
  static boolean hasFrames(Json.Obj trace) {
    for (Json frame : trace.array("frames").items()) {
      if (frame instanceof Json.Obj) {
        return true;
      }
    }
    return false;
  }

  private Json trace(Json value, ExceptionData exception) {
    if (!(value instanceof Json.Obj trace) || !hasFrames(trace)) {
      return value;
    }
    Json.Arr list = trace.array("frames");
    List<Json.Obj> reset = new ArrayList<>(list.size());
    List<Frame> frames = new ArrayList<>(list.size());
    for (Json item : list.items()) {
      if (item instanceof Json.Obj frame) {
        Json.Obj restored = withoutQuery(restored(frame));
        reset.add(restored);
        frames.add(Frame.of(restored, platform));
      }
    }
    FrameStates states = FrameStates.of(rules, frames);
    states.modify(exception);
    return settled(trace, reset, frames, states);
  }

  /** The stack trace as rules have decided; its frames are kept for what comes next. */
  private Json.Obj settled(
      Json.Obj trace, List<Json.Obj> reset, List<Frame> frames, FrameStates states) {
    List<Frame> settled = new ArrayList<>(frames.size());
    List<Json> prepared = new ArrayList<>(frames.size());
    boolean anyInApp = false;
    boolean anySystem = false;
    for (Json item : trace.array("frames").items()) {
      if (!(item instanceof Json.Obj)) {
        prepared.add(item);
        continue;
      }
      int index = settled.size();
      boolean inApp = Boolean.TRUE.equals(states.inApp(index));
      anyInApp |= inApp;
      anySystem |= !inApp;
      Frame frame = frames.get(index).decided(inApp, states.category(index));
      settled.add(frame);
      prepared.add(written(reset.get(index), frames.get(index), frame));
    }
    mixes.add(!anySystem ? Mix.IN_APP_ONLY : !anyInApp ? Mix.SYSTEM_ONLY : Mix.MIXED);
    Json.Obj result = trace.with("frames", new Json.Arr(prepared));
    if (settled.size() == prepared.size()) {
      traces.put(result, states.settled(settled));
    }
    return result;
  }

  /** Bundles of browsers are told apart by their paths (spec 02 §8.7). */
  private Json.Obj withoutQuery(Json.Obj frame) {
    String file = frame.string("filename");
    int query = file == null || !platform.equals("javascript") ? -1 : file.indexOf('?');
    return file != null && query > 0
        ? frame.with("filename", Json.of(file.substring(0, query)))
        : frame;
  }

  /** The frame as its SDK sent it, whatever rules have decided before (spec 03 §4.2, step 1). */
  private static Json.Obj restored(Json.Obj frame) {
    Json.Obj data = frame.object("data");
    Frame.InAppBefore before = Frame.InAppBefore.decode(data.number("orig_in_app"));
    Json.Obj restored = frame;
    if (before != null) {
      Boolean value = before.value();
      restored = frame.with("in_app", value == null ? Json.NULL : Json.of(value));
    }
    return data.get("category") == null
        ? restored
        : restored.with("data", data.without("category"));
  }

  /** A frame with what was decided about it. */
  private static Json.Obj written(Json.Obj sent, Frame before, Frame after) {
    Json.Obj written = sent;
    if (!Objects.equals(after.rawFunction(), before.rawFunction())) {
      written =
          sent.with("raw_function", Json.orNull(sent.get("function")))
              .with("function", Json.of(after.function()));
    }
    Json.Obj data = written.object("data");
    Json.Obj noted =
        after.category() == null ? data : data.with("category", Json.of(after.category()));
    if (!Objects.equals(after.inApp(), before.inApp())) {
      if (noted.get("orig_in_app") == null) {
        int code = Frame.InAppBefore.of(before.inApp()).code();
        noted = noted.with("orig_in_app", Json.of(code));
      }
      written =
          written.with(
              "in_app", Json.orNull(after.inApp() == null ? null : Json.of(after.inApp())));
    }
    return noted == data ? written : written.with("data", noted);
  }
}
