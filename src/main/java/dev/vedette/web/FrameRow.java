package dev.vedette.web;

import java.util.ArrayList;
import java.util.List;

/**
 * A visible frame and the system frames that it stands for (spec 12a §1).
 *
 * @param hidden newest first
 */
public record FrameRow(FrameView frame, List<FrameView> hidden) {

  /** The rows of frames, newest first. */
  public static List<FrameRow> of(List<FrameView> frames) {
    List<FrameRow> rows = new ArrayList<>();
    for (FrameView frame : frames) {
      if (frame.hiddenBefore() < 0 && !rows.isEmpty()) {
        rows.getLast().hidden().add(frame);
      } else {
        rows.add(new FrameRow(frame, new ArrayList<>()));
      }
    }
    return rows;
  }
}
