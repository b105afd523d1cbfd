package dev.vedette.grouping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variants of an event as an indented text. */
final class GroupingText {

  private final Hashing.Result result;
  private final StringBuilder out = new StringBuilder();

  GroupingText(Hashing.Result result) {
    this.result = result;
  }

  String text() {
    for (HashedVariant variant : result.variants()) {
      String hash = variant.hash();
      out.append(variant.name()).append(": ").append(hash == null ? "no hash" : hash).append('\n');
      if (!variant.values().isEmpty()) {
        out.append("  fingerprint: ").append(String.join(", ", variant.values())).append('\n');
      }
      Component component = variant.component();
      if (component != null) {
        write(component, 1);
      }
    }
    out.append("hashes: ").append(String.join(", ", result.hashes())).append('\n');
    return out.toString();
  }

  private void write(Component component, int depth) {
    List<ComponentValue> values = component.values();
    ComponentValue.Leaf only = values.size() == 1 ? leaf(values.getFirst()) : null;
    String hint = component.hint();
    if (values.isEmpty() && hint == null) {
      return;
    }
    out.append("  ".repeat(depth))
        .append(component.contributes() ? "* " : "- ")
        .append(component.id());
    if (only != null) {
      out.append(": ").append(only.json().text());
    }
    if (hint != null) {
      out.append("  (").append(hint).append(')');
    }
    out.append('\n');
    for (ComponentValue value : values) {
      ComponentValue.Leaf leaf = leaf(value);
      if (value instanceof Component part) {
        write(part, depth + 1);
      } else if (only == null && leaf != null) {
        out.append("  ".repeat(depth + 1)).append(leaf.json().text()).append('\n');
      }
    }
  }

  private static ComponentValue.@Nullable Leaf leaf(ComponentValue value) {
    return switch (value) {
      case ComponentValue.Leaf leaf -> leaf;
      case ComponentValue.Message message -> message.leaf();
      case Component ignored -> null;
    };
  }
}
