package dev.vedette.grouping;

import dev.vedette.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Groups events by one project's settings, which are compiled once (spec 03 §1). A pure function of
 * the event; safe for use by several threads.
 */
public final class Grouper {

  private static final Logger LOG = LogManager.getLogger(Grouper.class);

  private final GroupingConfig config;
  private final @Nullable GroupingConfig secondary;
  private final FingerprintRules fingerprints;
  private final List<RuleProblem> fingerprintProblems;

  /** Compiles settings. Lines that cannot be read are left out. */
  public Grouper(GroupingSettings settings) {
    GroupingConfigId id = GroupingConfigId.of(settings.config()).orElse(GroupingConfigId.DEFAULT);
    this.config = GroupingConfig.of(id, settings.stackRules());
    this.secondary =
        settings.secondaryConfig() == null
            ? null
            : GroupingConfigId.of(settings.secondaryConfig())
                .filter(other -> other != id)
                .map(other -> GroupingConfig.of(other, settings.stackRules()))
                .orElse(null);
    FingerprintRuleParser.Parsed own = FingerprintRuleParser.parse(settings.fingerprintRules());
    List<FingerprintRule> rules = new ArrayList<>(own.rules());
    if (settings.withBuiltInFingerprints() && id.hasFingerprintRules()) {
      rules.addAll(BuiltInRules.fingerprints());
    }
    this.fingerprints = new FingerprintRules(rules);
    this.fingerprintProblems = own.problems();
  }

  /** Why lines of the stack trace rules were left out. */
  public List<RuleProblem> stackProblems() {
    return config.problems();
  }

  /** Why lines of the fingerprint rules were left out. */
  public List<RuleProblem> fingerprintProblems() {
    return fingerprintProblems;
  }

  /**
   * Groups a normalized event.
   *
   * @return the event with its stack traces prepared, its fingerprint, hashes and what else
   *     grouping found; and the hashes by which its issue is looked for
   */
  public Grouped group(Json.Obj event) {
    PreparedEvent prepared = fingerprinted(event);
    Json.Obj ruled = prepared.event();
    Hashing.Result result = Hashing.hash(config, prepared);
    List<String> hashes = result.hashes();
    Json.Obj done =
        ruled
            .with("hashes", Json.strings(hashes))
            .with(
                "grouping_config",
                Json.object()
                    .put("id", config.id().id())
                    .put("enhancements", config.stored())
                    .build());
    Long main = result.mainException();
    done = main == null ? done : done.with("main_exception_id", Json.of(main));
    return new Grouped(done, hashes, secondary == null ? List.of() : secondary(event, ruled));
  }

  /** The event with prepared stack traces, and the fingerprint that counts. */
  private PreparedEvent fingerprinted(Json.Obj event) {
    PreparedEvent prepared = StackPreparation.prepare(event, config.rules());
    Json.Arr entries = Json.strings(Fingerprint.of(event).entries());
    return prepared.with(fingerprints.apply(prepared.event().with("fingerprint", entries)));
  }

  /**
   * Hashes by the older configuration, on the event as it came, with the newer's fingerprint. They
   * only help to find an issue: without them the event is grouped all the same.
   */
  private List<String> secondary(Json.Obj event, Json.Obj ruled) {
    GroupingConfig older = Objects.requireNonNull(secondary);
    Json.Obj same = event.with("fingerprint", Json.orNull(ruled.get("fingerprint")));
    Json info = ruled.get("_fingerprint_info");
    Json.Obj noted = info == null ? same : same.with("_fingerprint_info", info);
    try {
      return Hashing.hash(older, StackPreparation.prepare(noted, older.rules())).hashes();
    } catch (RuntimeException failure) {
      LOG.error("an event cannot be grouped by {}", older.id().id(), failure);
      return List.of();
    }
  }

  /** Groups and tells why, for people who try out rules (spec 03 §16). */
  public Explanation explain(Json.Obj event) {
    PreparedEvent ruled = fingerprinted(event);
    return new Explanation(ruled.event(), Hashing.hash(config, ruled), config.id().id());
  }
}
