package dev.vedette.api;

import dev.vedette.bus.Fault;
import dev.vedette.grouping.GroupingSettings;
import dev.vedette.grouping.RuleProblem;
import dev.vedette.grouping.TryRules;
import dev.vedette.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for a project's options on grouping before they are stored (spec 03 §21.3). */
final class GroupingOptions {

  private static final String EXPIRY = "sentry:secondary_grouping_expiry";
  private static final Duration LONGEST_TRANSITION = Duration.ofDays(91);

  private GroupingOptions() {}

  /**
   * The options as they are to be stored.
   *
   * @throws Fault naming the field, with the first line that cannot be read
   */
  static Json.Obj checked(ApiContext context, Json.Obj changed, Instant now) {
    checkRules(context, changed);
    Json.Num expiry = changed.number(EXPIRY);
    if (expiry == null) {
      return changed;
    }
    if (expiry.asLong() < now.getEpochSecond()) {
      throw Fault.invalid(
          "secondaryGroupingExpiry",
          "Grouping expiry must be sometime within the next 90 days and not in the past. Perhaps"
              + " you specified the timestamp not in seconds?");
    }
    long latest = now.plus(LONGEST_TRANSITION).getEpochSecond();
    return changed.with(EXPIRY, Json.of(Math.min(expiry.asLong(), latest)));
  }

  private static void checkRules(ApiContext context, Json.Obj changed) {
    String stack = changed.string(GroupingSettings.STACK_RULES);
    String fingerprints = changed.string(GroupingSettings.FINGERPRINT_RULES);
    if (stack == null && fingerprints == null) {
      return;
    }
    GroupingSettings settings =
        new GroupingSettings(
            GroupingSettings.DEFAULT_CONFIG, orEmpty(stack), orEmpty(fingerprints), null, true);
    TryRules.Outcome outcome = context.bus().request(new TryRules(settings, null)).await();
    refuse("groupingEnhancements", outcome.stackRules());
    refuse("fingerprintingRules", outcome.fingerprintRules());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void refuse(String field, List<RuleProblem> problems) {
    if (!problems.isEmpty()) {
      throw Fault.invalid(field, problems.getFirst().message());
    }
  }
}
