package dev.vedette.web;

import dev.vedette.json.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in words what was done to a value before it was stored (spec 02 §1.2). Pure. */
public final class Remarks {

  private static final String CUT = "Cut, because it was too long";

  private Remarks() {}

  /**
   * The words for a place of the {@code _meta} tree; null when the value is as it was sent.
   *
   * @param meta the place, with what is noted of it under the empty key
   */
  public static @Nullable String of(Json.Obj meta) {
    Json.Obj note = meta.object("");
    Set<String> words = new LinkedHashSet<>();
    for (Json item : note.array("rem").items()) {
      if (item instanceof Json.Arr remark
          && remark.size() >= 2
          && remark.get(0) instanceof Json.Str(String rule)
          && remark.get(1) instanceof Json.Str(String type)) {
        words.add(word(rule, type));
      }
    }
    Json.Num length = note.number("len");
    if (length != null && (words.isEmpty() || words.contains(CUT))) {
      words.add("Its length was " + length.text());
    }
    for (Json error : note.array("err").items()) {
      words.add("Discarded: " + reason(error));
    }
    return words.isEmpty() ? null : String.join(". ", words) + ".";
  }

  private static String word(String rule, String type) {
    if (rule.equals("!limit")) {
      return CUT;
    }
    String done =
        switch (type) {
          case "x" -> "Removed";
          case "m" -> "Masked";
          case "p" -> "Replaced by a hash";
          case "e" -> "Encrypted";
          case "a" -> "Marked";
          default -> "Replaced";
        };
    return done + " by the rule " + rule;
  }

  private static String reason(Json error) {
    if (error instanceof Json.Arr pair
        && pair.size() == 2
        && pair.get(1) instanceof Json.Obj data) {
      String reason = data.string("reason");
      if (reason != null) {
        return reason;
      }
      return Shown.text(pair.get(0)).replace('_', ' ');
    }
    return Shown.text(error).replace('_', ' ');
  }
}
