package dev.vedette.ingest;

import dev.vedette.config.Options;
import dev.vedette.counter.Counters;
import dev.vedette.project.Category;
import dev.vedette.project.ProjectView;
import dev.vedette.project.ProjectViews;
import java.time.Instant;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Gives back to the quotas what was counted at the door and came to nothing: filtered and invalid
 * events (spec 01 §21.4).
 */
public final class Refunds {

  private static final Logger LOG = LogManager.getLogger(Refunds.class);

  private static final long NONE = 0;

  private final ProjectViews projects;
  private final Counters counters;
  private final Options options;

  /** Refunds to the given counters. */
  public Refunds(ProjectViews projects, Counters counters, Options options) {
    this.projects = projects;
    this.counters = counters;
    this.options = options;
  }

  /**
   * Gives a quantity back.
   *
   * @param keyId the project key that brought it; 0 where none was counted
   * @param received when it was counted
   */
  public void give(long keyId, Category category, long quantity, Instant received) {
    if (keyId == NONE) {
      return;
    }
    projects.byKeyId(keyId).ifPresent(view -> give(view, category, quantity, received));
  }

  private void give(ProjectView view, Category category, long quantity, Instant received) {
    long organization = view.organization().value();
    long second = received.getEpochSecond();
    for (Quota quota : Quota.of(view, options)) {
      if (quota.limit() > 0 && quota.matches(category)) {
        counters
            .increment(
                quota.refundKey(organization, second), quantity, quota.expiry(organization, second))
            .onFailure(away -> LOG.debug("counters are away", away));
      }
    }
  }
}
