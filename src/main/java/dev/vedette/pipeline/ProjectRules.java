package dev.vedette.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.event.InboundFilters;
import dev.vedette.event.Sampling;
import dev.vedette.event.ScrubSettings;
import dev.vedette.event.TraceHeader;
import dev.vedette.project.ProjectView;
import java.util.Optional;
import java.util.function.Function;

/** What the settings of projects say of their events, read once for each state of a project. */
final class ProjectRules {

  private static final long MOST = 10_000;

  private final Function<String, Optional<ProjectView>> byKey;
  private final Cache<ProjectView, Rules> rules = Caffeine.newBuilder().maximumSize(MOST).build();

  /**
   * Rules of nobody yet.
   *
   * @param byKey finds a project by a public key of it
   */
  ProjectRules(Function<String, Optional<ProjectView>> byKey) {
    this.byKey = byKey;
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
