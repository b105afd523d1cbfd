package dev.vedette.grouping;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import java.util.List;

/**
 * Asks what would become of recent issues, had their events been grouped by other rules (spec 03
 * §25.3).
 *
 * @param present the settings as they are
 * @param drafted the settings as they may become
 */
public record PreviewRules(GroupingSettings present, GroupingSettings drafted, List<Sample> samples)
    implements Request<PreviewRules.Preview> {

  /** A stored event and its issue. */
  public record Sample(long issue, Json.Obj event) {}

  /**
   * What would change.
   *
   * @param events how many were looked at
   * @param changed how many would have other hashes
   * @param merged issues that would be one, as far as these events tell
   * @param split issues that would be several
   * @param caught for each fingerprint rule that matches, how many events it takes
   */
  public record Preview(
      int events, int changed, List<List<Long>> merged, List<Split> split, List<Caught> caught) {}

  /** An issue, and how many would become of it. */
  public record Split(long issue, int into) {}

  /**
   * A fingerprint rule as it is shown, and how many events it takes.
   *
   * @param isWhole whether it gives all of them the same fingerprint
   */
  public record Caught(String rule, int events, boolean isWhole) {}
}
