package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.List;

/**
 * Why an event has its hashes.
 *
 * @param event the event with what rules have made of it
 * @param variants in the API's form (spec 03 §21.1)
 * @param hashes in the order in which issues are looked for
 */
public record Explained(Json.Obj event, Json.Obj variants, List<String> hashes) {

  static Explained of(Explanation explanation) {
    return new Explained(explanation.event(), explanation.json(), explanation.hashList());
  }
}
