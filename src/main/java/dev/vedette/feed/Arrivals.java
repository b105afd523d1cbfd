package dev.vedette.feed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Readers that wait for something new, by partition. */
final class Arrivals {

  private static final long LIMIT_MS = 1000;

  private final Vertx vertx;
  private final Map<Lane, Promise<Void>> waiting = new ConcurrentHashMap<>();

  Arrivals(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Completes when the partition may have something new, at the latest after a second. */
  Future<Void> next(Lane lane) {
    Promise<Void> arrival = waiting.computeIfAbsent(lane, unused -> Promise.promise());
    long timer = vertx.setTimer(LIMIT_MS, id -> arrival.tryComplete());
    return arrival
        .future()
        .onComplete(done -> {
          vertx.cancelTimer(timer);
          waiting.remove(lane, arrival);
        });
  }

  /** Ends the wait of a partition's reader. */
  void wake(Lane lane) {
    Promise<Void> arrival = waiting.remove(lane);
    if (arrival != null) {
      arrival.tryComplete();
    }
  }
}
