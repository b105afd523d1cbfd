package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Chooses and orders the frames of a stack trace (spec 12a §1 and §3). Pure. */
final class TraceViews {

  private static final List<String> IDENTITY =
      List.of("lineno", "instruction_addr", "package", "module", "function");

  private TraceViews() {}

  /**
   * The trace of an exception or a thread.
   *
   * @param meta what was done to the trace
   * @param headline what the trace belongs to, for its text
   */
  static TraceView of(
      Json.Obj event,
      Json.Obj trace,
      Json.Obj meta,
      String headline,
      TracePreferences preferences) {
    List<Json.Obj> frames = frames(trace);
    if (frames.isEmpty()) {
      return TraceView.NONE;
    }
    boolean full =
        preferences.mode() != TracePreferences.Mode.RELEVANT
            || frames.stream().noneMatch(FrameViews::isInApp);
    List<TraceView.Row> rows =
        rows(new FrameViews(event, trace, meta, frames, !full), frames, full);
    omitted(trace, rows);
    if (!preferences.oldestFirst()) {
      rows = rows.reversed();
      rows.forEach(TraceViews::reverseHidden);
    }
    return new TraceView(rows, TraceText.of(event, frames, headline));
  }

  private static List<Json.Obj> frames(Json.Obj trace) {
    List<Json.Obj> frames = new ArrayList<>();
    for (Json item : trace.array("frames").items()) {
      if (item instanceof Json.Obj frame) {
        frames.add(frame);
      }
    }
    return frames;
  }

  /** The visible frames, oldest first, each with the hidden ones before it. */
  private static List<TraceView.Row> rows(FrameViews views, List<Json.Obj> frames, boolean full) {
    List<TraceView.Row> rows = new ArrayList<>();
    List<FrameView> hidden = new ArrayList<>();
    int opened = opened(frames);
    int repeats = 0;
    for (int i = 0; i < frames.size(); i++) {
      boolean newest = i == frames.size() - 1;
      if (!newest && isSame(frames.get(i), frames.get(i + 1))) {
        repeats++;
        continue;
      }
      FrameView view = views.view(i, i == opened, repeats);
      repeats = 0;
      if (full || view.inApp() || newest || FrameViews.isInApp(frames.get(i + 1))) {
        rows.add(new TraceView.Frame(view, hidden));
        hidden = new ArrayList<>();
      } else {
        hidden.add(view);
      }
    }
    return rows;
  }

  /** The newest in-app frame, else the newest. */
  private static int opened(List<Json.Obj> frames) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (FrameViews.isInApp(frames.get(i))) {
        return i;
      }
    }
    return frames.size() - 1;
  }

  private static boolean isSame(Json.Obj one, Json.Obj other) {
    return IDENTITY.stream().allMatch(key -> Objects.equals(one.get(key), other.get(key)));
  }

  /** Frames a to b that the SDK left out are told of behind frame a. */
  private static void omitted(Json.Obj trace, List<TraceView.Row> rows) {
    Json.Arr range = trace.array("frames_omitted");
    if (range.size() != 2
        || !(range.get(0) instanceof Json.Num from)
        || !(range.get(1) instanceof Json.Num until)) {
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) instanceof TraceView.Frame row && row.frame().index() >= from.asLong()) {
        rows.add(i + 1, new TraceView.Omitted(from.asLong(), until.asLong()));
        return;
      }
    }
  }

  private static void reverseHidden(TraceView.Row row) {
    if (row instanceof TraceView.Frame frame) {
      Collections.reverse(frame.hidden());
    }
  }
}
