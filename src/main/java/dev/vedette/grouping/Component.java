package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree that explains a hash (spec 03 §8): what it consists of, whether it
 * contributes, and a hint why it does not or what was done to it. Changed while the tree is built,
 * by one thread.
 */
final class Component implements ComponentValue {

  private final String id;
  private List<ComponentValue> values = List.of();
  private @Nullable Boolean contributes;
  private @Nullable String hint;
  private @Nullable List<String> texts;

  private Component(String id) {
    this.id = id;
  }

  /** A component of which nothing is known: no values, and no word on whether it contributes. */
  static Component empty(String id) {
    return new Component(id);
  }

  /** A component of values, which contributes if any of them does. */
  static Component of(String id, List<ComponentValue> values) {
    Component component = new Component(id);
    component.setValues(values);
    return component;
  }

  /** A component of other components. */
  static Component of(String id, Component... parts) {
    return of(id, List.<ComponentValue>of(parts));
  }

  /** A component of one text. */
  static Component ofText(String id, String text) {
    return of(id, List.of(new ComponentValue.Leaf(Json.of(text))));
  }

  /** A component of one message that is hashed, normalized, with a hint if that changed it. */
  static Component ofNormalized(String id, String raw, GroupingConfig config) {
    String normalized = config.normalized(raw);
    Component component = ofText(id, normalized);
    return normalized.equals(raw) ? component : component.hinted("stripped event-specific values");
  }

  /** A component of one message that something takes precedence over, normalized when asked for. */
  static Component ofMessage(String id, String raw, GroupingConfig config) {
    return of(id, List.of(new ComponentValue.Message(raw, config)));
  }

  /** A component of one text, or an empty one without it. */
  static Component ofNullable(String id, @Nullable String text) {
    return text == null ? empty(id) : ofText(id, text);
  }

  /** A static salt. */
  static Component salt(String text) {
    return ofText("salt", text).hinted("a static salt");
  }

  String id() {
    return id;
  }

  List<ComponentValue> values() {
    return values;
  }

  /** Whether it contributes: yes, no, or not said. */
  @Nullable Boolean contribution() {
    return contributes;
  }

  boolean contributes() {
    return Boolean.TRUE.equals(contributes);
  }

  @Nullable String hint() {
    return hint;
  }

  /** Replaces the values; it then contributes if any of them does. */
  final void setValues(List<ComponentValue> replacement) {
    values = replacement;
    texts = null;
    boolean any = false;
    for (ComponentValue value : replacement) {
      any |= !(value instanceof Component part) || part.contributes();
    }
    contributes = any;
  }

  /** Replaces the values by one text and tells why. */
  void setText(String text, String why) {
    setValues(List.of(new ComponentValue.Leaf(Json.of(text))));
    hint = why;
  }

  /** Says whether it contributes, whatever its values; they are not asked again. */
  void setContributes(boolean contribution) {
    contributes = contribution;
  }

  /** It does not contribute, for a reason. */
  void ignore(String why) {
    contributes = false;
    hint = why;
  }

  void setHint(@Nullable String text) {
    hint = text;
  }

  Component hinted(String text) {
    hint = text;
    return this;
  }

  /** Another component with the same parts, whose own state changes apart from this one's. */
  Component copy() {
    Component copy = new Component(id);
    copy.values = values;
    copy.contributes = contributes;
    copy.hint = hint;
    return copy;
  }

  /** Passes every value that is hashed, with the component that holds it, in order. */
  void forEachHashed(BiConsumer<Component, ComponentValue.Leaf> action) {
    if (!contributes()) {
      return;
    }
    for (ComponentValue value : values) {
      switch (value) {
        case ComponentValue.Leaf leaf -> action.accept(this, leaf);
        case ComponentValue.Message message -> action.accept(this, message.leaf());
        case Component part -> part.forEachHashed(action);
      }
    }
  }

  /**
   * The texts that are hashed, in order; none when it does not contribute. Asked once the parts are
   * finished: what they come to is kept.
   */
  List<String> hashed() {
    if (!contributes()) {
      return List.of();
    }
    List<String> known = texts;
    if (known == null) {
      known = new ArrayList<>();
      addHashed(known);
      texts = known;
    }
    return known;
  }

  private void addHashed(List<String> into) {
    for (ComponentValue value : values) {
      switch (value) {
        case ComponentValue.Leaf leaf -> into.add(leaf.hashed());
        case ComponentValue.Message message -> into.add(message.leaf().hashed());
        case Component part -> {
          if (part.texts != null) {
            into.addAll(part.hashed());
          } else if (part.contributes()) {
            part.addHashed(into);
          }
        }
      }
    }
  }

  /** Whether the other tree is the same in every part, hints included (spec 03 §12.3). */
  boolean isSameAs(Component other) {
    return json().equals(other.json());
  }

  /** The tree as the API shows it (spec 03 §21.1). */
  Json.Obj json() {
    List<Json> shown = new ArrayList<>(values.size());
    for (ComponentValue value : values) {
      shown.add(
          switch (value) {
            case ComponentValue.Leaf(Json json) -> json;
            case ComponentValue.Message message -> message.leaf().json();
            case Component part -> part.json();
          });
    }
    return Json.object()
        .put("id", id)
        .put("name", name())
        .put("contributes", contributes == null ? Json.NULL : Json.of(contributes))
        .put("hint", hint)
        .put("values", new Json.Arr(shown))
        .build();
  }

  /** What people call it; null for most. */
  @Nullable String name() {
    return switch (id) {
      case "app" -> "in-app";
      case "stacktrace" -> "stack-trace";
      case "threads" -> "thread";
      case "uri" -> "URL";
      case "exception", "hostname", "violation", "message" -> id;
      default -> null;
    };
  }

  /** Whether a contributing stack trace can be reached below here through what contributes. */
  boolean holdsContributingStacktrace() {
    for (ComponentValue value : values) {
      if (value instanceof Component part
          && part.contributes()
          && (part.id.equals("stacktrace") || part.holdsContributingStacktrace())) {
        return true;
      }
    }
    return false;
  }
}
