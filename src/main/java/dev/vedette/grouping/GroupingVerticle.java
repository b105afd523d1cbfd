package dev.vedette.grouping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.bus.Bus;
import io.vertx.core.AbstractVerticle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Answers {@link GroupEvents}; settings are compiled when they are first met. */
public final class GroupingVerticle extends AbstractVerticle {

  private static final Logger LOG = LogManager.getLogger(GroupingVerticle.class);

  private final Bus bus;
  private final Cache<GroupingSettings, Grouper> groupers =
      Caffeine.newBuilder().maximumSize(200).expireAfterAccess(Duration.ofMinutes(30)).build();

  /** A verticle on the given bus. */
  public GroupingVerticle(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void start() {
    bus.serve(GroupEvents.class, this::group);
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

  private Grouper compile(GroupingSettings settings) {
    Grouper grouper = new Grouper(settings);
    grouper
        .problems()
        .forEach(problem -> LOG.warn("a grouping rule is left out: {}", problem.message()));
    return grouper;
  }
}
