package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack frame as the page shows it (spec 12a).
 *
 * @param index its place in the trace, counted from the oldest
 * @param platform its own, else that of the event
 * @param hint what stands before the title, e.g. {@code Called from: }
 * @param path file name or module; null when there is none
 * @param pathTooltip the whole path where it differs
 * @param function null when there is a path but no function
 * @param emptyNotation whether the page says that there is nothing more to see
 * @param open whether the context is shown at first
 * @param repeated how many equal frames before it are left out
 */
public record FrameView(
    int index,
    String platform,
    @Nullable String hint,
    @Nullable String path,
    @Nullable String pathTooltip,
    @Nullable String function,
    @Nullable String line,
    @Nullable String packageName,
    boolean inApp,
    boolean open,
    boolean expandable,
    boolean emptyNotation,
    int repeated,
    List<Line> lines,
    List<Variable> variables,
    List<Register> registers,
    List<String> assembly) {

  /**
   * A source line.
   *
   * @param tokens its text in coloured parts
   */
  public record Line(long number, List<Colouring.Token> tokens, boolean active) {}

  /**
   * A variable; its value keeps its structure.
   *
   * @param meta what was done to the value and its parts
   */
  public record Variable(String name, Json value, Json.Obj meta) {}

  /**
   * A register.
   *
   * @param hex sixteen digits at least
   * @param decimal exact
   */
  public record Register(String name, String hex, String decimal) {}
}
