package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The variants of an event in the API's form (spec 03 §21.1). */
final class GroupingInfo {

  private final Json.Obj event;
  private final Hashing.Result result;
  private final String config;

  GroupingInfo(Json.Obj event, Hashing.Result result, String config) {
    this.event = event;
    this.result = result;
    this.config = config;
  }

  Json.Obj json() {
    Json.Builder out = Json.object();
    result.variants().forEach(variant -> out.put(variant.name(), json(variant)));
    return out.build();
  }

  private Json.Obj json(HashedVariant variant) {
    String hash = variant.hash();
    Json.Builder out =
        Json.object()
            .put("key", variant.name())
            .put("type", variant.kind())
            .put("description", description(variant))
            .put("hash", hash)
            .put("hashMismatch", hash != null && !stored().contains(Json.of(hash)));
    Component component = variant.component();
    if (component != null) {
      out.put("component", component.json()).put("config", GroupingConfigs.json(config));
    }
    if (component == null ? isFingerprint(variant) : !variant.values().isEmpty()) {
      addFingerprint(variant, out);
    }
    return out.build();
  }

  private List<Json> stored() {
    return event.array("hashes").items();
  }

  private static boolean isFingerprint(HashedVariant variant) {
    return HashedVariant.CUSTOM.equals(variant.kind())
        || HashedVariant.BUILT_IN.equals(variant.kind());
  }

  private void addFingerprint(HashedVariant variant, Json.Builder out) {
    out.put("values", Json.strings(variant.values()));
    Json.Obj info = event.object("_fingerprint_info");
    if (!(info.get("matched_rule") instanceof Json.Obj rule)) {
      return;
    }
    Fingerprint client = Fingerprint.of(info.array("client_fingerprint"));
    if (!client.isDefault()) {
      out.put("client_values", Json.strings(client.entries()));
    }
    out.put("matched_rule", FingerprintRule.text(rule));
  }

  private static @Nullable String description(HashedVariant variant) {
    return switch (variant.name()) {
      case HashedVariant.CUSTOM -> "custom fingerprint";
      case HashedVariant.BUILT_IN -> "Sentry defined fingerprint";
      case HashedVariant.CHECKSUM -> "legacy checksum";
      case HashedVariant.HASHED_CHECKSUM -> "hashed legacy checksum";
      case HashedVariant.FALLBACK -> null;
      default -> {
        String tree = describe(Objects.requireNonNull(variant.component()));
        yield HashedVariant.SALTED.equals(variant.kind()) ? "modified " + tree : tree;
      }
    };
  }

  /** The names on the longest path through what contributes. */
  private static String describe(Component root) {
    List<String> longest = new ArrayList<>();
    walk(root, new ArrayList<>(), longest);
    if (!longest.isEmpty()) {
      return String.join(" ", longest);
    }
    String name = root.name();
    return name == null ? "others" : name;
  }

  private static void walk(Component component, List<String> path, List<String> longest) {
    List<String> here = new ArrayList<>(path);
    String name = component.name();
    if (name != null) {
      here.add(name);
    }
    if (here.size() > longest.size()
        || (here.size() == longest.size() && compare(here, longest) > 0)) {
      longest.clear();
      longest.addAll(here);
    }
    for (ComponentValue value : component.values()) {
      if (value instanceof Component part && part.contributes()) {
        walk(part, here, longest);
      }
    }
  }

  private static int compare(List<String> one, List<String> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
