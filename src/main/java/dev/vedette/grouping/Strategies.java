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
  private final PreparedEvent prepared;
  private final Json.Obj event;
  private final List<Ran> ran = new ArrayList<>();
  private @Nullable Long mainException;

  /** A strategy that ran: the part of the event that it looked at, and its variants. */
  private record Ran(String part, List<Variant> variants) {

    boolean contributes() {
      return variants.stream().anyMatch(variant -> variant.component().contributes());
    }
  }

  /**
   * What all strategies come to.
   *
   * @param variants one root component for each variant, in order
   * @param mainException id of the exception that the event is about, where a group has one
   */
  record Result(List<Variant> variants, @Nullable Long mainException) {}

  private Strategies(GroupingConfig config, PreparedEvent prepared) {
    this.config = config;
    this.prepared = prepared;
    this.event = prepared.event();
  }

  /** The variants of an event whose stack traces are as they shall count. */
  static Result run(GroupingConfig config, PreparedEvent prepared) {
    Strategies strategies = new Strategies(config, prepared);
    strategies.runAll();
    return new Result(strategies.decide(), strategies.mainException);
  }

  private void runAll() {
    StackComponents stacks = new StackComponents(config, prepared);
    List<Json.Obj> exceptions = ThreadStrategy.values(event.object("exception"));
    if (!exceptions.isEmpty()) {
      ExceptionStrategy.Result result = new ExceptionStrategy(config, stacks).group(exceptions);
      mainException = result.mainException();
      add("exception", result.variants());
    }
    if (event.get("threads") instanceof Json.Obj threads) {
      add("threads", ThreadStrategy.group(ThreadStrategy.values(threads), stacks));
    }
    if (event.get("stacktrace") instanceof Json.Obj trace) {
      StackComponents.Both both = stacks.build(trace, ExceptionData.NONE);
      add(
          "stacktrace",
          List.of(new Variant(SYSTEM, both.system()), new Variant("app", both.app())));
    }
    runDefaults();
  }

  private void add(String part, List<Variant> variants) {
    requireSystem(variants);
    ran.add(new Ran(part, variants));
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
    // of one that loses, all see is what it lost to
    boolean mayWin = ran.stream().noneMatch(Ran::contributes);
    return mayWin
        ? Component.ofNormalized("message", raw, config)
        : Component.ofMessage("message", raw, config);
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
      } else if (hashSame(component.hashed(), ofSystem)) {
        component.ignore("ignored because hash matches system variant");
      }
    }
    preferStacktraces(variants);
  }

  /** Whether two lists are the same one after the other, however they are split. */
  private static boolean hashSame(List<String> one, List<String> other) {
    return length(one) == length(other) && String.join("", one).equals(String.join("", other));
  }

  private static int length(List<String> texts) {
    int length = 0;
    for (String text : texts) {
      length += text.length();
    }
    return length;
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
    Ran winner = ran.stream().filter(Ran::contributes).findFirst().orElse(null);
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
