package dev.vedette.grouping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.bus.Bus;
import dev.vedette.json.Json;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Answers {@link GroupEvents}, {@link ExplainEvent} and {@link TryRules}; settings are compiled
 * when they are first met.
 */
public final class GroupingVerticle extends AbstractVerticle {

  private static final Logger LOG = LogManager.getLogger(GroupingVerticle.class);

  private final Bus bus;
  private final Explainer explainer = new Explainer();
  private final Cache<GroupingSettings, Grouper> groupers =
      Caffeine.newBuilder().maximumSize(200).expireAfterAccess(Duration.ofMinutes(30)).build();

  /** A verticle on the given bus. */
  public GroupingVerticle(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void start() {
    bus.serve(GroupEvents.class, this::group);
    bus.serve(
        ExplainEvent.class,
        asked -> explainer.explain(asked.event(), asked.config()).map(Explained::of));
    bus.serve(TryRules.class, GroupingVerticle::tryOut);
    bus.serve(
        PreviewRules.class,
        asked ->
            RulePreview.of(
                new Grouper(asked.present()), new Grouper(asked.drafted()), asked.samples()));
  }

  private Groupings group(GroupEvents request) {
    List<Grouper> compiled =
        request.settings().stream().map(one -> groupers.get(one, this::compile)).toList();
    List<Grouped> grouped = new ArrayList<>(request.events().size());
    for (int i = 0; i < request.events().size(); i++) {
      grouped.add(compiled.get(request.settingsOf().get(i)).group(request.events().get(i)));
      // a batch of long stack traces must not keep requests waiting
      Thread.yield();
    }
    return new Groupings(grouped);
  }

  private static TryRules.Outcome tryOut(TryRules asked) {
    Grouper grouper = new Grouper(asked.settings());
    Json.Obj event = asked.event();
    return new TryRules.Outcome(
        grouper.stackProblems(),
        grouper.fingerprintProblems(),
        new TryRules.Warnings(
            RuleWarnings.ofStackRules(asked.settings().stackRules()),
            RuleWarnings.ofFingerprintRules(asked.settings().fingerprintRules())),
        event == null ? null : Explained.of(grouper.explain(Fingerprint.asSent(event))));
  }

  private Grouper compile(GroupingSettings settings) {
    Grouper grouper = new Grouper(settings);
    Stream.concat(grouper.stackProblems().stream(), grouper.fingerprintProblems().stream())
        .forEach(problem -> LOG.warn("line {} of grouping rules is left out", problem.line()));
    return grouper;
  }
}
