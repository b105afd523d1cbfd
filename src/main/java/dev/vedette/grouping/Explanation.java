package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an event has its hashes: every variant with all that was looked at (spec 03 §16, §21.1).
 * Immutable from outside.
 */
public final class Explanation {

  private final Json.Obj event;
  private final Hashing.Result result;
  private final String config;

  Explanation(Json.Obj event, Hashing.Result result, String config) {
    this.event = event;
    this.result = result;
    this.config = config;
  }

  /** The event as it was hashed, with what rules have changed. */
  public Json.Obj event() {
    Long main = result.mainException();
    return main == null ? event : event.with("main_exception_id", Json.of(main));
  }

  /** Id of the configuration. */
  public String config() {
    return config;
  }

  /** The hashes in the order in which issues are looked for. */
  public List<String> hashList() {
    return result.hashes();
  }

  /** The hash of each variant, null where it does not contribute. */
  public Json.Obj hashes() {
    Json.Builder hashes = Json.object();
    result.variants().forEach(variant -> hashes.put(variant.name(), variant.hash()));
    return hashes.build();
  }

  /** For each variant its hashed values in order, each with the component that holds it. */
  public Json.Obj contributing() {
    Json.Builder all = Json.object();
    for (HashedVariant variant : result.variants()) {
      List<Json> values = new ArrayList<>();
      if (variant.hash() != null) {
        collect(variant, values);
      }
      all.put(variant.name(), new Json.Arr(values));
    }
    return all.build();
  }

  private static void collect(HashedVariant variant, List<Json> into) {
    Component component = variant.component();
    List<Json> ofComponent = new ArrayList<>();
    if (component != null) {
      component.forEachHashed(
          (holder, leaf) -> ofComponent.add(Json.array(Json.of(holder.id()), leaf.json())));
    }
    if (variant.values().isEmpty()) {
      into.addAll(ofComponent);
    }
    for (String entry : variant.values()) {
      if (component != null && "default".equals(Fingerprint.variable(entry))) {
        into.addAll(ofComponent);
      } else {
        into.add(Json.array(Json.of("fingerprint"), Json.of(entry)));
      }
    }
  }

  /** The form of the API: one entry for each variant (spec 03 §21.1). */
  public Json.Obj json() {
    return new GroupingInfo(event, result, config).json();
  }

  /** The trees as text for people. */
  public String text() {
    return new GroupingText(result).text();
  }
}
