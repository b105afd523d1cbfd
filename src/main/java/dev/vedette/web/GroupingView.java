package dev.vedette.web;

import dev.vedette.grouping.Explained;
import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why an event is where it is, as people read it.
 *
 * @param isAsStored whether the event would be found by the same hashes as when it came in
 */
public record GroupingView(
    List<String> fingerprint, List<VariantView> variants, boolean isAsStored) {

  /**
   * One way of looking at the event.
   *
   * @param hash null when it does not count
   * @param why what it lost to, when it does not count
   * @param rule the fingerprint rule that matched, or null
   * @param values what was hashed, in order
   * @param ignored what was not, and why, alike ones together
   */
  public record VariantView(
      String name,
      String description,
      @Nullable String hash,
      @Nullable String why,
      @Nullable String rule,
      List<ValueView> values,
      List<String> ignored) {}

  /** A value that was hashed, in the component that holds it; the hint says what was done to it. */
  public record ValueView(String component, String text, @Nullable String hint) {}

  static GroupingView of(Explained explained, Json.Obj stored) {
    List<VariantView> variants = new ArrayList<>();
    explained.variants().members().values().forEach(one -> variants.add(variant((Json.Obj) one)));
    return new GroupingView(
        texts(explained.event().array("fingerprint")),
        variants,
        texts(stored.array("hashes")).equals(explained.hashes()));
  }

  private static List<String> texts(Json.Arr array) {
    return array.items().stream().map(Shown::text).toList();
  }

  private static VariantView variant(Json.Obj variant) {
    String hash = variant.string("hash");
    Json.Obj component = variant.object("component");
    Walk walk = new Walk();
    for (Json entry : variant.array("values").items()) {
      walk.values.add(new ValueView("fingerprint", Shown.text(entry), null));
    }
    if (hash != null) {
      walk.into(component);
    } else {
      // what it would consist of tells more than that something else goes before it
      walk.parts(component);
    }
    String description = variant.string("description");
    return new VariantView(
        String.valueOf(variant.string("key")),
        description == null ? "nothing to group by" : description,
        hash,
        hash == null ? walk.firstReason(component.string("hint")) : null,
        variant.string("matched_rule"),
        walk.values,
        walk.ignored());
  }

  /** Collects values and reasons on a walk through a tree. */
  private static final class Walk {
    private final List<ValueView> values = new ArrayList<>();
    private final Map<String, Integer> ignoredFrames = new LinkedHashMap<>();
    private final List<String> ignoredOthers = new ArrayList<>();
    private final Map<String, Integer> ignoredParts = new LinkedHashMap<>();
    private @Nullable String reason;
    private int frames;

    /** The reason of the part that would have counted, else the given one. */
    @Nullable String firstReason(@Nullable String otherwise) {
      return reason == null ? otherwise : reason;
    }

    void parts(Json.Obj component) {
      for (Json value : component.array("values").items()) {
        if (value instanceof Json.Obj part) {
          into(part);
        }
      }
    }

    void into(Json.Obj component) {
      String id = String.valueOf(component.string("id"));
      boolean contributes = Boolean.TRUE.equals(component.bool("contributes"));
      String hint = component.string("hint");
      if (id.equals("frame")) {
        frames++;
        noteParts(component);
        if (contributes) {
          values.add(new ValueView(id, frame(component), hint));
        } else {
          ignoredFrames.merge(hint == null ? "it says nothing" : hint, 1, Integer::sum);
        }
      } else if (!contributes) {
        if (hint != null) {
          reason = reason == null ? hint : reason;
          ignoredOthers.add(id + ": " + hint);
        }
      } else {
        for (Json value : component.array("values").items()) {
          if (value instanceof Json.Obj part) {
            into(part);
          } else {
            values.add(new ValueView(id, Shown.text(value), hint));
          }
        }
      }
    }

    /** What of a frame is left out although the frame counts: a long line, a lambda's name. */
    private void noteParts(Json.Obj frame) {
      for (Json item : frame.array("values").items()) {
        if (item instanceof Json.Obj part
            && !Boolean.TRUE.equals(part.bool("contributes"))
            && part.string("hint") != null) {
          ignoredParts.merge(part.string("id") + ": " + part.string("hint"), 1, Integer::sum);
        }
      }
    }

    private static String frame(Json.Obj frame) {
      List<String> parts = new ArrayList<>();
      for (Json item : frame.array("values").items()) {
        if (item instanceof Json.Obj part && Boolean.TRUE.equals(part.bool("contributes"))) {
          part.array("values").items().forEach(value -> parts.add(Shown.text(value)));
        }
      }
      return String.join(" · ", parts);
    }

    List<String> ignored() {
      List<String> lines = new ArrayList<>();
      ignoredFrames.forEach(
          (why, count) -> lines.add("%d of %d frames: %s".formatted(count, frames, why)));
      ignoredParts.forEach(
          (why, count) -> lines.add("in %d of %d frames, %s".formatted(count, frames, why)));
      lines.addAll(ignoredOthers);
      return lines;
    }
  }
}
