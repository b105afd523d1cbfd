package dev.vedette.grouping;

import dev.vedette.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How a project wants its events grouped (spec 03 §20.3). Two that are equal share what is compiled
 * from them.
 *
 * @param config id of the configuration; an unknown one reads as the default
 * @param stackRules the project's stack trace rules as people wrote them
 * @param fingerprintRules the project's fingerprint rules as people wrote them
 * @param secondaryConfig id of the configuration that the project comes from, or null
 * @param withBuiltInFingerprints whether the built-in fingerprint rules follow the project's
 */
public record GroupingSettings(
    String config,
    String stackRules,
    String fingerprintRules,
    @Nullable String secondaryConfig,
    boolean withBuiltInFingerprints) {

  /** Id of the configuration of projects that have not chosen one. */
  public static final String DEFAULT_CONFIG = GroupingConfigId.DEFAULT.id();

  /** The option that holds a project's stack trace rules. */
  public static final String STACK_RULES = "sentry:grouping_enhancements";

  /** The option that holds a project's fingerprint rules. */
  public static final String FINGERPRINT_RULES = "sentry:fingerprinting_rules";

  /** The settings of a project that has chosen nothing. */
  public static final GroupingSettings DEFAULT =
      new GroupingSettings(DEFAULT_CONFIG, "", "", null, true);

  /**
   * The settings among a project's options.
   *
   * @param now Unix seconds; a transition ends by them
   */
  public static GroupingSettings of(Json.Obj options, long now) {
    Json.Num expiry = options.number("sentry:secondary_grouping_expiry");
    String secondary = options.string("sentry:secondary_grouping_config");
    boolean inTransition = expiry != null && expiry.asLong() >= now;
    return new GroupingSettings(
        effectiveConfig(options.string("sentry:grouping_config")),
        text(options, STACK_RULES),
        text(options, FINGERPRINT_RULES),
        inTransition && secondary != null && !secondary.isEmpty() ? secondary : null,
        true);
  }

  /** The configuration that counts for a stored id; one that cannot be computed counts as none. */
  public static String effectiveConfig(@Nullable String stored) {
    return stored != null && GroupingConfigId.of(stored).isPresent() ? stored : DEFAULT_CONFIG;
  }

  private static String text(Json.Obj options, String key) {
    String text = options.string(key);
    return text == null ? "" : text;
  }
}
