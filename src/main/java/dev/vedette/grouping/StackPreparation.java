package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final Set<Mix> mixes = EnumSet.noneOf(Mix.class);

  private StackPreparation(StackRules rules, String platform) {
    this.rules = rules;
    this.platform = platform;
  }

  /** The event with its stack traces prepared. */
  static Json.Obj prepare(Json.Obj event, StackRules rules) {
    StackPreparation work = new StackPreparation(rules, platform(event));
    Json.Obj prepared =
        event.mapped((key, value) ->
            switch (key) {
              case "exception" -> work.holders(value, true);
              case "threads" -> work.holders(value, false);
              case "stacktrace" -> work.trace(value, ExceptionData.NONE);
              default -> value;
            });
    return work.mixes.isEmpty() ? prepared : prepared.with("metadata", work.metadata(prepared));
  }

  /** The platform of an event; a missing one is {@code other}. */
  static String platform(Json.Obj event) {
    String platform = event.string("platform");
    return platform == null ? "other" : platform;
  }

  private Json.Obj metadata(Json.Obj event) {
    Mix mix = mixes.size() == 1 ? mixes.iterator().next() : Mix.MIXED;
    return event.object("metadata").with("in_app_frame_mix", Json.of(mix.label));
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
        Json.Obj restored = restored(frame);
        reset.add(restored);
        frames.add(Frame.of(restored, platform));
      }
    }
    FrameStates states = new FrameStates(rules, frames);
    states.modify(exception);
    List<Json> prepared = new ArrayList<>(list.size());
    int next = 0;
    boolean anyInApp = false;
    boolean anySystem = false;
    for (Json item : list.items()) {
      if (!(item instanceof Json.Obj)) {
        prepared.add(item);
        continue;
      }
      boolean inApp = Boolean.TRUE.equals(states.inApp(next));
      anyInApp |= inApp;
      anySystem |= !inApp;
      prepared.add(decided(reset.get(next), frames.get(next), inApp, states.category(next)));
      next++;
    }
    mixes.add(!anySystem ? Mix.IN_APP_ONLY : !anyInApp ? Mix.SYSTEM_ONLY : Mix.MIXED);
    return trace.with("frames", new Json.Arr(prepared));
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

  private static Json.Obj decided(
      Json.Obj sent, Frame frame, boolean inApp, @Nullable String category) {
    Json.Obj decided = trimmed(sent, frame);
    Json.Obj data = decided.object("data");
    Json.Obj noted = category == null ? data : data.with("category", Json.of(category));
    Boolean before = frame.inApp();
    if (before == null || before != inApp) {
      if (noted.get("orig_in_app") == null) {
        noted = noted.with("orig_in_app", Json.of(Frame.InAppBefore.of(before).code()));
      }
      decided = decided.with("in_app", Json.of(inApp));
    }
    return noted == data ? decided : decided.with("data", noted);
  }

  private static Json.Obj trimmed(Json.Obj sent, Frame frame) {
    String function = frame.function();
    if (function == null || function.isEmpty() || sent.present("raw_function") != null) {
      return sent;
    }
    String trimmed = FunctionNames.trimmed(function, frame.platform());
    return trimmed.equals(function)
        ? sent
        : sent.with("raw_function", Json.orNull(sent.get("function")))
            .with("function", Json.of(trimmed));
  }
}
