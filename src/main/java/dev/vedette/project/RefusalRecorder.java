package dev.vedette.project;

import dev.vedette.store.Database;
import dev.vedette.telemetry.Metric;
import dev.vedette.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Collects the outcomes of refused items and writes them about once a second. They may lag in
 * memory: when the process is killed, the counts of the last second are lost.
 */
public final class RefusalRecorder {

  private static final Logger LOG = LogManager.getLogger(RefusalRecorder.class);
  private static final int MOST_KEPT = 100_000;

  private final Database database;
  private final Telemetry telemetry;
  private final Predicate<Outcome> elsewhere;
  private final ReentrantLock lock = new ReentrantLock();
  private List<Outcome> waiting = new ArrayList<>();

  /**
   * A recorder that writes to the given database.
   *
   * @param elsewhere is told of each, without waiting; true when it is counted there and not here
   */
  public RefusalRecorder(Database database, Telemetry telemetry, Predicate<Outcome> elsewhere) {
    this.elsewhere = elsewhere;
    this.database = database;
    this.telemetry = telemetry;
  }

  /** Notes outcomes; they are written by the next {@link #flush}. */
  public void record(Collection<Outcome> outcomes) {
    List<Outcome> here = new ArrayList<>(outcomes.size());
    for (Outcome outcome : outcomes) {
      telemetry
          .counter(
              Metric.OUTCOMES,
              "outcome",
              outcome.kind().label(),
              "category",
              outcome.category().label())
          .increment(outcome.quantity());
      if (!elsewhere.test(outcome)) {
        here.add(outcome);
      }
    }
    keep(here);
  }

  private void keep(Collection<Outcome> outcomes) {
    lock.lock();
    try {
      if (waiting.size() + outcomes.size() > MOST_KEPT) {
        telemetry.counter(Metric.LOST_OUTCOMES).increment(outcomes.size());
        return;
      }
      waiting.addAll(outcomes);
    } finally {
      lock.unlock();
    }
  }

  /** Writes what has been noted; waits. When the database is away the outcomes are kept. */
  public void flush() {
    List<Outcome> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    try {
      Outcomes.append(database.sql(), taken);
    } catch (RuntimeException unavailable) {
      LOG.warn("outcomes are kept in memory: {}", unavailable.toString());
      keep(taken);
    }
  }

  private List<Outcome> take() {
    lock.lock();
    try {
      List<Outcome> taken = waiting;
      waiting = new ArrayList<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
