package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Groups by the one thread that matters, if there is exactly one (spec 03 §13.1). */
final class ThreadStrategy {

  private ThreadStrategy() {}

  static List<Variant> group(List<Json.Obj> threads, StackComponents stacks) {
    Json.Obj thread = chosen(threads);
    if (thread == null) {
      return unusable(
          "ignored because does not contain exactly one crashing, one current or just one thread,"
              + " instead contains "
              + threads.size()
              + " threads");
    }
    Json.Obj trace = StackComponents.traceOf(thread);
    if (trace == null) {
      return unusable("thread has no stacktrace");
    }
    StackComponents.Both both = stacks.build(trace, ExceptionData.NONE);
    return List.of(
        new Variant("system", Component.of("threads", both.system())),
        new Variant("app", Component.of("threads", both.app())));
  }

  private static List<Variant> unusable(String why) {
    Component component = Component.empty("threads");
    component.ignore(why);
    return List.of(new Variant("app", component));
  }

  /** The only crashed one, else the only current one, else the only one; null if there is none. */
  static Json.@Nullable Obj chosen(List<Json.Obj> threads) {
    Json.Obj crashed = only(threads, thread -> isTrue(thread, "crashed"));
    if (crashed != null) {
      return crashed;
    }
    Json.Obj current = only(threads, thread -> isTrue(thread, "current"));
    return current != null ? current : only(threads, thread -> true);
  }

  private static boolean isTrue(Json.Obj thread, String key) {
    return Boolean.TRUE.equals(thread.bool(key));
  }

  private static Json.@Nullable Obj only(List<Json.Obj> threads, Predicate<Json.Obj> which) {
    List<Json.Obj> found = threads.stream().filter(which).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  /** The entries of {@code {values: […]}} that are objects. */
  static List<Json.Obj> values(Json.Obj list) {
    List<Json.Obj> values = new ArrayList<>();
    for (Json item : list.array("values").items()) {
      if (item instanceof Json.Obj object) {
        values.add(object);
      }
    }
    return values;
  }
}
