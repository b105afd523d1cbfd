package dev.vedette.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.config.Killswitch;
import dev.vedette.config.Options;
import dev.vedette.event.InboundFilters;
import dev.vedette.event.Sampling;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.TraceHeader;
import dev.vedette.ingest.ItemGroup;
import dev.vedette.ingest.ItemType;
import dev.vedette.json.Json;
import dev.vedette.project.ProjectView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the settings of projects say of their events, read once for each state of a project. */
final class ProjectRules {

  private final Function<String, Optional<ProjectView>> byKey;
  private final Options options;

  /** By identity: a view is read anew when something of its project changes. */
  private final Cache<ProjectView, Rules> rules =
      Caffeine.newBuilder().weakKeys().expireAfterAccess(Duration.ofMinutes(10)).build();

  /**
   * Rules of nobody yet.
   *
   * @param byKey finds a project by a public key of it
   * @param options what holds for all projects
   */
  ProjectRules(Function<String, Optional<ProjectView>> byKey, Options options) {
    this.byKey = byKey;
    this.options = options;
  }

  /** Whether those who run the server drop such events (spec 10 §16). */
  boolean isKilled(ItemGroup group, Json.Obj event) {
    if (!Killswitch.PIPELINE.isSet(options)) {
      return false;
    }
    boolean files = group.items().stream().anyMatch(item -> item.type() == ItemType.ATTACHMENT);
    return Killswitch.PIPELINE.matches(
        options,
        Map.of(
            "organization_id", group.organization().value(),
            "project_id", group.project().value(),
            "event_id", String.valueOf(group.eventId()),
            "event_type", String.valueOf(event.string("type")),
            "platform", String.valueOf(event.string("platform")),
            "has_attachments", files));
  }

  /** The rules of one project. */
  record Rules(InboundFilters filters, ScrubSettings scrubbing, Sampling sampling) {}

  Rules of(ProjectView view) {
    return rules.get(
        view,
        key ->
            new Rules(
                InboundFilters.of(key.options()),
                ScrubSettings.of(key.organizationOptions(), key.options()),
                Sampling.of(key.options())));
  }

  /** The rules of the project in which a trace began, where that has the same owner. */
  Sampling ofRoot(TraceHeader trace, ProjectView view) {
    return byKey
        .apply(trace.publicKey())
        .filter(root -> root.organization().equals(view.organization()))
        .map(root -> of(root).sampling())
        .orElse(Sampling.NONE);
  }
}
