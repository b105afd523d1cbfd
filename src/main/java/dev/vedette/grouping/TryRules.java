package dev.vedette.grouping;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks what settings would make of an event, and whether their rules can be read at all.
 *
 * @param event a stored event to try them on, or null
 */
public record TryRules(GroupingSettings settings, Json.@Nullable Obj event)
    implements Request<TryRules.Outcome> {

  /**
   * What came of it.
   *
   * @param stackRules why lines of the stack trace rules cannot be read
   * @param fingerprintRules why lines of the fingerprint rules cannot be read
   * @param warnings what can be read and does not do what it seems to
   * @param explained what the rules that can be read make of the event; null without one
   */
  public record Outcome(
      List<RuleProblem> stackRules,
      List<RuleProblem> fingerprintRules,
      Warnings warnings,
      @Nullable Explained explained) {}

  /** Conditions that match nothing or everything. */
  public record Warnings(List<RuleProblem> stackRules, List<RuleProblem> fingerprintRules) {}
}
