package dev.vedette.load;

import dev.vedette.store.Database;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One measured load on a server, from the first request until the last event is stored. */
public final class Load {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration GIVE_UP_WITHOUT_PROGRESS = Duration.ofSeconds(30);
  private static final Duration PROGRESS = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int DIFFERENT = 2000;
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(5);

  private Load() {}

  /**
   * What is sent where.
   *
   * @param target the envelope endpoint, with the key in its query
   * @param project number of the project that the key belongs to
   * @param rate requests per second; 0 for as many as are answered
   * @param duration how long to send
   * @param warmUp how long at its beginning the generator itself is compiled, so that times of
   *     answers are not told
   */
  public record Plan(
      URI target,
      long project,
      EventMix mix,
      int connections,
      double rate,
      Duration duration,
      Duration warmUp) {}

  /**
   * Runs a load and waits until what was acknowledged is stored, or nothing more comes for half a
   * minute. To be called on a virtual thread.
   *
   * @param database where the server stores events
   * @param progress told a line each second
   */
  public static LoadReport run(
      Vertx vertx, Database database, Plan plan, Consumer<String> progress) {
    return run(vertx, database, plan, StoredEvents.Table.EVENT, progress);
  }

  static LoadReport run(
      Vertx vertx,
      Database database,
      Plan plan,
      StoredEvents.Table table,
      Consumer<String> progress) {
    RunIds ids = new RunIds(new Random().nextInt());
    Envelopes envelopes =
        Envelopes.prepare(plan.mix(), DIFFERENT, ids, new Random(ids.run()), Instant.now());
    StoredEvents stored =
        new StoredEvents(database, table, plan.project(), Instant.now().minus(CLOCK_SLACK));
    LoadRun run = new LoadRun(vertx, plan, envelopes);
    long ticker =
        vertx.setPeriodic(
            PROGRESS.toMillis(),
            tick ->
                progress.accept(
                    "%,d sent, %,d accepted".formatted(run.sent(), run.acceptedCount())));
    try {
      run.start().await();
    } finally {
      vertx.cancelTimer(ticker);
    }
    long ended = awaitStored(stored, run.accepted().cardinality(), progress);
    BitSet saved = stored.numbers(ids);
    saved.and(run.accepted());
    return run.report(saved.cardinality(), (ended - run.startedNanos()) / 1e9);
  }

  /**
   * Waits for the last event; gives the time at which it was there. To count is work that takes
   * from what is measured: it is done again when half of the rest should be there.
   */
  private static long awaitStored(StoredEvents stored, long wanted, Consumer<String> progress) {
    long before = -1;
    long moved = System.nanoTime();
    while (true) {
      long count = stored.count();
      long now = System.nanoTime();
      long pause = pauseNanos(wanted - count, count - before, now - moved);
      if (count != before) {
        before = count;
        moved = now;
      }
      if (count >= wanted || now - moved > GIVE_UP_WITHOUT_PROGRESS.toNanos()) {
        return moved;
      }
      progress.accept("%,d of %,d stored".formatted(count, wanted));
      LockSupport.parkNanos(pause);
    }
  }

  private static long pauseNanos(long missing, long came, long during) {
    long half = came <= 0 ? 0 : (long) (0.5 * missing * during / came);
    return Math.clamp(half, POLL.toNanos(), LONGEST_PAUSE.toNanos());
  }
}
