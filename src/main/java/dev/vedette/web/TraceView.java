package dev.vedette.web;

import java.util.List;

/**
 * A stack trace as the page shows it (spec 12a §1).
 *
 * @param rows in the order that the reader prefers
 * @param text the trace as the platform itself writes it
 */
public record TraceView(List<Row> rows, String text) {

  /** A trace without frames. */
  public static final TraceView NONE = new TraceView(List.of(), "");

  /** What stands in the list of frames. */
  public sealed interface Row {}

  /**
   * A visible frame.
   *
   * @param hidden the system frames that it stands for; in the order of the rows
   */
  public record Frame(FrameView frame, List<FrameView> hidden) implements Row {}

  /** Frames that the SDK left out. */
  public record Omitted(long from, long until) implements Row {}
}
