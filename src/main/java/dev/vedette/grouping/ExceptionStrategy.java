package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups by exceptions: their stack traces and types, else their values (spec 03 §12). */
final class ExceptionStrategy {

  private final GroupingConfig config;
  private final StackComponents stacks;

  ExceptionStrategy(GroupingConfig config, StackComponents stacks) {
    this.config = config;
    this.stacks = stacks;
  }

  /** An exception with its components by variant. */
  record Grouped(Json.Obj exception, Map<String, Component> variants) {}

  /**
   * What the exceptions come to.
   *
   * @param mainException id of the exception that a group is about, or null
   */
  record Result(List<Variant> variants, @Nullable Long mainException) {}

  /** The variants of an event's exceptions, of which there must be one at least. */
  Result group(List<Json.Obj> exceptions) {
    List<Grouped> all = exceptions.stream().map(this::one).toList();
    ExceptionGroups.Filtered filtered =
        all.size() > 1 ? ExceptionGroups.filter(all) : new ExceptionGroups.Filtered(all, null);
    List<Grouped> kept = filtered.exceptions();
    Map<String, Component> variants = kept.size() == 1 ? kept.getFirst().variants() : chained(kept);
    List<Variant> list = new ArrayList<>();
    variants.forEach((name, component) -> list.add(new Variant(name, component)));
    return new Result(list, filtered.mainException());
  }

  private static Map<String, Component> chained(List<Grouped> exceptions) {
    Map<String, List<Component>> parts = new LinkedHashMap<>();
    for (Grouped exception : exceptions) {
      exception
          .variants()
          .forEach((name, component) ->
              parts.computeIfAbsent(name, key -> new ArrayList<>()).add(component));
    }
    Map<String, Component> chained = new LinkedHashMap<>();
    parts.forEach((name, list) ->
        chained.put(name, Component.of("chained-exception", list.toArray(Component[]::new))));
    return chained;
  }

  private Grouped one(Json.Obj exception) {
    Map<String, Component> variants = new LinkedHashMap<>();
    Json.Obj trace = StackComponents.traceOf(exception);
    if (trace == null) {
      variants.put("app", component(exception, Component.empty("stacktrace")));
    } else {
      StackComponents.Both both = stacks.build(trace, ExceptionData.of(exception));
      variants.put("system", component(exception, both.system()));
      variants.put("app", component(exception, both.app()));
    }
    return new Grouped(exception, variants);
  }

  private Component component(Json.Obj exception, Component stacktrace) {
    Json.Obj mechanism = exception.object("mechanism");
    Component type = type(exception, mechanism);
    Component nsError = nsError(mechanism);
    Component value = value(exception, stacktrace.contributes(), nsError != null);
    return nsError == null
        ? Component.of("exception", stacktrace, type, value)
        : Component.of("exception", stacktrace, type, nsError, value);
  }

  private static Component type(Json.Obj exception, Json.Obj mechanism) {
    String type = Texts.cut(exception.string("type"), 256, 20);
    Component component =
        type == null || type.isEmpty()
            ? Component.of("type", List.of())
            : Component.ofText("type", type);
    if (Boolean.TRUE.equals(mechanism.bool("synthetic"))) {
      component.ignore("ignored because exception is synthetic");
    }
    return component;
  }

  private static @Nullable Component nsError(Json.Obj mechanism) {
    Json.Obj meta = mechanism.object("meta");
    if (!(meta.get("ns_error") instanceof Json.Obj error)) {
      return null;
    }
    return Component.of(
        "ns-error",
        List.of(
            new ComponentValue.Leaf(Json.orNull(error.get("domain"))),
            new ComponentValue.Leaf(Json.orNull(error.get("code")))));
  }

  private Component value(Json.Obj exception, boolean hasStacktrace, boolean hasNsError) {
    String value = exception.string("value");
    if (value == null || value.isEmpty()) {
      return Component.empty("value");
    }
    if (!hasStacktrace && !hasNsError) {
      return Component.ofNormalized("value", value, config);
    }
    Component component = Component.ofMessage("value", value, config);
    component.ignore(
        hasStacktrace
            ? "ignored because stacktrace takes precedence"
            : "ignored because ns-error info takes precedence");
    return component;
  }
}
