package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs every strategy whose part of the event is there, and decides which of them counts (spec 03
 * §9).
 */
final class Strategies {

  private static final String SYSTEM = "system";

  private final GroupingConfig config;
  private final Json.Obj event;
  private final List<Ran> ran = new ArrayList<>();
  private @Nullable Long mainException;

  /** A strategy that ran: the part of the event that it looked at, and its variants. */
  private record Ran(String part, List<Variant> variants) {}

  /**
   * What all strategies come to.
   *
   * @param variants one root component for each variant, in order
   * @param mainException id of the exception that the event is about, where a group has one
   */
  record Result(List<Variant> variants, @Nullable Long mainException) {}

  private Strategies(GroupingConfig config, Json.Obj event) {
    this.config = config;
    this.event = event;
  }

  /** The variants of an event whose stack traces are as they shall count. */
  static Result run(GroupingConfig config, Json.Obj event) {
    Strategies strategies = new Strategies(config, event);
    strategies.runAll();
    strategies.ran.forEach(strategy -> requireSystem(strategy.variants()));
    return new Result(strategies.decide(), strategies.mainException);
  }

  private void runAll() {
    StackComponents stacks = new StackComponents(config, StackPreparation.platform(event));
    List<Json.Obj> exceptions = ThreadStrategy.values(event.object("exception"));
    if (!exceptions.isEmpty()) {
      ExceptionStrategy.Result result = new ExceptionStrategy(config, stacks).group(exceptions);
      mainException = result.mainException();
      ran.add(new Ran("exception", result.variants()));
    }
    if (event.get("threads") instanceof Json.Obj threads) {
      ran.add(new Ran("threads", ThreadStrategy.group(ThreadStrategy.values(threads), stacks)));
    }
    if (event.get("stacktrace") instanceof Json.Obj trace) {
      StackComponents.Both both = stacks.build(trace, ExceptionData.NONE);
      ran.add(
          new Ran(
              "stacktrace",
              List.of(new Variant(SYSTEM, both.system()), new Variant("app", both.app()))));
    }
    runDefaults();
  }

  /** The strategies that know one variant only. */
  private void runDefaults() {
    if (event.get("template") instanceof Json.Obj template) {
      addDefault("template", ReportStrategies.template(template));
    }
    if (event.get("csp") instanceof Json.Obj report) {
      addDefault("csp", ReportStrategies.csp(report));
    }
    if (event.get("hpkp") instanceof Json.Obj report) {
      addDefault("hpkp", ReportStrategies.ofHost("hpkp", report));
    }
    if (event.get("expectstaple") instanceof Json.Obj report) {
      addDefault("expectstaple", ReportStrategies.ofHost("expect-staple", report));
    }
    if (event.get("expectct") instanceof Json.Obj report) {
      addDefault("expectct", ReportStrategies.ofHost("expect-ct", report));
    }
    if (event.get("logentry") instanceof Json.Obj entry) {
      addDefault("logentry", message(entry));
    }
  }

  private void addDefault(String part, Component component) {
    ran.add(new Ran(part, List.of(new Variant("default", component))));
  }

  private Component message(Json.Obj entry) {
    String text = Texts.orElse(entry.string("message"), entry.string("formatted"));
    String raw = text == null ? "" : text;
    String normalized = config.normalized(raw);
    Component component = Component.ofText("message", normalized);
    return normalized.equals(raw) ? component : component.hinted("stripped event-specific values");
  }

  /** Spec 03 §9.2. */
  private static void requireSystem(List<Variant> variants) {
    Component system =
        variants.stream()
            .filter(variant -> variant.name().equals(SYSTEM))
            .findFirst()
            .map(Variant::component)
            .orElse(null);
    if (system == null) {
      return;
    }
    List<String> ofSystem = system.hashed();
    for (Variant variant : variants) {
      Component component = variant.component();
      if (component == system || !component.contributes()) {
        continue;
      }
      if (!system.contributes()) {
        component.ignore("ignored because other mandatory variant is not used");
      } else if (String.join("", component.hashed()).equals(String.join("", ofSystem))) {
        component.ignore("ignored because hash matches system variant");
      }
    }
    preferStacktraces(variants);
  }

  private static void preferStacktraces(List<Variant> variants) {
    List<Variant> withTrace =
        variants.stream()
            .filter(variant -> variant.component().holdsContributingStacktrace())
            .toList();
    if (variants.size() < 2 || withTrace.isEmpty()) {
      return;
    }
    String who =
        withTrace.size() > 1 ? "others do" : "the " + withTrace.getFirst().name() + " variant does";
    for (Variant variant : variants) {
      if (!withTrace.contains(variant)) {
        variant
            .component()
            .ignore(
                "ignored because this variant does not have a contributing stacktrace, but " + who);
      }
    }
  }

  /** Spec 03 §9.3. */
  private List<Variant> decide() {
    Ran winner =
        ran.stream()
            .filter(one -> one.variants().stream().anyMatch(v -> v.component().contributes()))
            .findFirst()
            .orElse(null);
    String hint = winner == null ? null : precedence(winner);
    Map<String, List<Component>> parts = new LinkedHashMap<>();
    for (Ran one : ran) {
      for (Variant variant : one.variants()) {
        if (hint != null && one != winner && variant.component().contributes()) {
          variant.component().ignore(hint);
        }
        parts.computeIfAbsent(variant.name(), name -> new ArrayList<>()).add(variant.component());
      }
    }
    List<Variant> roots = new ArrayList<>();
    parts.forEach((name, components) -> {
      Component root = Component.of(name, components.toArray(Component[]::new));
      if (!root.contributes() && hint != null) {
        root.setHint(hint);
      }
      roots.add(new Variant(name, root));
    });
    return roots;
  }

  private static String precedence(Ran winner) {
    List<Variant> contributing =
        winner.variants().stream().filter(one -> one.component().contributes()).toList();
    String name = winner.part();
    String of =
        contributing.getFirst().name().equals("default")
            ? ""
            : " of "
                + String.join(
                    "/", new TreeSet<>(contributing.stream().map(Variant::name).toList()));
    return name + of + (name.endsWith("s") ? " take precedence" : " takes precedence");
  }
}
