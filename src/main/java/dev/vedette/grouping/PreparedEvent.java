package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event whose stack traces are as they shall count, with what was read of them on the way there.
 *
 * @param traces frames by their stack trace, which is the very object in the event; where there are
 *     none they are read anew
 */
record PreparedEvent(Json.Obj event, Map<Json.Obj, FrameStates> traces) {

  /** An event whose stack traces count as they were sent. */
  static PreparedEvent asSent(Json.Obj event) {
    return new PreparedEvent(event, new IdentityHashMap<>());
  }

  /** The event with other changes, its stack traces untouched. */
  PreparedEvent with(Json.Obj changed) {
    return new PreparedEvent(changed, traces);
  }

  @Nullable FrameStates framesOf(Json.Obj trace) {
    return traces.get(trace);
  }
}
