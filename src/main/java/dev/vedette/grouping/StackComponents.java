package dev.vedette.grouping;

import dev.vedette.grouping.FunctionNames.Family;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the stack trace components of both variants (spec 03 §11): all frames, and those in-app,
 * each after the rules have had their say.
 */
final class StackComponents {

  private final GroupingConfig config;
  private final PreparedEvent event;
  private final String platform;

  StackComponents(GroupingConfig config, PreparedEvent event) {
    this.config = config;
    this.event = event;
    this.platform = StackPreparation.platform(event.event());
  }

  /** The stack trace as both variants see it. */
  record Both(Component system, Component app) {}

  Both build(Json.Obj trace, ExceptionData exception) {
    FrameStates known = event.framesOf(trace);
    FrameStates states = known == null ? read(trace) : known;
    List<Frame> frames = states.frames();
    List<Component> system = FrameComponent.all(frames, config.switches());
    List<Component> app = new ArrayList<>(system.size());
    for (int i = 0; i < frames.size(); i++) {
      Component copy = system.get(i).copy();
      if (!Boolean.TRUE.equals(frames.get(i).inApp())) {
        copy.ignore("non app frame");
      }
      app.add(copy);
    }
    dropLoneUrl(frames, system);
    dropLoneUrl(frames, app);
    Update ofSystem = new Update(frames, system);
    Update ofApp = new Update(frames, app);
    states.forEachUpdate(
        exception,
        (rule, index) -> {
          ofSystem.apply(rule, index);
          ofApp.apply(rule, index);
        });
    return new Both(ofSystem.finish(), ofApp.finish());
  }

  private FrameStates read(Json.Obj trace) {
    List<Frame> frames = new ArrayList<>(trace.array("frames").size());
    for (Json item : trace.array("frames").items()) {
      frames.add(Frame.of(item, platform));
    }
    return FrameStates.of(config.rules(), frames);
  }

  /** A single frame without a function that points to a page says nothing. */
  private static void dropLoneUrl(List<Frame> frames, List<Component> components) {
    if (frames.size() == 1
        && components.getFirst().contributes()
        && frames.getFirst().family() == Family.JAVASCRIPT
        && Texts.isEmpty(frames.getFirst().function())
        && FrameComponent.hasUrlOrigin(frames.getFirst())) {
      components.getFirst().ignore("ignored single non-URL JavaScript frame");
    }
  }

  /** The updater pass over the frames of one variant (spec 03 §6.5). */
  private static final class Update {

    /** A number that a rule has set. */
    private record Limit(long frames, String by) {}

    private static final Limit NONE = new Limit(0, "");

    private final List<Frame> frames;
    private final List<Component> components;
    private Limit most = NONE;
    private Limit least = NONE;

    Update(List<Frame> frames, List<Component> components) {
      this.frames = frames;
      this.components = components;
    }

    void apply(StackRules.Compiled rule, int index) {
      for (RuleAction action : rule.rule().actions()) {
        switch (action) {
          case RuleAction.SetFlag(RuleAction.Flag flag, boolean on, RuleAction.Range range) -> {
            int to = FrameStates.to(range, index, frames.size());
            for (int i = FrameStates.from(range, index); i < to; i++) {
              set(flag, on, i, rule.quote());
            }
          }
          case RuleAction.MaxFrames(long count) -> most = new Limit(count, rule.quote());
          case RuleAction.MinFrames(long count) -> least = new Limit(count, rule.quote());
          case RuleAction.InvertStacktrace ignored -> {
            // counts for hierarchical grouping only
          }
          case RuleAction.SetCategory ignored -> {
            // decided before
          }
        }
      }
    }

    private void set(RuleAction.Flag flag, boolean on, int index, String by) {
      Component component = components.get(index);
      switch (flag) {
        case GROUP -> {
          if (!Boolean.valueOf(on).equals(component.contribution())) {
            component.setContributes(on);
            component.setHint((on ? "un-ignored by " : "ignored by ") + by);
          }
        }
        case APP -> {
          Frame frame = frames.get(index);
          if (hasChanged(frame, component, on)) {
            boolean inApp = Boolean.TRUE.equals(frame.inApp());
            component.setHint((inApp ? "marked in-app by " : "marked out of app by ") + by);
          }
        }
        case PREFIX -> component.setHint("marked as prefix frame by " + by);
        case SENTINEL -> component.setHint("marked as sentinel frame by " + by);
      }
    }

    private static boolean hasChanged(Frame frame, Component component, boolean on) {
      Frame.InAppBefore before = frame.origInApp();
      return before == null
          ? Boolean.valueOf(on).equals(component.contribution())
          : !java.util.Objects.equals(before.value(), frame.inApp());
    }

    Component finish() {
      if (most.frames() != 0) {
        keepLast(most);
      }
      long count = components.stream().filter(Component::contributes).count();
      Component trace = Component.of("stacktrace", components.toArray(Component[]::new));
      trace.setContributes(count > 0);
      if (count > 0 && Long.compareUnsigned(count, least.frames()) < 0) {
        trace.ignore(
            "discarded because stack trace only contains %s which is under the configured threshold by %s"
                .formatted(frames(count), least.by()));
      }
      return trace;
    }

    private void keepLast(Limit limit) {
      long left = limit.frames();
      for (Component component : components.reversed()) {
        if (!component.contributes()) {
          continue;
        }
        if (left == 0) {
          component.ignore(
              "ignored because only %s %s considered by %s"
                  .formatted(
                      frames(limit.frames()), limit.frames() == 1 ? "is" : "are", limit.by()));
        } else {
          left--;
        }
      }
    }

    private static String frames(long count) {
      return count == 1 ? "1 frame" : Long.toUnsignedString(count) + " frames";
    }
  }

  /** The stack trace of an exception or a thread, if it has one with frames. */
  static Json.@Nullable Obj traceOf(Json.Obj holder) {
    return holder.get("stacktrace") instanceof Json.Obj trace && StackPreparation.hasFrames(trace)
        ? trace
        : null;
  }
}
