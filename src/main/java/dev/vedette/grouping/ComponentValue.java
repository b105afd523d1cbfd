package dev.vedette.grouping;

import dev.vedette.json.Json;

/** What a component is made of: a value that is hashed, or another component. */
sealed interface ComponentValue permits ComponentValue.Leaf, ComponentValue.Message, Component {

  /**
   * A value that is hashed.
   *
   * @param json text, a whole number or null
   */
  record Leaf(Json json) implements ComponentValue {

    /** The text that goes into the hash (spec 03 §2). */
    String hashed() {
      return switch (json) {
        case Json.Str(String text) -> text;
        case Json.Null ignored -> "None";
        default -> json.text();
      };
    }
  }

  /**
   * A message whose values are replaced by their kinds only when somebody asks: most are not
   * hashed, since something else takes precedence.
   */
  record Message(String raw, GroupingConfig config) implements ComponentValue {

    Leaf leaf() {
      return new Leaf(Json.of(config.normalized(raw)));
    }
  }
}
