package dev.vedette.grouping;

import dev.vedette.bus.Bus;
import io.vertx.core.AbstractVerticle;

/** Answers {@link GroupEvents}. */
public final class GroupingVerticle extends AbstractVerticle {

  private final Bus bus;

  /** A verticle on the given bus. */
  public GroupingVerticle(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void start() {
    bus.serve(GroupEvents.class, GroupingVerticle::group);
  }

  private static Groupings group(GroupEvents request) {
    return new Groupings(request.events().stream().map(FirstStrategy::hash).toList());
  }
}
